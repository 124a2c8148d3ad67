package dev.parley.whatsapp.client.receipt;

import dev.parley.whatsapp.client.EventConsumer;
import dev.parley.whatsapp.client.device.IdentityMerger;
import dev.parley.whatsapp.client.event.Chat;
import dev.parley.whatsapp.client.event.ReceiptKind;
import dev.parley.whatsapp.client.event.StoredEvent;
import dev.parley.whatsapp.client.vault.Account;
import dev.parley.whatsapp.client.vault.Records;
import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Reads what became of direct messages out of `receipt` stanzas (messaging.md section 7.1).
public final class ReceiptReader {
    private final EventConsumer consumer;
    private final IdentityMerger identities;
    private final InstantSource clock;

    public ReceiptReader(EventConsumer consumer, IdentityMerger identities, InstantSource clock) {
        this.consumer = consumer;
        this.identities = identities;
        this.clock = clock;
    }

    /// Hands the receipt to the consumer; does nothing for kinds and chats that are not for it.
    public void read(Records records, Node receipt, Account account) {
        identities.learn(records, receipt.jid("participant"), receipt.jid("participant_pn"));
        Optional<Jid> from = receipt.jid("from").map(Jid::unhosted).filter(Jid::isPerson);
        if (from.isEmpty() || receipt.child("error").isPresent()) {
            // Of groups and channels; or the device says that it cannot show the message.
            return;
        }
        Optional<Jid> recipient = receipt.jid("recipient");
        Optional<Node> grouped = receipt.child("participants");
        if (grouped.isEmpty()) {
            emit(records, from.get(), recipient, receipt, ids(receipt), time(receipt), account);
            return;
        }
        // Several devices about one message.
        Optional<String> id = grouped.get().attr("key").or(() -> grouped.get().attr("message_id"));
        for (Node user : grouped.get().children("user")) {
            Optional<Jid> device = user.jid("jid").map(Jid::unhosted).filter(Jid::isPerson);
            identities.learn(records, device, user.jid("participant_pn"));
            if (id.isPresent() && device.isPresent()) {
                Node typed = user.attr("type").isPresent() ? user : receipt;
                emit(records, device.get(), recipient, typed, List.of(id.get()), time(user), account);
            }
        }
    }

    private void emit(
            Records records,
            Jid from,
            Optional<Jid> recipient,
            Node typed,
            List<String> ids,
            Instant time,
            Account account) {
        boolean own = account.owns(from);
        Optional<ReceiptKind> kind = kind(typed.attrOrEmpty("type"), own);
        // With a receipt of an own device `recipient` names the chat; without it the chat cannot be known.
        Optional<Jid> chat = (own ? recipient : Optional.of(from)).filter(Jid::isPerson);
        if (kind.isPresent() && chat.isPresent() && !ids.isEmpty()) {
            consumer.store(new StoredEvent.ReceiptArrived(
                    new Chat.Direct(records.lids().person(chat.get())), from, kind.get(), ids, time));
        }
    }

    private static Optional<ReceiptKind> kind(String type, boolean own) {
        return switch (type) {
            case "" -> Optional.of(own ? ReceiptKind.SENDER : ReceiptKind.DELIVERED);
            case "inactive" -> Optional.of(own ? ReceiptKind.SENDER : ReceiptKind.INACTIVE);
            case "sender" -> Optional.of(ReceiptKind.SENDER);
            case "read" -> Optional.of(own ? ReceiptKind.READ_SELF : ReceiptKind.READ);
            // What only own devices can say is believed of nobody else.
            case "read-self" -> Optional.of(ReceiptKind.READ_SELF).filter(_ -> own);
            case "played" -> Optional.of(own ? ReceiptKind.PLAYED_SELF : ReceiptKind.PLAYED);
            case "played-self" -> Optional.of(ReceiptKind.PLAYED_SELF).filter(_ -> own);
            default -> Optional.empty();
        };
    }

    private static List<String> ids(Node receipt) {
        Set<String> ids = new LinkedHashSet<>();
        receipt.attr("id").filter(id -> !id.isEmpty()).ifPresent(ids::add);
        receipt.child("list")
                .ifPresent(list ->
                        list.children("item").forEach(item -> item.attr("id").ifPresent(ids::add)));
        return List.copyOf(ids);
    }

    private Instant time(Node node) {
        return node.time("t").orElseGet(clock::instant);
    }
}
