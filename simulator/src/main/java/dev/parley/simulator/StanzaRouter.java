package dev.parley.simulator;

import dev.parley.whatsapp.wire.Node;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a logged-in device sends, by tag. Takes the directory's lock for each stanza. Thread-safe.
final class StanzaRouter {
    private static final Logger LOG = LoggerFactory.getLogger(StanzaRouter.class);

    private final Directory directory;
    private final IqRouter iqs;
    private final MessageRouter messages;
    private final ReceiptRouter receipts;
    private final AckDesk acks;
    private final PresenceRelay presences;
    private final Postman postman;

    StanzaRouter(
            Directory directory,
            IqRouter iqs,
            MessageRouter messages,
            ReceiptRouter receipts,
            AckDesk acks,
            PresenceRelay presences,
            Postman postman) {
        this.directory = directory;
        this.iqs = iqs;
        this.messages = messages;
        this.receipts = receipts;
        this.acks = acks;
        this.presences = presences;
        this.postman = postman;
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
            session.send(messages.accept(session.device(), message));
        }
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
