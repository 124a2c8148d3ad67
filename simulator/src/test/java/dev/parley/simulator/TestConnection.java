package dev.parley.simulator;

import dev.parley.whatsapp.wire.Node;
import java.util.List;
import java.util.Optional;

/// One client's side of a connection without a socket.
record TestConnection(RecordingChannel channel, Optional<Peer> peer) {
    void send(Node stanza) {
        peer.orElseThrow().received(stanza);
    }

    /// Sends an iq or message and gives what came back with its id.
    Node ask(Node stanza) {
        send(stanza);
        return channel.sent().reversed().stream()
                .filter(node -> node.attr("id").equals(stanza.attr("id")))
                .filter(node -> node.tag().equals("iq") || node.tag().equals("ack"))
                .findFirst()
                .orElseThrow();
    }

    /// What was delivered with that tag.
    List<Node> received(String tag) {
        return channel.sent(tag);
    }

    void drop() {
        peer.orElseThrow().gone();
    }
}
