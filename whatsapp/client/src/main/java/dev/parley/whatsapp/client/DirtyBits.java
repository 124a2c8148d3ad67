package dev.parley.whatsapp.client;

import dev.parley.whatsapp.client.connection.Connection;
import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the server says has changed while this device did not hear of it (connection.md section 8.2): whoever
/// keeps a copy asks for it anew, and only then the server is told that it is clean. Until then it says so
/// after every login. Filled while a client is put together, then only read; thread-safe.
final class DirtyBits {
    private static final Logger log = LoggerFactory.getLogger(DirtyBits.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final Executor executor;
    private final Map<String, List<Refresh>> refreshes = new HashMap<>();

    DirtyBits(Executor executor) {
        this.executor = executor;
    }

    /// Asks for something anew. May block.
    @FunctionalInterface
    interface Refresh {
        /// @param done to be run, on any thread, when it is up to date
        void run(Runnable done);
    }

    /// Adds somebody who keeps a copy of what a type stands for.
    DirtyBits on(String type, Refresh refresh) {
        refreshes.computeIfAbsent(type, _ -> new ArrayList<>()).add(refresh);
        return this;
    }

    /// Returns at once.
    void dirty(Connection connection, Node dirty) {
        String type = dirty.attrOrEmpty("type");
        String timestamp = dirty.attrOrEmpty("timestamp");
        List<Refresh> keepers = refreshes.getOrDefault(type, List.of());
        AtomicInteger left = new AtomicInteger(keepers.size());
        Runnable clean = () -> executor.execute(() -> clean(connection, type, timestamp));
        if (keepers.isEmpty()) {
            // Nothing of it is kept here.
            clean.run();
        }
        keepers.forEach(refresh -> executor.execute(() -> refresh(refresh, () -> {
            if (left.decrementAndGet() == 0) {
                clean.run();
            }
        })));
    }

    private static void refresh(Refresh refresh, Runnable done) {
        try {
            refresh.run(done);
        } catch (WhatsAppException e) {
            log.info("What is dirty was not asked for anew: {}", e.getMessage());
        }
    }

    private static void clean(Connection connection, String type, String timestamp) {
        try {
            connection.request(
                    Node.of("iq")
                            .attr("to", Jid.SERVER)
                            .attr("type", "set")
                            .attr("xmlns", "urn:xmpp:whatsapp:dirty")
                            .child(Node.of("clean").attr("type", type).attr("timestamp", timestamp)),
                    TIMEOUT);
        } catch (WhatsAppException e) {
            log.info("The server was not told that {} is clean: {}", type, e.getMessage());
        }
    }
}
