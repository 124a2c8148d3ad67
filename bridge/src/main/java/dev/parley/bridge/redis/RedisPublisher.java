package dev.parley.bridge.redis;

import dev.parley.bridge.config.BridgeConfig;
import dev.parley.bridge.events.Event;
import dev.parley.bridge.events.EventTail;
import dev.parley.bridge.events.EventTails;
import dev.parley.bridge.events.PassingEvent;
import dev.parley.bridge.events.PassingEvents;
import dev.parley.bridge.events.ReaderPosition;
import dev.parley.bridge.events.ReaderPositions;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/// Publishes every stored event on Redis Pub/Sub, in order, by a place of its own in the database that moves on only
/// after Redis took them: while Redis is away they wait there. Of several bridges on one database one publishes. An
/// event is published again only when the bridge ends, or the connection breaks, between the two steps.
///
/// Without `REDIS_URL` it does nothing. Thread-safe.
@Component
public class RedisPublisher implements EventTail.Follower, SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(RedisPublisher.class);
    private static final String NAME = "redis";

    /// For a whole page; much less than another bridge waits before it takes over.
    private static final Duration ANSWER = Duration.ofSeconds(5);

    private final EventTail tail;
    private final ReaderPosition position;
    private final @Nullable RedisConnection redis;

    RedisPublisher(BridgeConfig config, EventTails tails, ReaderPositions positions, PassingEvents passing) {
        this.tail = tails.of(NAME, this);
        this.position = positions.of(NAME);
        this.redis = config.events().redis().map(RedisConnection::new).orElse(null);
        passing.listen(this::passing);
    }

    /// Whether Redis is there; empty when none is wanted.
    public Optional<Boolean> reachable() {
        return Optional.ofNullable(redis).map(connection -> connection.current().isPresent());
    }

    @Override
    public Optional<Event.Position> position() {
        connection().open();
        return position.get();
    }

    @Override
    public void take(List<Event> page) {
        StatefulRedisConnection<String, String> connection = connection().open();
        List<RedisFuture<Long>> answers = new ArrayList<>(page.size());
        Event.@Nullable Position taken = null;
        try {
            for (Event event : page) {
                answers.add(connection.async().publish(event.channel(), event.data()));
            }
            long deadline = System.nanoTime() + ANSWER.toNanos();
            for (int i = 0; i < page.size(); i++) {
                var _ = answers.get(i).get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                taken = page.get(i).position();
            }
        } catch (ExecutionException | TimeoutException | RedisException e) {
            // What is not answered by now must not be carried out after what is sent next.
            connection().drop();
            throw new RedisAway(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RedisAway(e);
        } finally {
            if (taken != null) {
                position.advance(taken);
            }
        }
    }

    private void passing(PassingEvent event) {
        if (redis != null && event.fromHere()) {
            redis.current().ifPresent(connection -> publish(connection, event));
        }
    }

    private static void publish(StatefulRedisConnection<String, String> connection, PassingEvent event) {
        try {
            var _ = connection.async().publish(event.channel(), event.data());
        } catch (RedisException e) {
            LOG.debug(
                    "an event of the moment was not published: {}", e.getClass().getSimpleName());
        }
    }

    @Override
    public void start() {
        if (redis != null) {
            tail.start();
        }
    }

    @Override
    public void stop() {
        tail.stop();
        try {
            position.release();
        } catch (DataAccessException e) {
            LOG.debug("the place was not released: {}", e.getClass().getSimpleName());
        }
        connection().close();
    }

    @Override
    public boolean isRunning() {
        return tail.isRunning();
    }

    private RedisConnection connection() {
        if (redis == null) {
            throw new IllegalStateException("there is no Redis");
        }
        return redis;
    }
}
