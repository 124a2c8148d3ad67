package dev.parley.bridge.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RetryScheduleTest {
    private final Random random = new Random(1);

    @Test
    void eightAttemptsInAboutADayFurtherAndFurtherApart() {
        Duration total = Duration.ZERO;
        Duration last = Duration.ZERO;
        for (int failed = 1; failed < 8; failed++) {
            Duration delay = RetrySchedule.next(failed, total, random).orElseThrow();
            assertThat(delay).isGreaterThan(last.multipliedBy(2));
            last = delay;
            total = total.plus(delay);
        }
        assertThat(total).isBetween(Duration.ofHours(22), Duration.ofHours(28));
        assertThat(RetrySchedule.next(8, total, random)).isEmpty();
    }

    @Test
    void whatWaitedADayIsNotTriedForAnother() {
        assertThat(RetrySchedule.next(1, Duration.ofHours(25), random)).isEmpty();
    }
}
