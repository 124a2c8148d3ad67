package dev.parley.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class EventLogTest {
    private final EventLog<Object> log = new EventLog<>();

    @Test
    void findsAnEventOfThePast() {
        log.add(1);
        log.add("one");
        log.add("two");
        assertThat(log.await(String.class, text -> text.startsWith("t"), Duration.ZERO))
                .isEqualTo("two");
    }

    @Test
    void waitsForAnEventThatHasYetToHappen() {
        Thread.ofVirtual().start(() -> log.add("late"));
        assertThat(log.await(String.class, text -> true, Duration.ofSeconds(10)))
                .isEqualTo("late");
    }

    @Test
    void showsWhatHappenedInsteadWhenTheTimeIsUp() {
        log.add("other");
        assertThatThrownBy(() -> log.await(Integer.class, number -> true, 2, Duration.ofMillis(1)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("0 of 2 Integer")
                .hasMessageContaining("other");
    }
}
