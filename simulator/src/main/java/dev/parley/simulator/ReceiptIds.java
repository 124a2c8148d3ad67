package dev.parley.simulator;

import dev.parley.whatsapp.wire.Node;
import java.util.List;
import java.util.stream.Stream;

/// The message ids that a receipt is about: its own and those of its `<list>`.
final class ReceiptIds {
    private ReceiptIds() {}

    static List<String> of(Node receipt) {
        Stream<Node> items = receipt.children("list").stream().flatMap(list -> list.children("item").stream());
        return Stream.concat(receipt.attr("id").stream(), items.flatMap(item -> item.attr("id").stream()))
                .distinct()
                .toList();
    }
}
