package dev.parley.simulator;

import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;
import java.util.HashMap;
import java.util.Map;

/// Hands each iq to the handler of its `xmlns` and sends the one answer. An iq that nobody handles gets an error
/// too: silence would cost the client a minute.
final class IqRouter {
    private final ServerClock clock;
    private final Map<String, IqHandler> handlers = new HashMap<>();

    IqRouter(ServerClock clock) {
        this.clock = clock;
    }

    /// @throws IllegalStateException when the `xmlns` has a handler already
    IqRouter register(String xmlns, IqHandler handler) {
        if (handlers.putIfAbsent(xmlns, handler) != null) {
            throw new IllegalStateException("two handlers for " + xmlns);
        }
        return this;
    }

    /// Results and errors answer something of the server's own and are nobody's request.
    void handle(DeviceSession caller, Node iq) {
        String type = iq.attrOrEmpty("type");
        if (type.equals("result") || type.equals("error")) {
            return;
        }
        try {
            IqAnswer answer = handler(iq).answer(caller, iq);
            caller.send(Nodes.append(result(iq, clock), answer.children()).build());
            answer.afterwards().run();
        } catch (Refusal refusal) {
            caller.send(error(iq, refusal));
        }
    }

    private IqHandler handler(Node iq) {
        IqHandler handler = handlers.get(iq.attrOrEmpty("xmlns"));
        if (handler == null) {
            throw Refusal.of(501, "feature-not-implemented");
        }
        return handler;
    }

    static Node.Builder result(Node iq, ServerClock clock) {
        return reply(iq, "result").attr("t", clock.stamp());
    }

    static Node error(Node iq, Refusal refusal) {
        return reply(iq, "error")
                .child(Node.of("error").attr("code", refusal.code()).attr("text", refusal.text()))
                .build();
    }

    private static Node.Builder reply(Node iq, String type) {
        return Node.of("iq")
                .attr("from", iq.jid("to").orElse(Jid.SERVER))
                .attr("type", type)
                .attrIfPresent("id", iq.attr("id"));
    }
}
