package dev.parley.simulator;

import dev.parley.whatsapp.wire.Node;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a logged-in device sends, by tag. Takes the directory's lock for each stanza. Thread-safe.
final class StanzaRouter {
    private static final Logger LOG = LoggerFactory.getLogger(StanzaRouter.class);

    private static final String NOBODYS_HASH = "2:AAAAAAAA";

    private final Directory directory;
    private final IqRouter iqs;
    private final MessageRouter messages;
    private final ReceiptRouter receipts;
    private final AckDesk acks;
    private final PresenceRelay presences;
    private final Postman postman;
    private final Faults faults;

    StanzaRouter(
            Directory directory,
            IqRouter iqs,
            MessageRouter messages,
            ReceiptRouter receipts,
            AckDesk acks,
            PresenceRelay presences,
            Postman postman,
            Faults faults) {
        this.directory = directory;
        this.iqs = iqs;
        this.messages = messages;
        this.receipts = receipts;
        this.acks = acks;
        this.presences = presences;
        this.postman = postman;
        this.faults = faults;
    }

    /// Handles a stanza, unless the connection has been replaced or its device removed meanwhile.
    void route(DeviceSession session, Node stanza) {
        directory.lockedRun(() -> {
            if (session.isCurrent()) {
                handle(session, stanza);
            }
        });
    }

    void gone(DeviceSession session) {
        directory.lockedRun(() -> {
            session.device().disconnect(session);
            presences.disconnected(session);
        });
    }

    private void handle(DeviceSession session, Node stanza) {
        switch (stanza.tag()) {
            case "iq" -> iqs.handle(session, stanza);
            case "message" -> message(session, stanza);
            case "receipt" -> receipt(session, stanza);
            case "ack" -> acks.acked(session, stanza);
            case "presence" -> presences.presence(session, stanza);
            case "chatstate" -> presences.chatState(session, stanza);
            case "ib" -> ib(session, stanza);
            default -> LOG.info("ignored <{}> from {}", stanza.tag(), session.device());
        }
    }

    /// A message without an id could not even be acknowledged.
    private void message(DeviceSession session, Node message) {
        if (message.attrOrEmpty("id").isEmpty()) {
            session.close(StreamErrors.malformed());
        } else {
            boolean mayFail = session.device().companion().isPresent()
                    && message.child("participants").isPresent();
            Optional<SendFault> fault =
                    mayFail ? faults.takeSendFault(session.account().phone()) : Optional.empty();
            accept(session, message, fault);
        }
    }

    private void accept(DeviceSession session, Node message, Optional<SendFault> fault) {
        switch (fault.orElse(null)) {
            case SendFault.CutBefore _ -> cut(session);
            case SendFault.Refuse(int code) -> session.send(messages.refused(message, code));
            case SendFault.CutAfter _ -> {
                messages.accept(session.device(), message);
                cut(session);
            }
            case SendFault.LoseAck _ -> messages.accept(session.device(), message);
            case SendFault.DelayAck(Duration delay) -> {
                Node ack = messages.accept(session.device(), message);
                CompletableFuture.delayedExecutor(delay.toMillis(), TimeUnit.MILLISECONDS)
                        .execute(() -> session.send(ack));
            }
            case SendFault.RefreshLid _ ->
                session.send(messages.accept(session.device(), message).toBuilder()
                        .attr("refresh_lid", "true")
                        .build());
            case SendFault.WrongHash _ ->
                session.send(messages.accept(session.device(), message).toBuilder()
                        .attr("phash", NOBODYS_HASH)
                        .build());
            case null -> session.send(messages.accept(session.device(), message));
        }
    }

    /// What is on its way on that connection is lost with it.
    private void cut(DeviceSession session) {
        session.device().disconnect(session);
        faults.drop(Optional.of(session.account().phone()));
    }

    private void receipt(DeviceSession session, Node receipt) {
        acks.received(session, receipt);
        session.send(receipts.accept(session.device(), receipt));
    }

    /// Other children, as the `unified_session` of telemetry, need no answer.
    private void ib(DeviceSession session, Node ib) {
        ib.child("offline_batch")
                .ifPresent(batch ->
                        postman.batchRequested(session, batch.number("count").orElse(0)));
    }
}
