package dev.parley.bridge.desk;

import dev.parley.bridge.chats.Chat;
import dev.parley.bridge.chats.ChatBook;
import dev.parley.bridge.chats.ChatInfo;
import dev.parley.bridge.chats.ChatList;
import dev.parley.bridge.chats.ChatSettings;
import dev.parley.bridge.chats.ChatSettings.News;
import dev.parley.bridge.engine.DeviceChats;
import dev.parley.bridge.messages.MessagePages;
import dev.parley.bridge.messages.Messages;
import dev.parley.bridge.messages.StoredMessage;
import dev.parley.bridge.problem.Problem;
import dev.parley.bridge.sessions.Session;
import dev.parley.bridge.sessions.Sessions;
import dev.parley.whatsapp.client.WhatsAppException;
import dev.parley.whatsapp.client.event.ChatState;
import dev.parley.whatsapp.client.event.MessageKey;
import dev.parley.whatsapp.client.event.MessageRange;
import dev.parley.whatsapp.client.event.Person;
import dev.parley.whatsapp.wire.Jid;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/// Reads and sorts chats, here and at WhatsApp. Thread-safe.
///
/// The engine writes down what WhatsApp is to be told before anything changes here. If the process dies in between, the
/// change comes back from WhatsApp as one made on another device, so nothing more needs to be kept.
@Service
public class ChatActions {
    private final Sessions sessions;
    private final ChatList list;
    private final ChatBook book;
    private final ChatSettings settings;
    private final MessagePages pages;
    private final Messages messages;
    private final TransactionTemplate transactions;
    private final Clock clock;

    ChatActions(
            Sessions sessions,
            ChatList list,
            ChatBook book,
            ChatSettings settings,
            MessagePages pages,
            Messages messages,
            TransactionTemplate transactions,
            Clock clock) {
        this.sessions = sessions;
        this.list = list;
        this.book = book;
        this.settings = settings;
        this.pages = pages;
        this.messages = messages;
        this.transactions = transactions;
        this.clock = clock;
    }

    /// Marks a chat as read: up to a message, or all that is there now.
    ///
    /// @throws Problem.Conflict when the session is linked and does not run, so that WhatsApp cannot be told
    public void read(String sessionId, String chatId, Optional<String> messageId) {
        Session session = sessions.session(sessionId);
        Chat chat = list.find(sessionId, chatId);
        List<String> unread = pages.unreadIds(chat, messageId);
        Optional<StoredMessage> last =
                messageId.isPresent() ? messageId.flatMap(id -> pages.find(chat, id)) : pages.newest(chat);
        if (unread.isEmpty() && !chat.markedUnread()) {
            return;
        }
        tell(session, device -> device.read(chat.address(), unread, range(session, chat, last), clock.instant()));
        change(
                session,
                chat,
                locked -> last.ifPresentOrElse(
                        message -> messages.readElsewhere(sessionId, locked, List.of(message.id())),
                        () -> book.read(sessionId, locked, 0)));
    }

    /// What a caller wants to have changed; empty: it stays as it is.
    ///
    /// @param mutedUntil the epoch: not muted any more
    /// @param unread whether the owner wants to see it as unread; false reads it
    public record Change(
            Optional<Boolean> archived,
            Optional<Boolean> pinned,
            Optional<Instant> mutedUntil,
            Optional<Boolean> unread) {}

    /// Changes how a chat is kept.
    ///
    /// @return the chat as it is now
    public ChatInfo change(String sessionId, String chatId, Change change) {
        Session session = sessions.session(sessionId);
        Chat chat = list.find(sessionId, chatId);
        MessageRange range = range(session, chat, pages.newest(chat));
        Jid address = chat.address();
        // WhatsApp takes a chat out of its pins when it is archived.
        change.archived().ifPresent(archived -> {
            tell(session, device -> device.archive(address, archived, range));
            change(session, chat, locked -> settings.archive(sessionId, locked, archived, News.YES));
        });
        change.pinned().ifPresent(pinned -> {
            tell(session, device -> device.pin(address, pinned));
            Optional<Instant> at = pinned ? Optional.of(clock.instant()) : Optional.empty();
            change(session, chat, locked -> settings.pin(sessionId, locked, at, News.YES));
        });
        change.mutedUntil().ifPresent(until -> {
            Optional<Instant> end = Optional.of(until).filter(time -> time.isAfter(Instant.EPOCH));
            tell(session, device -> device.mute(address, end));
            change(session, chat, locked -> settings.mute(sessionId, locked, end, News.YES));
        });
        change.unread().ifPresent(unread -> {
            if (unread) {
                tell(session, device -> device.markUnread(address, range));
                change(session, chat, locked -> settings.markUnread(sessionId, locked, News.YES));
            } else {
                read(sessionId, chatId, Optional.empty());
            }
        });
        return list.info(list.find(sessionId, chatId));
    }

    /// Shows the other side what the owner does at this moment.
    ///
    /// @throws Problem.Conflict when the session is not connected
    public void typing(String sessionId, String chatId, ChatState state) {
        var _ = sessions.session(sessionId);
        Chat chat = list.find(sessionId, chatId);
        sessions.connectedDevice(sessionId)
                .orElseThrow(() -> new Problem.Conflict("Session is not connected"))
                .chats()
                .typing(chat.address(), state);
    }

    private MessageRange range(Session session, Chat chat, Optional<StoredMessage> last) {
        return last.map(message -> {
                    Jid sender = message.fromMe() ? session.self().orElse(chat.address()) : chat.address();
                    MessageKey key = new MessageKey(chat.address(), sender, message.id());
                    return MessageRange.upTo(key, message.fromMe(), message.sentAt());
                })
                .orElse(MessageRange.ALL);
    }

    /// A session without a phone has nobody to tell.
    private void tell(Session session, Consumer<DeviceChats> what) {
        if (session.phone().isEmpty()) {
            return;
        }
        try {
            what.accept(sessions.runningDevice(session.id())
                    .orElseThrow(() -> new Problem.Conflict("Session is not connected"))
                    .chats());
        } catch (WhatsAppException.NotConnected _) {
            throw new Problem.Conflict("Session is not connected");
        } catch (IllegalStateException _) {
            throw new Problem.TooMany("Too many changes are waiting for WhatsApp");
        }
    }

    private void change(Session session, Chat chat, Consumer<Chat> what) {
        Person person = new Person(chat.pn().flatMap(Jid::parse), chat.lid().flatMap(Jid::parse));
        transactions.executeWithoutResult(
                _ -> book.existing(session.id(), person).ifPresent(what));
    }
}
