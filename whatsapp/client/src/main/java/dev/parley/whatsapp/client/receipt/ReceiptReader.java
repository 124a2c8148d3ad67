package dev.parley.whatsapp.client.receipt;

import dev.parley.whatsapp.client.EventConsumer;
import dev.parley.whatsapp.client.event.Chat;
import dev.parley.whatsapp.client.event.ReceiptKind;
import dev.parley.whatsapp.client.event.StoredEvent;
import dev.parley.whatsapp.client.vault.Account;
import dev.parley.whatsapp.client.vault.Records;
import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads what became of direct messages out of `receipt` stanzas (messaging.md section 7.1).
public final class ReceiptReader {
    private final EventConsumer consumer;
    private final InstantSource clock;

    public ReceiptReader(EventConsumer consumer, InstantSource clock) {
        this.consumer = consumer;
        this.clock = clock;
    }

    /// Hands the receipt to the consumer; does nothing for kinds and chats that are not for it.
    public void read(Records records, Node receipt, Account account) {
        Optional<ReceiptKind> kind = kind(receipt, account);
        Optional<Jid> from = receipt.jid("from").filter(Jid::isPerson);
        List<String> ids = ids(receipt);
        if (kind.isEmpty() || from.isEmpty() || ids.isEmpty()) {
            return;
        }
        // With a receipt of an own device `recipient` names the chat; without it the chat cannot be known.
        Optional<Jid> chat = account.owns(from.get()) ? receipt.jid("recipient") : from;
        chat.filter(Jid::isPerson)
                .ifPresent(jid -> consumer.store(new StoredEvent.ReceiptArrived(
                        new Chat.Direct(records.lids().person(jid)), from.get(), kind.get(), ids, time(receipt))));
    }

    private static Optional<ReceiptKind> kind(Node receipt, Account account) {
        boolean own = receipt.jid("from").filter(account::owns).isPresent();
        if (receipt.child("error").isPresent()) {
            // The device says that it cannot show the message.
            return Optional.empty();
        }
        return switch (receipt.attrOrEmpty("type")) {
            case "" -> Optional.of(own ? ReceiptKind.SENDER : ReceiptKind.DELIVERED);
            case "inactive" -> Optional.of(own ? ReceiptKind.SENDER : ReceiptKind.INACTIVE);
            case "sender" -> Optional.of(ReceiptKind.SENDER);
            case "read" -> Optional.of(own ? ReceiptKind.READ_SELF : ReceiptKind.READ);
            case "read-self" -> Optional.of(ReceiptKind.READ_SELF);
            case "played" -> Optional.of(own ? ReceiptKind.PLAYED_SELF : ReceiptKind.PLAYED);
            case "played-self" -> Optional.of(ReceiptKind.PLAYED_SELF);
            default -> Optional.empty();
        };
    }

    private static List<String> ids(Node receipt) {
        List<String> ids = new ArrayList<>();
        receipt.attr("id").filter(id -> !id.isEmpty()).ifPresent(ids::add);
        receipt.child("list")
                .ifPresent(list -> list.children("item")
                        .forEach(item ->
                                item.attr("id").filter(id -> !ids.contains(id)).ifPresent(ids::add)));
        return ids;
    }

    private Instant time(Node receipt) {
        return receipt.number("t").isPresent()
                ? Instant.ofEpochSecond(receipt.number("t").getAsLong())
                : clock.instant();
    }
}
