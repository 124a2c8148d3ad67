package dev.parley.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.whatsapp.wire.Node;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutboxTest {
    private final Deque<Runnable> threads = new ArrayDeque<>();
    private final List<String> written = new ArrayList<>();
    private final Outbox outbox = new Outbox(3, threads::add, new Outbox.Writer() {
        @Override
        public void write(Node stanza) {
            written.add(stanza.tag());
        }

        @Override
        public void finished() {
            written.add("finished");
        }

        @Override
        public void overflown() {
            written.add("overflown");
        }
    });

    @Test
    void writesInOrderOnOneThreadWhichEndsWhenNothingIsLeft() {
        outbox.put(node("a"));
        outbox.put(node("b"));
        assertThat(threads).hasSize(1);

        runThreads();
        assertThat(written).containsExactly("a", "b");

        outbox.put(node("c"));
        assertThat(threads).hasSize(1);
        runThreads();
        assertThat(written).containsExactly("a", "b", "c");
    }

    @Test
    void finishesAfterTheLastStanzaAndTakesNothingMore() {
        outbox.put(node("a"));
        outbox.finish(node("farewell"));
        outbox.put(node("late"));
        runThreads();

        assertThat(written).containsExactly("a", "farewell", "finished");
    }

    @Test
    void givesUpOnAReaderThatIsTooSlow() {
        for (String tag : new String[] {"a", "b", "c", "d", "e"}) {
            outbox.put(node(tag));
        }
        runThreads();

        assertThat(written).contains("overflown").doesNotContain("a", "e");
    }

    private void runThreads() {
        while (!threads.isEmpty()) {
            threads.removeFirst().run();
        }
    }

    private static Node node(String tag) {
        return Node.of(tag).build();
    }
}
