package dev.parley.bridge.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import dev.parley.bridge.chats.Chat;
import dev.parley.bridge.chats.ChatFilter;
import dev.parley.bridge.chats.ChatInfo;
import dev.parley.bridge.chats.ChatList;
import dev.parley.bridge.chats.ChatPage;
import dev.parley.bridge.desk.ChatActions;
import dev.parley.bridge.desk.OlderHistory;
import dev.parley.bridge.messages.MessageInfo;
import dev.parley.bridge.problem.Problem;
import dev.parley.bridge.sessions.Sessions;
import dev.parley.whatsapp.client.event.ChatState;
import dev.parley.whatsapp.client.event.HistoryChat;
import io.swagger.v3.oas.annotations.Operation;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// The chats of a session and what is in them.
@RestController
@RequestMapping("/sessions/{id}/chats")
class ChatsController {
    @JsonInclude(Include.NON_ABSENT)
    record Chats(List<ChatInfo> chats, Optional<String> nextCursor) {}

    record MessageList(List<MessageInfo> messages) {}

    private final Sessions sessions;
    private final ChatList chats;
    private final OlderHistory messages;
    private final ChatActions actions;

    ChatsController(Sessions sessions, ChatList chats, OlderHistory messages, ChatActions actions) {
        this.sessions = sessions;
        this.chats = chats;
        this.messages = messages;
        this.actions = actions;
    }

    @Operation(summary = "The chats of a session, newest first; q finds part of a name or number")
    @GetMapping
    Chats chats(
            @PathVariable String id,
            @RequestParam(defaultValue = Limits.DEFAULT) int limit,
            @RequestParam Optional<String> cursor,
            @RequestParam(defaultValue = "") String q,
            @RequestParam Optional<Boolean> archived,
            @RequestParam Optional<Boolean> unread) {
        sessions.session(id);
        ChatFilter filter = new ChatFilter(clean(q).strip(), archived, unread);
        ChatPage page = chats.page(id, Limits.check(limit), text(cursor), filter);
        return new Chats(page.chats(), page.nextCursor());
    }

    @Operation(
            summary = "Messages of a chat, oldest first; before reaches back, past what is stored to the phone's own")
    @GetMapping("/{chatId}/messages")
    MessageList messages(
            @PathVariable String id,
            @PathVariable String chatId,
            @RequestParam(defaultValue = Limits.DEFAULT) int limit,
            @RequestParam Optional<String> before) {
        sessions.session(id);
        Chat chat = chats.find(id, chatId);
        return new MessageList(messages.page(id, chat, text(before), Limits.check(limit)));
    }

    record Read(@Nullable String messageId) {}

    @Operation(summary = "Marks a chat as read, here and at WhatsApp: up to a message, or all of it")
    @PostMapping("/{chatId}/read")
    Done read(
            @PathVariable String id, @PathVariable String chatId, @RequestBody(required = false) @Nullable Read body) {
        actions.read(id, chatId, text(Optional.ofNullable(body).map(Read::messageId)));
        return new Done(true);
    }

    record Typing(@Nullable String state) {}

    @Operation(summary = "Shows the other side that somebody types or records; to be repeated every ten seconds")
    @PostMapping("/{chatId}/typing")
    Done typing(
            @PathVariable String id,
            @PathVariable String chatId,
            @RequestBody(required = false) @Nullable Typing body) {
        String state = body == null || body.state() == null ? "" : body.state();
        actions.typing(
                id,
                chatId,
                switch (state) {
                    case "composing" -> ChatState.COMPOSING;
                    case "recording" -> ChatState.RECORDING;
                    case "paused" -> ChatState.PAUSED;
                    default -> throw new Problem.Invalid("state must be composing, recording or paused");
                });
        return new Done(true);
    }

    /// @param mutedUntil seconds since the epoch; 0: not muted any more
    record Change(
            @Nullable Boolean archived,
            @Nullable Boolean pinned,
            @Nullable Long mutedUntil,
            @Nullable Boolean unread) {}

    @Operation(summary = "Archives, pins, mutes a chat or marks it as unread, on all devices of the account")
    @PatchMapping("/{chatId}")
    ChatInfo change(
            @PathVariable String id,
            @PathVariable String chatId,
            @RequestBody(required = false) @Nullable Change body) {
        if (body == null
                || (body.archived() == null
                        && body.pinned() == null
                        && body.mutedUntil() == null
                        && body.unread() == null)) {
            throw new Problem.Invalid("archived, pinned, mutedUntil or unread is required");
        }
        return actions.change(
                id,
                chatId,
                new ChatActions.Change(
                        Optional.ofNullable(body.archived()),
                        Optional.ofNullable(body.pinned()),
                        Optional.ofNullable(body.mutedUntil()).map(ChatsController::time),
                        Optional.ofNullable(body.unread())));
    }

    private static Instant time(long seconds) {
        if (seconds < 0 || seconds > HistoryChat.FOREVER.getEpochSecond()) {
            throw new Problem.Invalid("mutedUntil must be in seconds since the epoch");
        }
        return Instant.ofEpochSecond(seconds);
    }

    private static Optional<String> text(Optional<String> parameter) {
        return parameter.filter(text -> !text.isBlank()).map(ChatsController::clean);
    }

    private static String clean(String parameter) {
        if (parameter.indexOf('\0') >= 0) {
            throw new Problem.Invalid("A parameter must not hold the character U+0000");
        }
        return parameter;
    }
}
