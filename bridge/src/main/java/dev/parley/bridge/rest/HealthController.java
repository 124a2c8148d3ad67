package dev.parley.bridge.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.parley.bridge.redis.RedisPublisher;
import dev.parley.bridge.sessions.Sessions;
import io.swagger.v3.oas.annotations.Operation;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// Whether this bridge works.
@RestController
class HealthController {
    /// @param uptime in seconds
    /// @param redis `up` or `down`, when events are published there; the bridge works without
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record BridgeHealth(String status, int activeSessions, long uptime, Optional<String> redis) {}

    private final JdbcClient database;
    private final Sessions sessions;
    private final RedisPublisher redis;
    private final Clock clock;
    private final Instant started;

    HealthController(JdbcClient database, Sessions sessions, RedisPublisher redis, Clock clock) {
        this.database = database;
        this.sessions = sessions;
        this.redis = redis;
        this.clock = clock;
        this.started = clock.instant();
    }

    @Operation(summary = "Whether this bridge works; needs no key")
    @GetMapping("/health")
    ResponseEntity<BridgeHealth> health() {
        boolean reachable = databaseAnswers();
        return ResponseEntity.status(reachable ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE)
                .body(new BridgeHealth(
                        reachable ? "ok" : "degraded",
                        sessions.active(),
                        Duration.between(started, clock.instant()).toSeconds(),
                        redis.reachable().map(up -> up ? "up" : "down")));
    }

    private boolean databaseAnswers() {
        try {
            return database.sql("select true").query(Boolean.class).single();
        } catch (DataAccessException _) {
            return false;
        }
    }
}
