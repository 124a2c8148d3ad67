package dev.parley.bridge.webhooks;

import dev.parley.bridge.events.Event;
import dev.parley.bridge.events.EventTail;
import dev.parley.bridge.events.EventTails;
import dev.parley.bridge.events.ReaderPosition;
import dev.parley.bridge.events.ReaderPositions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/// Reads the events and writes a delivery for each webhook that wants one, in the transaction that moves its own place:
/// none is left out and none is doubled. Of several bridges on one database one does it, and it also sends.
@Component
class WebhookRouter implements EventTail.Follower, SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(WebhookRouter.class);

    /// While there is no webhook the events are not read; one that another bridge added is seen after this
    /// long.
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final WebhookTable webhooks;
    private final DeliveryTable deliveries;
    private final WebhookSender sender;
    private final TransactionTemplate transaction;
    private final ReaderPosition position;
    private final EventTail tail;
    private long lookedAt = System.nanoTime() - LOOK.toNanos();
    private boolean wanted;

    WebhookRouter(
            WebhookTable webhooks,
            DeliveryTable deliveries,
            WebhookSender sender,
            TransactionTemplate transaction,
            EventTails tails,
            ReaderPositions positions) {
        this.webhooks = webhooks;
        this.deliveries = deliveries;
        this.sender = sender;
        this.transaction = transaction;
        this.position = positions.of(Webhooks.READER);
        this.tail = tails.of("webhook-router", this);
    }

    @Override
    public Optional<Event.Position> position() {
        if (System.nanoTime() - lookedAt >= LOOK.toNanos()) {
            lookedAt = System.nanoTime();
            wanted = !webhooks.all().isEmpty();
        }
        if (!wanted) {
            position.forget();
            sender.pause();
            return Optional.empty();
        }
        Optional<Event.Position> held = position.get();
        if (held.isPresent()) {
            sender.resume();
        } else {
            sender.pause();
        }
        return held;
    }

    @Override
    public void take(List<Event> page) {
        try {
            transaction.executeWithoutResult(_ -> {
                List<Webhook> all = webhooks.all();
                deliveries.insertAll(page.stream()
                        .flatMap(event -> all.stream()
                                .filter(webhook -> webhook.wants(event.channel(), event.sessionId()))
                                .map(webhook -> new DeliveryTable.NewDelivery(webhook.id(), event)))
                        .toList());
                position.advance(page.getLast().position());
            });
        } catch (DataAccessException | TransactionException e) {
            position.forget();
            throw e;
        }
        sender.wake();
    }

    @Override
    public void start() {
        tail.start();
    }

    @Override
    public void stop() {
        tail.stop();
        sender.pause();
        try {
            position.release();
        } catch (DataAccessException e) {
            LOG.debug("the place was not released: {}", e.getClass().getSimpleName());
        }
    }

    @Override
    public boolean isRunning() {
        return tail.isRunning();
    }
}
