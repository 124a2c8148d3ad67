package dev.parley.bridge.rest;

import dev.parley.bridge.problem.Problem;
import dev.parley.bridge.sessions.Sessions;
import io.swagger.v3.oas.annotations.Operation;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// Linking a number otherwise than by scanning a QR code.
@RestController
@RequestMapping("/sessions/{id}")
class PairingController {
    record CodeRequest(@Nullable String phone) {}

    record Code(boolean success, String code) {}

    record Comparison(@Nullable Boolean matches) {}

    private final Sessions sessions;

    PairingController(Sessions sessions) {
        this.sessions = sessions;
    }

    @Operation(summary = "A code that links this session when it is typed on the phone; starts the session if need be.")
    @PostMapping("/pairing-code")
    Code code(@PathVariable String id, @RequestBody(required = false) @Nullable CodeRequest body) {
        if (body == null || body.phone() == null || body.phone().isBlank()) {
            throw new Problem.Invalid("phone is required");
        }
        return new Code(true, sessions.requestCode(id, body.phone()));
    }

    /// The body is the assertion itself, handed on as it was written.
    @Operation(summary = "Hands over the answer to the passkey challenge, a WebAuthn assertion as JSON.")
    @PostMapping(path = "/passkey", consumes = MediaType.APPLICATION_JSON_VALUE)
    Done passkey(@PathVariable String id, @RequestBody(required = false) @Nullable String assertion) {
        sessions.answerPasskey(id, assertion == null ? "" : assertion);
        return new Done(true);
    }

    @Operation(summary = "Whether the phone shows the same confirmation code; false stops the linking.")
    @PostMapping("/passkey/confirm")
    Done confirm(@PathVariable String id, @RequestBody(required = false) @Nullable Comparison body) {
        if (body == null || body.matches() == null) {
            throw new Problem.Invalid("matches is required");
        }
        sessions.confirmPasskey(id, body.matches());
        return new Done(true);
    }
}
