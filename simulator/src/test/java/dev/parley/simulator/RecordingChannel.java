package dev.parley.simulator;

import dev.parley.whatsapp.wire.Node;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A channel that keeps what was sent.
final class RecordingChannel implements Channel {
    private final List<Node> sent = new CopyOnWriteArrayList<>();
    private volatile @Nullable Node farewell;
    private volatile Consumer<Node> listener = _ -> {};

    void listener(Consumer<Node> newListener) {
        listener = newListener;
    }

    @Override
    public void send(Node stanza) {
        if (farewell == null) {
            sent.add(stanza);
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
        return List.copyOf(sent);
    }

    List<Node> sent(String tag) {
        return sent.stream().filter(node -> node.tag().equals(tag)).toList();
    }

    void clear() {
        sent.clear();
    }

    Optional<Node> farewell() {
        return Optional.ofNullable(farewell);
    }
}
