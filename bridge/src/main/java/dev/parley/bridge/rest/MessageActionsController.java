package dev.parley.bridge.rest;

import dev.parley.bridge.problem.Problem;
import dev.parley.bridge.send.SendService;
import io.swagger.v3.oas.annotations.Operation;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// What is done to a message that is there.
@RestController
@RequestMapping("/sessions/{id}/messages/{messageId}")
class MessageActionsController {
    record Emoji(@Nullable String emoji) {}

    record Edit(@Nullable String text) {}

    record Accepted(boolean success, String messageId) {}

    private final SendService send;

    MessageActionsController(SendService send) {
        this.send = send;
    }

    @Operation(summary = "Reacts to a message with one emoji; an empty one takes the reaction back")
    @PostMapping("/reaction")
    Accepted react(
            @PathVariable String id,
            @PathVariable String messageId,
            @RequestBody(required = false) @Nullable Emoji body) {
        String emoji = body == null ? null : body.emoji();
        if (emoji == null) {
            throw new Problem.Invalid("emoji is required");
        }
        send.react(id, messageId, emoji);
        return new Accepted(true, messageId);
    }

    @Operation(summary = "Changes the text or caption of an own message, within WhatsApp's 15 minutes")
    @PatchMapping
    Accepted edit(
            @PathVariable String id,
            @PathVariable String messageId,
            @RequestBody(required = false) @Nullable Edit body) {
        String text = body == null ? null : body.text();
        if (text == null || text.isBlank()) {
            throw new Problem.Invalid("text is required");
        }
        send.edit(id, messageId, text);
        return new Accepted(true, messageId);
    }

    @Operation(summary = "Deletes an own message for everyone, within WhatsApp's two days")
    @DeleteMapping
    Accepted delete(@PathVariable String id, @PathVariable String messageId) {
        send.delete(id, messageId);
        return new Accepted(true, messageId);
    }

    @Operation(summary = "Sends a failed message again, under the same id")
    @PostMapping("/retry")
    Accepted retry(@PathVariable String id, @PathVariable String messageId) {
        send.retry(id, messageId);
        return new Accepted(true, messageId);
    }
}
