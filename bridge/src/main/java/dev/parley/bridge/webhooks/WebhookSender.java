package dev.parley.bridge.webhooks;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/// Sends what is due. The events of one session go to a webhook one after the other; a webhook that is slow, or whose
/// receiver is away, holds up no other. What was taken is deleted after that, so an event may come twice when the
/// bridge ends in between, with the same id. Thread-safe.
@Component
class WebhookSender implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(WebhookSender.class);
    private static final Duration LOOK = Duration.ofSeconds(1);

    /// At once to one webhook, and to all.
    private static final int MOST_A_WEBHOOK = 4;

    private static final int MOST = 64;

    /// After so many in a row another session has its turn.
    private static final int MOST_IN_A_ROW = 100;

    private static final Duration FAILED_KEPT = Duration.ofDays(30);
    private static final int MOST_FAILED = 10_000;
    private static final Duration STOP = Duration.ofSeconds(3);

    /// What is being sent: a session's line, or one delivery that is not in it.
    private record Lane(String webhookId, String sessionId, long aside) {
        static Lane of(Delivery delivery) {
            return new Lane(delivery.webhookId(), delivery.sessionId(), delivery.inLine() ? 0 : delivery.id());
        }
    }

    private final WebhookTable webhooks;
    private final DeliveryTable deliveries;
    private final WebhookCall call;
    private final SecureRandom random;
    private final Semaphore wakes = new Semaphore(0);
    private final Semaphore places = new Semaphore(MOST);
    private final Map<String, Set<Lane>> busy = new ConcurrentHashMap<>();
    private volatile boolean running;
    private volatile boolean active;

    WebhookSender(WebhookTable webhooks, DeliveryTable deliveries, WebhookCall call, SecureRandom random) {
        this.webhooks = webhooks;
        this.deliveries = deliveries;
        this.call = call;
        this.random = random;
    }

    /// Another bridge sends, or there is nothing to send to.
    void pause() {
        active = false;
    }

    void resume() {
        if (!active) {
            active = true;
            wake();
        }
    }

    /// Looks at once whether something is due.
    void wake() {
        if (wakes.availablePermits() == 0) {
            wakes.release();
        }
    }

    @Scheduled(fixedDelayString = "PT1H", initialDelayString = "PT2M")
    void forgetOldFailures() {
        try {
            deliveries.forget(FAILED_KEPT, MOST_FAILED);
        } catch (DataAccessException e) {
            LOG.warn(
                    "old failed deliveries could not be deleted: {}",
                    e.getClass().getSimpleName());
        }
    }

    @Override
    public void start() {
        running = true;
        Thread.ofVirtual().name("webhook-sender").start(this::run);
    }

    /// Waits a little for what is under way: what is cut off would be sent again.
    @Override
    public void stop() {
        running = false;
        wake();
        try {
            if (!places.tryAcquire(MOST, STOP.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.debug("deliveries are cut off");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    private void run() {
        while (running) {
            try {
                if (wakes.tryAcquire(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
                    wakes.drainPermits();
                }
                busy.values().removeIf(Set::isEmpty);
                if (running && active) {
                    webhooks.all().forEach(this::dispatch);
                }
            } catch (InterruptedException _) {
                return;
            } catch (RuntimeException e) {
                if (running) {
                    LOG.warn("deliveries cannot be read: {}", e.getClass().getSimpleName());
                }
            }
        }
    }

    private void dispatch(Webhook webhook) {
        Set<Lane> lanes = busy.computeIfAbsent(webhook.id(), _ -> ConcurrentHashMap.newKeySet());
        if (lanes.size() >= MOST_A_WEBHOOK) {
            return;
        }
        // As many more as are under way: those are still due.
        for (Delivery delivery : deliveries.due(webhook.id(), 2 * MOST_A_WEBHOOK)) {
            Lane lane = Lane.of(delivery);
            if (lanes.size() < MOST_A_WEBHOOK && !lanes.contains(lane) && places.tryAcquire()) {
                lanes.add(lane);
                Thread.ofVirtual().name("webhook-" + webhook.id()).start(() -> {
                    try {
                        send(webhook, delivery);
                    } finally {
                        lanes.remove(lane);
                        places.release();
                        wake();
                    }
                });
            }
        }
    }

    private void send(Webhook webhook, Delivery first) {
        try {
            Optional<Delivery> next = Optional.of(first);
            for (int sent = 0; sent < MOST_IN_A_ROW && next.isPresent() && running && active; sent++) {
                Delivery delivery = next.get();
                attempt(webhook, delivery);
                next = delivery.inLine() ? deliveries.next(webhook.id(), delivery.sessionId()) : Optional.empty();
            }
        } catch (DataAccessException | TransactionException e) {
            LOG.warn("a delivery could not be noted: {}", e.getClass().getSimpleName());
        } catch (RuntimeException e) {
            LOG.error("a delivery failed", e);
        }
    }

    private void attempt(Webhook webhook, Delivery delivery) {
        if (delivery.data().isEmpty()) {
            // An expired QR code: of no more use to anybody.
            deliveries.delete(delivery.id());
            return;
        }
        String data = delivery.data().get();
        switch (call.deliver(webhook, delivery, data)) {
            case WebhookCall.Outcome.Taken _ -> deliveries.delete(delivery.id());
            case WebhookCall.Outcome.NotTaken(String error, boolean refused) -> {
                int attempts = delivery.attempts() + 1;
                Optional<Duration> delay = RetrySchedule.next(attempts, delivery.waited(), random);
                if (delay.isPresent()) {
                    boolean inLine = delivery.inLine() && !refused && RetrySchedule.staysInLine(attempts);
                    deliveries.again(delivery.id(), attempts, delay.get(), inLine, error);
                } else {
                    deliveries.fail(delivery.id(), attempts, error, data);
                }
            }
        }
    }
}
