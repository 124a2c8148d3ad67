package dev.parley.bridge.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.parley.bridge.problem.Problem;
import dev.parley.bridge.webhooks.FailedDelivery;
import dev.parley.bridge.webhooks.Webhook;
import dev.parley.bridge.webhooks.Webhooks;
import io.swagger.v3.oas.annotations.Operation;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// Events over HTTP, to whoever asked for them.
@RestController
@RequestMapping(WebhooksController.PATH)
class WebhooksController {
    /// @param events channels: `*`, `wa:msg`, `wa:status:<sessionId>`, …
    /// @param secret signs what is sent; never given out again
    /// @param sessionId only events of this session
    record NewWebhook(
            @Nullable String url,
            @Nullable List<@Nullable String> events,
            @Nullable String secret,
            @Nullable String sessionId) {}

    record Created(boolean success, String webhookId, Webhook webhook) {}

    record WebhookList(List<Webhook> webhooks) {}

    /// @param nextCursor to go on with; absent at the end
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record FailedList(List<FailedDelivery> failed, Optional<String> nextCursor) {}

    /// @param count how many are sent again
    record Retried(boolean success, int count) {}

    static final String PATH = "/webhooks";

    private static final String WHAT_IS_NEEDED = "url, events and secret are required";

    private final Webhooks webhooks;

    WebhooksController(Webhooks webhooks) {
        this.webhooks = webhooks;
    }

    @Operation(summary = "Have events sent to a URL, signed")
    @PostMapping
    Created create(@RequestBody(required = false) @Nullable NewWebhook body) {
        if (body == null
                || body.url() == null
                || body.url().isBlank()
                || body.events() == null
                || body.events().isEmpty()
                || body.secret() == null
                || body.secret().isEmpty()) {
            throw new Problem.Invalid(WHAT_IS_NEEDED);
        }
        Webhook webhook = webhooks.create(
                body.url(),
                body.events().stream().map(event -> event == null ? "" : event).toList(),
                body.secret(),
                Optional.ofNullable(body.sessionId()).filter(id -> !id.isBlank()));
        return new Created(true, webhook.id(), webhook);
    }

    @Operation(summary = "List the webhooks, without their secrets")
    @GetMapping
    WebhookList list() {
        return new WebhookList(webhooks.all());
    }

    @Operation(summary = "Send nothing more to a webhook")
    @DeleteMapping("/{id}")
    Done delete(@PathVariable String id) {
        webhooks.delete(id);
        return new Done(true);
    }

    @Operation(summary = "Send nothing more to the webhook with this id")
    @DeleteMapping
    Done deleteById(@RequestParam String id) {
        return delete(id);
    }

    @Operation(summary = "List the deliveries that were given up, the newest first")
    @GetMapping("/{id}/failed")
    FailedList failed(
            @PathVariable String id,
            @RequestParam(defaultValue = Limits.DEFAULT) int limit,
            @RequestParam Optional<String> cursor) {
        int most = Limits.check(limit);
        Optional<Long> before = cursor.filter(text -> !text.isBlank()).map(text -> number(text, "cursor"));
        List<FailedDelivery> failed = webhooks.failed(id, before, most);
        return new FailedList(
                failed,
                failed.size() < most
                        ? Optional.empty()
                        : Optional.of(failed.getLast().id()));
    }

    @Operation(summary = "Send every delivery again that was given up")
    @PostMapping("/{id}/failed/retry")
    Retried retryAll(@PathVariable String id) {
        return new Retried(true, webhooks.retry(id, Optional.empty()));
    }

    @Operation(summary = "Send one delivery again that was given up")
    @PostMapping("/{id}/failed/{deliveryId}/retry")
    Retried retry(@PathVariable String id, @PathVariable String deliveryId) {
        return new Retried(true, webhooks.retry(id, Optional.of(number(deliveryId, "The id of the delivery"))));
    }

    private static long number(String text, String name) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException _) {
            throw new Problem.Invalid(name + " must be a whole number");
        }
    }
}
