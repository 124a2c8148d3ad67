package dev.parley.whatsapp.client.faults;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.parley.simulator.SeenStanza;
import dev.parley.whatsapp.proto.PreKeySignalMessageContent;
import dev.parley.whatsapp.proto.SignalMessageContent;
import dev.parley.whatsapp.wire.Bytes;
import dev.parley.whatsapp.wire.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Looks whether a device encrypted two messages with one key: a chain's ratchet key and counter name the
/// key, so the same pair must never come with another ciphertext.
final class KeyUse {
    private final Map<Key, ByteString> used = new HashMap<>();
    private final List<String> reused = new ArrayList<>();

    private record Key(int device, ByteString ratchetKey, int counter) {}

    /// What a companion sent to the server.
    void look(SeenStanza stanza) {
        Node node = stanza.node();
        if (stanza.direction() != SeenStanza.Direction.RECEIVED || !node.tag().equals("message")) {
            return;
        }
        node.children("enc").forEach(enc -> look(stanza.device(), enc));
        node.child("participants")
                .ifPresent(participants -> participants
                        .children("to")
                        .forEach(to -> to.child("enc").ifPresent(enc -> look(stanza.device(), enc))));
    }

    int looked() {
        return used.size();
    }

    List<String> reused() {
        return List.copyOf(reused);
    }

    private void look(int device, Node enc) {
        try {
            byte[] bytes = enc.bytes().map(Bytes::toByteArray).orElseThrow();
            ByteString message = enc.hasAttr("type", "pkmsg")
                    ? PreKeySignalMessageContent.parseFrom(body(bytes, 0)).getMessage()
                    : ByteString.copyFrom(bytes);
            // Version before, MAC after.
            SignalMessageContent content = SignalMessageContent.parseFrom(body(message.toByteArray(), 8));
            Key key = new Key(device, content.getRatchetKey(), content.getCounter());
            ByteString before = used.putIfAbsent(key, content.getCiphertext());
            if (before != null && !before.equals(content.getCiphertext())) {
                reused.add("counter " + content.getCounter() + " of device " + device);
            }
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    private static ByteString body(byte[] bytes, int mac) {
        return ByteString.copyFrom(bytes, 1, bytes.length - 1 - mac);
    }
}
