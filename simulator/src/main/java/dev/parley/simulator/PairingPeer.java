package dev.parley.simulator;

import dev.parley.whatsapp.wire.Node;

/// A companion that waits to be linked.
record PairingPeer(PairingSession session, PairingDesk desk, Directory directory) implements Peer {
    @Override
    public void received(Node stanza) {
        directory.lockedRun(() -> desk.received(session, stanza));
    }

    @Override
    public void gone() {
        directory.lockedRun(() -> desk.closed(session));
    }
}
