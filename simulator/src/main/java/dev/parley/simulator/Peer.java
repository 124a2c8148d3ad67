package dev.parley.simulator;

import dev.parley.whatsapp.wire.Node;

/// Who sits behind a connection after the handshake: a companion that is being linked, or a linked device.
/// Called by the connection's thread, one call at a time.
interface Peer {
    void received(Node stanza);

    /// The connection is gone, for whatever reason. Called once.
    void gone();
}
