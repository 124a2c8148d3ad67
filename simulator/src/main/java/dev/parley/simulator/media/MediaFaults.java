package dev.parley.simulator.media;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;

/// What goes wrong with media on purpose: each fault waits for the next request of its kind. Thread-safe.
public final class MediaFaults {
    private final Map<Request, Queue<MediaFault>> waiting = new EnumMap<>(Request.class);

    public MediaFaults() {
        for (Request request : Request.values()) {
            waiting.put(request, new ConcurrentLinkedQueue<>());
        }
    }

    public enum Request {
        UPLOAD,
        DOWNLOAD
    }

    /// Spoils the next request of that kind that is not spoiled yet.
    public void next(Request request, MediaFault fault) {
        next(request, fault, 1);
    }

    /// Spoils so many requests of that kind.
    public void next(Request request, MediaFault fault, int times) {
        IntStream.range(0, times).forEach(_ -> queue(request).add(fault));
    }

    /// Nothing more goes wrong.
    public void clear() {
        waiting.values().forEach(Queue::clear);
    }

    /// Uses a fault up.
    Optional<MediaFault> take(Request request) {
        return Optional.ofNullable(queue(request).poll());
    }

    private Queue<MediaFault> queue(Request request) {
        return waiting.getOrDefault(request, new ConcurrentLinkedQueue<>());
    }
}
