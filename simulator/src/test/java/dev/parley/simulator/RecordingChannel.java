package dev.parley.simulator;

import dev.parley.whatsapp.wire.Node;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A channel that keeps what was sent.
final class RecordingChannel implements Channel {
    private final List<Node> sent = new ArrayList<>();
    private volatile @Nullable Node farewell;
    private volatile Consumer<Node> listener = _ -> {};

    void listener(Consumer<Node> newListener) {
        listener = newListener;
    }

    @Override
    public void send(Node stanza) {
        if (farewell == null) {
            synchronized (sent) {
                sent.add(stanza);
                sent.notifyAll();
            }
            listener.accept(stanza);
        }
    }

    @Override
    public void close(Node last) {
        send(last);
        farewell = last;
    }

    @Override
    public void attributeTo(String phone, int device) {}

    List<Node> sent() {
        synchronized (sent) {
            return List.copyOf(sent);
        }
    }

    List<Node> sent(String tag) {
        return sent().stream().filter(node -> node.tag().equals(tag)).toList();
    }

    /// Waits for a stanza that is sent or was sent.
    Node await(Predicate<Node> condition, Duration atMost) {
        long deadline = System.nanoTime() + atMost.toNanos();
        synchronized (sent) {
            while (true) {
                Optional<Node> found = sent.stream().filter(condition).findFirst();
                if (found.isPresent()) {
                    return found.get();
                }
                waitUntil(deadline);
            }
        }
    }

    private void waitUntil(long deadline) {
        long millis = (deadline - System.nanoTime()) / 1_000_000;
        if (millis <= 0) {
            throw new AssertionError("no such stanza in time, only " + sent.size() + " others");
        }
        try {
            sent.wait(millis);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    void clear() {
        synchronized (sent) {
            sent.clear();
        }
    }

    Optional<Node> farewell() {
        return Optional.ofNullable(farewell);
    }
}
