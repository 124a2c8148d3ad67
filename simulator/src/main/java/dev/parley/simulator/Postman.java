package dev.parley.simulator;

import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;
import java.util.List;
import java.util.Optional;

/// Brings queued stanzas to devices (protocol notes, messaging 10.2): what waited when a device came back goes
/// first and is marked `offline`, what arrives meanwhile follows, and what was not cleared comes again next time.
/// Guarded by the directory's lock.
final class Postman {
    private static final int PRIMER = 5;
    private static final int LARGEST_BATCH = 10_000;

    private final ServerClock clock;
    private final OfflineDelivery mode;

    Postman(ServerClock clock, OfflineDelivery mode) {
        this.clock = clock;
        this.mode = mode;
    }

    /// Queues a stanza for a device and sends it on when the device is connected. A full queue takes nothing
    /// more.
    void post(Device device, Node stanza) {
        if (!device.queue().isFull()) {
            device.queue().add(stanza);
            device.session().ifPresent(this::advance);
        }
    }

    /// The client said `active`: announces the queue and starts to send it.
    void activate(DeviceSession session) {
        if (session.phase() != DeviceSession.Phase.PASSIVE) {
            return;
        }
        List<Delivery> waiting = session.device().queue().unsent();
        session.startDraining(waiting.size(), mode == OfflineDelivery.PUSH ? Long.MAX_VALUE : PRIMER);
        if (!waiting.isEmpty()) {
            session.send(preview(waiting));
        }
        advance(session);
    }

    /// The client asks for more of the queue. When everything is pushed anyway, this changes nothing.
    void batchRequested(DeviceSession session, long count) {
        if (mode == OfflineDelivery.PULL && session.phase() == DeviceSession.Phase.DRAINING) {
            session.allow(Math.clamp(count, 0, LARGEST_BATCH));
            advance(session);
        }
    }

    private void advance(DeviceSession session) {
        if (session.phase() == DeviceSession.Phase.DRAINING) {
            drain(session);
        }
        if (session.phase() == DeviceSession.Phase.LIVE) {
            DeliveryQueue queue = session.device().queue();
            for (Optional<Delivery> next = queue.nextUnsent(); next.isPresent(); next = queue.nextUnsent()) {
                send(session, next.get(), next.get().stanza());
            }
        }
    }

    private void drain(DeviceSession session) {
        DeliveryQueue queue = session.device().queue();
        Optional<Delivery> next = queue.nextUnsent().filter(session::isBacklog);
        while (next.isPresent() && session.hasAllowance()) {
            Node.Builder marked = next.get().stanza().toBuilder().attr("offline", session.nextOfflineNumber());
            send(session, next.get(), marked.build());
            next = queue.nextUnsent().filter(session::isBacklog);
        }
        if (next.isEmpty()) {
            session.live();
            session.send(ib(Node.of("offline").attr("count", session.backlogSize())));
        }
    }

    private void send(DeviceSession session, Delivery delivery, Node stanza) {
        delivery.sent(clock.now());
        session.device().queue().markSent(delivery);
        session.send(stanza);
    }

    private static Node preview(List<Delivery> waiting) {
        return ib(Node.of("offline_preview")
                .attr("count", waiting.size())
                .attr("message", count(waiting, "message"))
                .attr("receipt", count(waiting, "receipt"))
                .attr("notification", count(waiting, "notification"))
                .attr("appdata", 0));
    }

    private static long count(List<Delivery> waiting, String tag) {
        return waiting.stream()
                .filter(delivery -> delivery.stanza().tag().equals(tag))
                .count();
    }

    private static Node ib(Node.Builder child) {
        return Node.of("ib").attr("from", Jid.SERVER).child(child).build();
    }
}
