package dev.parley.bridge.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One connection to Redis, opened when it is needed and opened again when it was lost. It never resends by itself:
/// whoever publishes knows what was taken. One thread opens; the rest is thread-safe.
final class RedisConnection implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    /// Publications that Redis has not answered yet.
    private static final int MOST_WAITING = 10_000;

    private static final int THREADS = 2;

    private final ClientResources resources = DefaultClientResources.builder()
            .ioThreadPoolSize(THREADS)
            .computationThreadPoolSize(THREADS)
            .build();
    private final RedisClient client;
    private volatile @Nullable StatefulRedisConnection<String, String> connection;

    RedisConnection(RedisURI uri) {
        client = RedisClient.create(resources, uri);
        client.setOptions(ClientOptions.builder()
                .autoReconnect(false)
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .requestQueueSize(MOST_WAITING)
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(TIMEOUT)
                        .keepAlive(true)
                        .build())
                .build());
    }

    /// @throws RedisAway when Redis cannot be reached
    StatefulRedisConnection<String, String> open() {
        StatefulRedisConnection<String, String> open = connection;
        if (open != null && open.isOpen()) {
            return open;
        }
        drop();
        try {
            StatefulRedisConnection<String, String> opened = client.connect();
            connection = opened;
            return opened;
        } catch (RedisException e) {
            throw new RedisAway(e);
        }
    }

    /// The connection, if there is one now.
    Optional<StatefulRedisConnection<String, String>> current() {
        return Optional.ofNullable(connection).filter(StatefulRedisConnection::isOpen);
    }

    void drop() {
        StatefulRedisConnection<String, String> lost = connection;
        connection = null;
        if (lost != null) {
            var _ = lost.closeAsync();
        }
    }

    @Override
    public void close() {
        drop();
        client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
        var _ = resources.shutdown();
    }
}
