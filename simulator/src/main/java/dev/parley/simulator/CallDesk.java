package dev.parley.simulator;

import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;
import java.util.List;
import java.util.Optional;

/// Rings all devices of whoever is called, and tells them when it is over (protocol notes, messaging 9.6). No
/// sound is ever exchanged. Guarded by the directory's lock.
final class CallDesk {
    private final Postman postman;
    private final ServerClock clock;
    private final StanzaIds ids;

    CallDesk(Postman postman, ServerClock clock, StanzaIds ids) {
        this.postman = postman;
        this.clock = clock;
        this.ids = ids;
    }

    void offer(Account caller, Account callee, String callId, boolean video) {
        if (callee.blocked().contains(caller)) {
            return;
        }
        ring(
                caller,
                callee,
                Optional.empty(),
                step("offer", caller, callId)
                        .attr("caller_pn", caller.pn())
                        .child(Node.of("audio").attr("enc", "opus").attr("rate", 16_000))
                        .children(video ? List.of(Node.of("video").build()) : List.of())
                        .build());
    }

    /// @param reason as WhatsApp words it; empty when the caller hung up
    /// @param except the device that answered or declined
    void terminate(Account caller, Account callee, String callId, Optional<String> reason, Optional<Device> except) {
        if (!callee.blocked().contains(caller)) {
            ring(
                    caller,
                    callee,
                    except,
                    step("terminate", caller, callId)
                            .attrIfPresent("reason", reason)
                            .build());
        }
    }

    private void ring(Account caller, Account callee, Optional<Device> except, Node step) {
        Node call = Node.of("call")
                .attr("from", caller.lid())
                .attr("id", ids.next())
                .attr("t", clock.stamp())
                .attr("notify", caller.pushName())
                .child(step)
                .build();
        callee.devices().stream()
                .filter(device -> except.filter(device::equals).isEmpty())
                .forEach(device -> postman.post(device, call));
    }

    private static Node.Builder step(String tag, Account caller, String callId) {
        Jid creator = caller.lid();
        return Node.of(tag).attr("call-id", callId).attr("call-creator", creator);
    }
}
