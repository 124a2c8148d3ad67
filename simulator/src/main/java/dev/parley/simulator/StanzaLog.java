package dev.parley.simulator;

import com.google.protobuf.ByteString;
import dev.parley.whatsapp.wire.NodeDecoder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/// The latest stanzas of each phone's companions, both ways, in the order in which they passed the server. Kept
/// as encoded bytes, which are many times smaller than nodes. Thread-safe.
final class StanzaLog {
    private final int limit;
    private final Map<String, Deque<Entry>> byPhone = new ConcurrentHashMap<>();
    private final Map<String, List<ByteString>> payloads = new ConcurrentHashMap<>();
    private final AtomicLong passed = new AtomicLong();

    StanzaLog(int limit) {
        this.limit = limit;
    }

    /// @param plaintext a decrypted frame, kept as it is
    record Entry(SeenStanza.Direction direction, int device, Instant time, Plaintext plaintext) {}

    /// A frame's bytes, never changed.
    static final class Plaintext {
        private final byte[] bytes;

        Plaintext(byte[] bytes) {
            this.bytes = bytes;
        }
    }

    void add(String phone, Entry entry) {
        Deque<Entry> entries = byPhone.computeIfAbsent(phone, _ -> new ArrayDeque<>());
        synchronized (entries) {
            if (entries.size() == limit) {
                entries.removeFirst();
            }
            entries.addLast(entry);
            entries.notifyAll();
        }
        synchronized (passed) {
            passed.incrementAndGet();
            passed.notifyAll();
        }
    }

    /// How many stanzas there were of anybody's.
    long passed() {
        return passed.get();
    }

    /// Waits until there were more than `seen` of anybody's, but not for longer than that.
    void awaitMore(long seen, Duration atMost) {
        long deadline = System.nanoTime() + atMost.toNanos();
        synchronized (passed) {
            long millis = atMost.toMillis();
            while (passed.get() <= seen && millis > 0) {
                try {
                    passed.wait(millis);
                } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                    return;
                }
                millis = (deadline - System.nanoTime()) / 1_000_000;
            }
        }
    }

    void addPayload(String phone, ByteString payload) {
        List<ByteString> ofPhone = payloads.computeIfAbsent(phone, _ -> new CopyOnWriteArrayList<>());
        if (ofPhone.size() < limit) {
            ofPhone.add(payload);
        }
    }

    /// What the phone's companions said of themselves in their first handshakes, oldest first.
    List<ByteString> payloads(String phone) {
        return List.copyOf(payloads.getOrDefault(phone, List.of()));
    }

    /// Waits until so many stanzas are there that fit.
    ///
    /// @throws ControlException when they do not come in time
    void await(String phone, Predicate<SeenStanza> condition, int count, Duration atMost) {
        Deque<Entry> entries = byPhone.computeIfAbsent(phone, _ -> new ArrayDeque<>());
        long deadline = System.nanoTime() + atMost.toNanos();
        synchronized (entries) {
            while (of(phone).stream().filter(condition).count() < count) {
                long millis = (deadline - System.nanoTime()) / 1_000_000;
                if (millis <= 0) {
                    throw ControlException.timeout("No such stanza passed within " + atMost);
                }
                try {
                    entries.wait(millis);
                } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                    throw ControlException.timeout("Interrupted while waiting");
                }
            }
        }
    }

    List<SeenStanza> of(String phone) {
        Deque<Entry> entries = byPhone.getOrDefault(phone, new ArrayDeque<>());
        List<Entry> copy;
        synchronized (entries) {
            copy = List.copyOf(entries);
        }
        return copy.stream()
                .map(entry -> new SeenStanza(
                        entry.direction(), entry.device(), entry.time(), NodeDecoder.decode(entry.plaintext().bytes)))
                .toList();
    }
}
