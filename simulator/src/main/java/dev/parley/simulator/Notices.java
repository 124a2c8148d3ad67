package dev.parley.simulator;

import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;

/// Builds the notifications that the server starts itself.
final class Notices {
    private final ServerClock clock;
    private final StanzaIds ids;

    Notices(ServerClock clock, StanzaIds ids) {
        this.clock = clock;
        this.ids = ids;
    }

    Node.Builder of(String type, Jid from) {
        return Node.of("notification")
                .attr("from", from)
                .attr("type", type)
                .attr("id", ids.next())
                .attr("t", clock.stamp());
    }

    Node lowStock(int left) {
        return of("encrypt", Jid.SERVER)
                .child(Node.of("count").attr("value", left))
                .build();
    }

    Node companionRegRefresh() {
        return of("companion_reg_refresh", Jid.SERVER)
                .child(Node.of("companion_reg_refresh"))
                .build();
    }
}
