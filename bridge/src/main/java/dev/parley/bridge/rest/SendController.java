package dev.parley.bridge.rest;

import dev.parley.bridge.outbox.Draft;
import dev.parley.bridge.problem.Problem;
import dev.parley.bridge.send.SendService;
import io.swagger.v3.oas.annotations.Operation;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/// Sending.
@RestController
class SendController {
    record Text(
            @Nullable String chatId,
            @Nullable String text,
            @Nullable String quotedMessageId,
            @Nullable String idempotencyKey) {}

    record Sent(boolean success, String messageId) {}

    private final SendService send;

    SendController(SendService send) {
        this.send = send;
    }

    @Operation(summary = "Sends a text; it is stored when this answers, and leaves in the order of its chat")
    @PostMapping("/sessions/{id}/send/text")
    Sent text(@PathVariable String id, @RequestBody(required = false) @Nullable Text body) {
        String chatId = body == null ? null : body.chatId();
        String content = body == null ? null : body.text();
        if (body == null || chatId == null || chatId.isBlank() || content == null || content.isBlank()) {
            throw new Problem.Invalid("chatId and text are required");
        }
        Draft draft =
                new Draft(new Draft.Text(content), present(body.quotedMessageId()), present(body.idempotencyKey()));
        return new Sent(true, send.send(id, chatId, draft));
    }

    private static Optional<String> present(@Nullable String text) {
        return Optional.ofNullable(text).filter(value -> !value.isBlank());
    }
}
