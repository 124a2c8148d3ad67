package dev.parley.bridge.desk;

import dev.parley.bridge.chats.Chat;
import dev.parley.bridge.chats.ChatList;
import dev.parley.bridge.engine.Device;
import dev.parley.bridge.messages.MessageInfo;
import dev.parley.bridge.messages.MessagePages;
import dev.parley.bridge.messages.StoredMessage;
import dev.parley.bridge.sessions.Sessions;
import dev.parley.whatsapp.client.WhatsAppException;
import dev.parley.whatsapp.client.event.HistoryChat.Older;
import dev.parley.whatsapp.client.history.OlderMessages;
import dev.parley.whatsapp.client.history.OldestMessage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.springframework.stereotype.Service;

/// Pages of a thread, back past what is stored: the phone is asked for what is older, until it says that there is
/// nothing more. Thread-safe.
@Service
public class OlderHistory {
    /// As many as WhatsApp Web asks for.
    private static final int USUAL = 50;

    /// The engine gives up after ten seconds of its own.
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final Sessions sessions;
    private final ChatList chats;
    private final MessagePages pages;

    OlderHistory(Sessions sessions, ChatList chats, MessagePages pages) {
        this.sessions = sessions;
        this.chats = chats;
        this.pages = pages;
    }

    /// Oldest first: the latest, or those before a message. May take some seconds when it reaches the end of
    /// what is stored; when the phone does not answer, what is stored is all there is for now.
    public List<MessageInfo> page(String sessionId, Chat chat, Optional<String> before, int limit) {
        List<MessageInfo> page = pages.page(sessionId, chat, before, limit);
        if (before.isEmpty() || page.size() == limit || chats.older(chat) == Older.NONE) {
            return page;
        }
        Optional<Device> phone = sessions.connectedDevice(sessionId);
        Optional<StoredMessage> oldest = pages.oldest(chat);
        if (phone.isEmpty() || oldest.isEmpty()) {
            return page;
        }
        return switch (ask(phone.get(), chat, oldest.get(), Math.max(USUAL, limit - page.size()))) {
            case OlderMessages.Arrived(int _, boolean more) -> {
                if (!more) {
                    chats.setOlder(chat, Older.NONE);
                }
                yield pages.page(sessionId, chat, before, limit);
            }
            case OlderMessages.NothingOlder() -> {
                chats.setOlder(chat, Older.NONE);
                yield page;
            }
            case OlderMessages.NoAnswer _,
                    OlderMessages.Unreadable _,
                    OlderMessages.NotNow _,
                    OlderMessages.NotSent _ -> page;
        };
    }

    private static OlderMessages ask(Device phone, Chat chat, StoredMessage oldest, int count) {
        try {
            OldestMessage known = new OldestMessage(oldest.id(), oldest.fromMe(), oldest.sentAt());
            return phone.chats().older(chat.address(), known, count).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException | WhatsAppException | IllegalStateException _) {
            return new OlderMessages.NoAnswer();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return new OlderMessages.NoAnswer();
        }
    }
}
