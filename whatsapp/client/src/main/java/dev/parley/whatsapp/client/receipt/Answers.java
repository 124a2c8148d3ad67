package dev.parley.whatsapp.client.receipt;

import dev.parley.whatsapp.wire.AttrValue;
import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a batch of received stanzas owes the server and asks of this client, to be paid after the commit.
/// Delivery receipts to one address are put into one stanza. One thread at a time.
public final class Answers {
    /// WhatsApp Web's limit of ids in one receipt (messaging.md section 5.6).
    private static final int MAX_IDS = 256;

    private final Map<Address, List<String>> receipts = new LinkedHashMap<>();
    private final List<Node> nodes = new ArrayList<>();
    private final List<Runnable> followUps = new ArrayList<>();

    /// @param to the `from` of the message, verbatim
    /// @param type empty for a plain delivery
    /// @param recipient the `recipient` of the message, verbatim
    /// @param participant the `participant` of the message, verbatim
    /// @param context `status` for one that is no message of a chat
    private record Address(
            Jid to,
            Optional<String> type,
            Optional<AttrValue> recipient,
            Optional<AttrValue> participant,
            Optional<String> context) {}

    /// Owes a delivery receipt.
    public void receipt(Jid to, Optional<String> type, Optional<AttrValue> recipient, String id) {
        receipt(new Address(to, type, recipient, Optional.empty(), Optional.empty()), id);
    }

    /// Owes a delivery receipt for what one member sent to many.
    ///
    /// @param context `status` where it belongs to that
    public void groupReceipt(
            Jid to, Optional<String> type, Optional<AttrValue> participant, Optional<String> context, String id) {
        receipt(new Address(to, type, Optional.empty(), participant, context), id);
    }

    private void receipt(Address address, String id) {
        receipts.computeIfAbsent(address, _ -> new ArrayList<>()).add(id);
    }

    /// Owes any other stanza.
    public void send(Node node) {
        nodes.add(node);
    }

    /// Has something done after the commit, by a thread that may wait for the network.
    public void afterwards(Runnable followUp) {
        followUps.add(followUp);
    }

    /// All stanzas owed: receipts, then the others in order.
    public List<Node> stanzas() {
        List<Node> all = new ArrayList<>();
        receipts.forEach((address, ids) -> {
            for (int start = 0; start < ids.size(); start += MAX_IDS) {
                all.add(receipt(address, ids.subList(start, Math.min(ids.size(), start + MAX_IDS))));
            }
        });
        all.addAll(nodes);
        return all;
    }

    public List<Runnable> followUps() {
        return List.copyOf(followUps);
    }

    private static Node receipt(Address address, List<String> ids) {
        Node.Builder receipt = Node.of("receipt")
                .attr("id", ids.getFirst())
                .attr("to", address.to())
                .attrIfPresent("type", address.type())
                .attrIfPresent("recipient", address.recipient())
                .attrIfPresent("participant", address.participant())
                .attrIfPresent("context", address.context());
        return withList(receipt, ids).build();
    }

    /// Puts all ids but the first, which is the stanza's own, into its list.
    static Node.Builder withList(Node.Builder receipt, List<String> ids) {
        return ids.size() > 1
                ? receipt.child(Node.of("list")
                        .children(ids.stream()
                                .skip(1)
                                .map(id -> Node.of("item").attr("id", id).build())
                                .toList()))
                : receipt;
    }
}
