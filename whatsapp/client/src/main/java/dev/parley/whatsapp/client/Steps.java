package dev.parley.whatsapp.client;

import dev.parley.whatsapp.client.connection.Mailbox;
import dev.parley.whatsapp.client.event.StateEvent;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs a client's changes of state and its state events one after the other, in the order they were asked for.
/// Thread-safe.
final class Steps {
    private static final Logger log = LoggerFactory.getLogger(Steps.class);
    private static final int CAPACITY = 256;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Mailbox<Runnable> mailbox;
    private final EventConsumer consumer;

    Steps(Executor executor, InstantSource clock, EventConsumer consumer) {
        this.mailbox = new Mailbox<>(CAPACITY, CAPACITY, executor, clock, Steps::runAll);
        this.consumer = consumer;
    }

    void run(Runnable step) {
        if (!mailbox.offer(step, PATIENCE)) {
            log.error("The consumer of events has been busy for {}; a change of state was dropped", mailbox.busyFor());
        }
    }

    void emit(StateEvent event) {
        run(() -> consumer.state(event));
    }

    private static void runAll(List<Runnable> steps) {
        for (Runnable step : steps) {
            try {
                step.run();
            } catch (RuntimeException e) {
                log.error("A change of state failed", e);
            }
        }
    }
}
