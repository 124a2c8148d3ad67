package dev.parley.simulator;

import dev.parley.whatsapp.wire.Node;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The stanzas that wait to be written to one connection. They are written in order by one thread at a time,
/// which exists only while there is something to write: an idle connection costs none. Thread-safe.
final class Outbox {
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Node> waiting = new ArrayDeque<>(2);
    private final int limit;
    private final Executor executor;
    private final Writer writer;
    private boolean writing;
    private boolean finishing;

    /// @param executor starts a thread for each task
    Outbox(int limit, Executor executor, Writer writer) {
        this.limit = limit;
        this.executor = executor;
        this.writer = writer;
    }

    /// Where the stanzas go; called by one thread at a time.
    interface Writer {
        void write(Node stanza);

        /// Everything was written and nothing more will come.
        void finished();

        /// More stanzas wait than the outbox holds.
        void overflown();
    }

    void put(Node stanza) {
        add(stanza, false);
    }

    /// Takes a last stanza; later ones are dropped.
    void finish(Node last) {
        add(last, true);
    }

    private void add(Node stanza, boolean isLast) {
        lock.lock();
        try {
            if (finishing) {
                return;
            }
            finishing = isLast;
            if (waiting.size() >= limit) {
                finishing = true;
                waiting.clear();
                executor.execute(writer::overflown);
                return;
            }
            waiting.addLast(stanza);
            if (!writing) {
                writing = true;
                executor.execute(this::drain);
            }
        } finally {
            lock.unlock();
        }
    }

    private void drain() {
        for (Node next = next(); next != null; next = next()) {
            writer.write(next);
        }
    }

    private @Nullable Node next() {
        lock.lock();
        try {
            Node next = waiting.pollFirst();
            writing = next != null;
            if (next == null && finishing) {
                writer.finished();
            }
            return next;
        } finally {
            lock.unlock();
        }
    }
}
