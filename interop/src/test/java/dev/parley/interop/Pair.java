package dev.parley.interop;

import dev.parley.simulator.SimulatedPhone;
import dev.parley.whatsapp.wire.Jid;

/// Our engine with Ada's account and Baileys with Ben's, linked and with a session between them.
///
/// @param ada our engine's phone
/// @param ben Baileys' phone
record Pair(SimulatedPhone ada, SimulatedPhone ben, Engine engine, BaileysAgent baileys) {
    static Pair on(Stage stage) {
        SimulatedPhone ada = stage.phone("Ada");
        SimulatedPhone ben = stage.phone("Ben");
        Engine engine = stage.engine();
        engine.link(ada);
        Pair pair = new Pair(ada, ben, engine, stage.linked(ben));
        // One side starts the session: npm's libsignal spoils its own when both start one at the same time.
        engine.awaitMessage(pair.baileys().send(pair.adasLid(), "hello from Baileys"));
        pair.baileys().awaitContent(engine.send(pair.bensNumber(), "hello from Parley"));
        return pair;
    }

    String adasLid() {
        return ada.lid().toString();
    }

    Jid bensNumber() {
        return Jid.pn(ben.phone());
    }
}
