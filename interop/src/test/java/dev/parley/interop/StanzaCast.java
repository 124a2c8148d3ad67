package dev.parley.interop;

import dev.parley.simulator.SimulatedPhone;
import dev.parley.whatsapp.wire.Jid;
import java.util.HashMap;
import java.util.Map;

/// Who plays which part in a recorded scene, so that the same scene with other people reads the same: `self` is the
/// account whose companion is recorded, `peer` the one it talks to.
final class StanzaCast {
    private final Map<String, String> parts = new HashMap<>();

    StanzaCast(SimulatedPhone self, SimulatedPhone peer) {
        add(self, "self");
        add(peer, "peer");
    }

    private void add(SimulatedPhone phone, String part) {
        parts.put(phone.phone(), part);
        parts.put(phone.lid().user(), part);
    }

    /// The JID with its user replaced by the part. Every companion is `:N`: the scene has one.
    String name(Jid jid) {
        String part = parts.get(jid.user());
        return part == null ? jid.toString() : part + (jid.device() == 0 ? "" : ":N") + "@" + jid.server();
    }
}
