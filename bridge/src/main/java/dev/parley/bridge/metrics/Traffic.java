package dev.parley.bridge.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.springframework.stereotype.Component;

/// The messages that come and go. Counts are made in the transaction that stores something, so one that is rolled back
/// is counted all the same; it comes again and is counted again. Thread-safe.
@Component
public class Traffic {
    private final Clock clock;
    private final Counter received;
    private final Counter undecryptable;
    private final Counter sent;
    private final Counter failed;
    private final Counter retried;
    private final Timer lag;

    Traffic(MeterRegistry meters, Clock clock) {
        this.clock = clock;
        this.received = Counter.builder("parley.messages.received")
                .description("Messages from others, and from the account's other devices")
                .register(meters);
        this.undecryptable = Counter.builder("parley.messages.undecryptable")
                .description("Messages that could not be read when they came, and were asked for again")
                .register(meters);
        this.sent = Counter.builder("parley.messages.sent")
                .description("Messages that WhatsApp accepted")
                .register(meters);
        this.failed = Counter.builder("parley.messages.failed")
                .description("Messages that were given up")
                .register(meters);
        this.retried = Counter.builder("parley.messages.retried")
                .description("Times that WhatsApp left a message of ours without an answer")
                .register(meters);
        this.lag = Timer.builder("parley.messages.lag")
                .description("From WhatsApp's time of a message, in whole seconds, until it is stored here")
                .publishPercentileHistogram()
                .minimumExpectedValue(Duration.ofMillis(100))
                .maximumExpectedValue(Duration.ofHours(1))
                .register(meters);
    }

    /// @param sentAt WhatsApp's time
    public void received(Instant sentAt) {
        received.increment();
        Duration since = Duration.between(sentAt, clock.instant());
        lag.record(since.isNegative() ? Duration.ZERO : since);
    }

    public void undecryptable() {
        undecryptable.increment();
    }

    public void sent() {
        sent.increment();
    }

    public void failed() {
        failed.increment();
    }

    public void retried() {
        retried.increment();
    }
}
