package dev.parley.simulator;

import dev.parley.whatsapp.wire.Node;

/// The stanzas after which the server drops a connection (protocol notes, connection 8.3 and 8.4).
final class StreamErrors {
    private StreamErrors() {}

    /// 515 asks for a restart, 516 logs out, 503 means going down.
    static Node code(int code) {
        return Node.of("stream:error").attr("code", code).build();
    }

    /// The same device has connected anew.
    static Node replaced() {
        return Node.of("stream:error")
                .child(Node.of("conflict").attr("type", "replaced"))
                .build();
    }

    static Node deviceRemoved() {
        return Node.of("stream:error")
                .attr("code", 401)
                .child(Node.of("conflict").attr("type", "device_removed"))
                .build();
    }

    /// The client acknowledged something in a way that the server does not accept.
    static Node badAck(Node ack) {
        return refused(ack.attrOrEmpty("class"), ack);
    }

    /// The client left a stanza uncleared for too long.
    static Node uncleared(Node stanza) {
        return refused(stanza.tag(), stanza);
    }

    static Node malformed() {
        return Node.of("stream:error").child(Node.of("xml-not-well-formed")).build();
    }

    /// @param reason as in the table of the protocol notes: 401 logged out, 405 outdated client, 503 unavailable
    ///     …
    static Node failure(int reason) {
        return Node.of("failure").attr("reason", reason).attr("location", "sim").build();
    }

    static Node streamEnd() {
        return Node.of("xmlstreamend").build();
    }

    private static Node refused(String stanzaClass, Node about) {
        return Node.of("stream:error")
                .child(Node.of("ack")
                        .attr("class", stanzaClass)
                        .attrIfPresent("id", about.attr("id"))
                        .attrIfPresent("type", about.attr("type")))
                .build();
    }
}
