package dev.parley.bridge.rest;

import dev.parley.bridge.problem.Problem;
import dev.parley.bridge.sessions.SessionHealth;
import dev.parley.bridge.sessions.Sessions;
import io.swagger.v3.oas.annotations.Operation;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// How an account is doing, and whether its owner is shown as present.
@RestController
@RequestMapping("/sessions/{id}")
class SessionStateController {
    record Presence(@Nullable String state) {}

    record Shown(boolean success, Instant expiresAt) {}

    private final Sessions sessions;

    SessionStateController(Sessions sessions) {
        this.sessions = sessions;
    }

    @Operation(
            summary = "The account's state for people: signs of life, restrictions on new contacts, last disconnect.")
    @GetMapping("/health")
    SessionHealth health(@PathVariable String id) {
        return sessions.health(id);
    }

    @Operation(summary = "Shows the owner as present for a minute, or no more. Their phone does not ring meanwhile.")
    @PostMapping("/presence")
    Shown presence(@PathVariable String id, @RequestBody(required = false) @Nullable Presence body) {
        String state = body == null || body.state() == null ? "" : body.state();
        boolean available =
                switch (state) {
                    case "available" -> true;
                    case "unavailable" -> false;
                    default -> throw new Problem.Invalid("state must be available or unavailable");
                };
        return new Shown(true, sessions.show(id, available));
    }
}
