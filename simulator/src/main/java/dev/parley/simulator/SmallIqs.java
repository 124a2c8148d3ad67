package dev.parley.simulator;

import dev.parley.whatsapp.wire.Node;

/// The iqs that need no state of their own (protocol notes, connection 8.2 and messaging 9.4).
final class SmallIqs {
    private static final String PROPS_REFRESH_SECONDS = "86400";

    private SmallIqs() {}

    static void register(IqRouter router, Postman postman) {
        router.register("w:p", (_, _) -> IqAnswer.EMPTY)
                .register("urn:xmpp:ping", (_, _) -> IqAnswer.EMPTY)
                .register("passive", (caller, iq) -> passive(caller, iq, postman))
                .register("abt", (_, _) -> props())
                .register("urn:xmpp:whatsapp:dirty", (_, iq) -> clean(iq))
                .register("w:stats", (_, _) -> IqAnswer.EMPTY);
    }

    private static IqAnswer passive(DeviceSession caller, Node iq, Postman postman) {
        if (iq.child("active").isPresent()) {
            return IqAnswer.EMPTY.then(() -> {
                postman.activate(caller);
                caller.account().companionIsActive();
            });
        }
        return iq.child("passive")
                .map(_ -> IqAnswer.EMPTY.then(caller::passive))
                .orElseThrow(Refusal::badRequest);
    }

    private static IqAnswer props() {
        return IqAnswer.of(Node.of("props")
                .attr("ab_key", "simulator")
                .attr("hash", "simulator")
                .attr("refresh", PROPS_REFRESH_SECONDS)
                .attr("delta_update", "false"));
    }

    private static IqAnswer clean(Node iq) {
        return iq.child("clean")
                .flatMap(clean -> clean.attr("type"))
                .map(_ -> IqAnswer.EMPTY)
                .orElseThrow(Refusal::badRequest);
    }
}
