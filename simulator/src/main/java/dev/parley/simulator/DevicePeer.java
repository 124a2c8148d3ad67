package dev.parley.simulator;

import dev.parley.whatsapp.wire.Node;

/// A linked device that has logged in.
record DevicePeer(DeviceSession session, StanzaRouter router) implements Peer {
    @Override
    public void received(Node stanza) {
        router.route(session, stanza);
    }

    @Override
    public void gone() {
        router.gone(session);
    }
}
