package dev.parley.bridge.outbox;

import dev.parley.bridge.problem.Problem;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.springframework.stereotype.Component;

/// Bounds what waits to be sent through a session that cannot send: an outage, or a caller that does not stop. What was
/// counted as free is given out before it is counted again, so that accepting does not count each time; what was sent
/// meanwhile only makes more room. Thread-safe.
@Component
class Room {
    private static final int MOST = 10_000;

    private final OutboxTable table;
    private final ConcurrentMap<String, Integer> free = new ConcurrentHashMap<>();

    Room(OutboxTable table) {
        this.table = table;
    }

    /// @throws Problem.TooMany when there is none
    void take(String sessionId) {
        int left = free.merge(sessionId, -1, Integer::sum);
        if (left < 0) {
            int counted = MOST - table.count(sessionId, MOST);
            free.put(sessionId, counted - 1);
            if (counted <= 0) {
                throw new Problem.TooMany("Too many messages are waiting to be sent");
            }
        }
    }
}
