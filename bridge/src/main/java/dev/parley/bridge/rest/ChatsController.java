package dev.parley.bridge.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import dev.parley.bridge.chats.Chat;
import dev.parley.bridge.chats.ChatFilter;
import dev.parley.bridge.chats.ChatInfo;
import dev.parley.bridge.chats.ChatList;
import dev.parley.bridge.chats.ChatPage;
import dev.parley.bridge.messages.MessageInfo;
import dev.parley.bridge.messages.MessagePages;
import dev.parley.bridge.problem.Problem;
import dev.parley.bridge.sessions.Sessions;
import java.util.List;
import java.util.Optional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
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
    private final MessagePages messages;

    ChatsController(Sessions sessions, ChatList chats, MessagePages messages) {
        this.sessions = sessions;
        this.chats = chats;
        this.messages = messages;
    }

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
