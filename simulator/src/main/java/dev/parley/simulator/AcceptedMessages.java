package dev.parley.simulator;

import dev.parley.whatsapp.wire.Node;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The messages that one device has sent lately with the acks they got, so that a repeated one is acked again and
/// delivered once. Holds the latest 10,000. Guarded by the directory's lock.
final class AcceptedMessages {
    private static final int LIMIT = 10_000;

    private final Map<String, Node> acks = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Node> eldest) {
            return size() > LIMIT;
        }
    };

    Optional<Node> ack(String key) {
        return Optional.ofNullable(acks.get(key));
    }

    void add(String key, Node ack) {
        acks.put(key, ack);
    }
}
