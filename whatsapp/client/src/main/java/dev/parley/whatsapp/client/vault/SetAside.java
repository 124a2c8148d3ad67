package dev.parley.whatsapp.client.vault;

import dev.parley.whatsapp.client.store.DeviceStore.Transaction;
import dev.parley.whatsapp.client.store.EntryKind;
import dev.parley.whatsapp.wire.Node;
import dev.parley.whatsapp.wire.NodeDecoder;
import dev.parley.whatsapp.wire.NodeEncoder;
import java.util.Map;
import java.util.TreeMap;

/// Received stanzas that the consumer failed on again and again, as they came. WhatsApp was told that they
/// arrived; they are tried again after each login, until the consumer takes them.
public final class SetAside {
    /// More would be a consumer that takes nothing at all: then it is better to leave the rest with WhatsApp.
    private static final int LIMIT = 1000;

    private final Transaction transaction;

    SetAside(Transaction transaction) {
        this.transaction = transaction;
    }

    public boolean isFull() {
        return transaction.readAll(EntryKind.SET_ASIDE).size() >= LIMIT;
    }

    public void write(Node stanza) {
        transaction.write(EntryKind.SET_ASIDE, name(stanza), NodeEncoder.encode(stanza));
    }

    public void delete(Node stanza) {
        transaction.delete(EntryKind.SET_ASIDE, name(stanza));
    }

    /// In the order of their times.
    public Map<String, Node> readAll() {
        Map<String, Node> all = new TreeMap<>();
        transaction.readAll(EntryKind.SET_ASIDE).forEach((name, bytes) -> all.put(name, NodeDecoder.decode(bytes)));
        return all;
    }

    private static String name(Node stanza) {
        return stanza.attrOrEmpty("t") + " " + stanza.tag() + " " + stanza.attrOrEmpty("from") + " "
                + stanza.attrOrEmpty("id");
    }
}
