package dev.parley.simulator;

import dev.parley.whatsapp.wire.Jid;

/// Under which of a person's two names a direct chat runs. WhatsApp itself addresses by LID now.
public enum Addressing {
    LID(Jid.LID_SERVER),
    PN(Jid.PN_SERVER);

    private final String server;

    Addressing(String server) {
        this.server = server;
    }

    String server() {
        return server;
    }
}
