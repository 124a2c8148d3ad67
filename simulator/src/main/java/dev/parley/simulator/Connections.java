package dev.parley.simulator;

import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// The sockets that are open. Thread-safe.
final class Connections {
    private final Set<ClientConnection> open = ConcurrentHashMap.newKeySet();

    void add(ClientConnection connection) {
        open.add(connection);
    }

    void remove(ClientConnection connection) {
        open.remove(connection);
    }

    void each(Predicate<ClientConnection> condition, Consumer<ClientConnection> action) {
        open.stream().filter(condition).forEach(action);
    }

    /// Drops clients that have been silent for too long, and those that do not hang up after their farewell.
    void dropSilent(Instant latestStanzaBefore, Instant farewellBefore) {
        each(
                connection -> connection.isSilentSince(latestStanzaBefore) || connection.isLeavingSince(farewellBefore),
                ClientConnection::abort);
    }
}
