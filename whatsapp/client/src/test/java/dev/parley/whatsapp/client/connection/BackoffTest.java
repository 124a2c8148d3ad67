package dev.parley.whatsapp.client.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackoffTest {
    @ParameterizedTest
    @CsvSource({"1, 1", "2, 1", "3, 2", "4, 3", "5, 5", "6, 8", "15, 610", "16, 900", "1000, 900"})
    void growsAsFibonacciUpToItsCapWithTenPercentOfJitter(int failures, long seconds) {
        for (int seed = 0; seed < 100; seed++) {
            Duration delay = Backoff.delay(failures, new Random(seed));

            assertThat(delay).isBetween(Duration.ofMillis(seconds * 900), Duration.ofMillis(seconds * 1100));
        }
    }

    @ParameterizedTest
    @CsvSource({"5"})
    void differsBetweenClients(int failures) {
        assertThat(Backoff.delay(failures, new Random(1))).isNotEqualTo(Backoff.delay(failures, new Random(2)));
    }
}
