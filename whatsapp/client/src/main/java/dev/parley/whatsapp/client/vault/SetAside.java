package dev.parley.whatsapp.client.vault;

import dev.parley.whatsapp.client.store.DeviceStore.Transaction;
import dev.parley.whatsapp.client.store.EntryKind;
import dev.parley.whatsapp.wire.Node;
import dev.parley.whatsapp.wire.NodeDecoder;
import dev.parley.whatsapp.wire.NodeEncoder;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Received stanzas that the consumer failed on again and again, as they came. WhatsApp was told that they
/// arrived; they are tried again after each login, until the consumer takes them.
public final class SetAside {
    /// Beyond this the oldest give way: what the consumer fails on every day must not keep the rest from
    /// coming.
    private static final int LIMIT = 1000;

    private final Transaction transaction;

    SetAside(Transaction transaction) {
        this.transaction = transaction;
    }

    /// @return the oldest one, if it had to give way
    public Optional<Node> write(Node stanza) {
        transaction.write(EntryKind.SET_ASIDE, name(stanza), NodeEncoder.encode(stanza));
        if (transaction.count(EntryKind.SET_ASIDE) <= LIMIT) {
            return Optional.empty();
        }
        Optional<Node> oldest = readAll().values().stream().findFirst();
        oldest.ifPresent(this::delete);
        return oldest;
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
