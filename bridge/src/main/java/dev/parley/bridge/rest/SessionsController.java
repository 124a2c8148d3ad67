package dev.parley.bridge.rest;

import dev.parley.bridge.problem.Problem;
import dev.parley.bridge.sessions.SessionInfo;
import dev.parley.bridge.sessions.SessionView;
import dev.parley.bridge.sessions.Sessions;
import io.swagger.v3.oas.annotations.Operation;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// Linked numbers: start, list, watch, remove.
@RestController
@RequestMapping("/sessions")
class SessionsController {
    /// Either an existing session, or a user's slot.
    record Start(
            @Nullable String sessionId,
            @Nullable String userId,
            @Nullable Integer slot) {}

    record Started(boolean success, String sessionId) {}

    record SessionList(List<SessionInfo> sessions) {}

    private final Sessions sessions;

    SessionsController(Sessions sessions) {
        this.sessions = sessions;
    }

    @Operation(summary = "Start a session, or make one in a user's slot and start it")
    @PostMapping
    Started start(@RequestBody(required = false) @Nullable Start body) {
        if (body != null && body.sessionId() != null && !body.sessionId().isBlank()) {
            sessions.start(body.sessionId());
            return new Started(true, body.sessionId());
        }
        if (body == null || body.userId() == null) {
            throw new Problem.Invalid("sessionId is required");
        }
        if (body.slot() == null) {
            throw new Problem.Invalid("slot is required");
        }
        return new Started(true, sessions.open(body.userId(), body.slot()));
    }

    @Operation(summary = "List the sessions of a user")
    @GetMapping
    SessionList list(@RequestParam String userId) {
        return new SessionList(sessions.ofUser(userId));
    }

    @Operation(summary = "How a session is doing, with the code or passkey question on show")
    @GetMapping("/{id}/status")
    SessionView status(@PathVariable String id) {
        return sessions.view(id);
    }

    @Operation(summary = "Log the device out at WhatsApp and forget the session")
    @DeleteMapping("/{id}")
    Done delete(@PathVariable String id) {
        sessions.delete(id);
        return new Done(true);
    }
}
