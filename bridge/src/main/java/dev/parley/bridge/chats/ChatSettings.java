package dev.parley.bridge.chats;

import dev.parley.whatsapp.client.event.HistoryChat;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/// How the owner keeps their chats: archived, pinned, muted, marked. Inside the caller's transaction, which holds the
/// chat's lock.
@Service
@Transactional(propagation = Propagation.MANDATORY)
public class ChatSettings {
    private final ChatTable chats;
    private final ChatEvents events;

    ChatSettings(ChatTable chats, ChatEvents events) {
        this.chats = chats;
        this.events = events;
    }

    /// Whether somebody is to be told: what comes with the first synchronisation is no news.
    public enum News {
        YES,
        NO
    }

    public void archive(String sessionId, Chat chat, boolean archived, News news) {
        chats.archive(chat.key(), archived);
        tell(sessionId, chat, news, Map.of("archived", archived));
    }

    /// @param at empty: no longer pinned
    public void pin(String sessionId, Chat chat, Optional<Instant> at, News news) {
        chats.pin(chat.key(), at);
        tell(sessionId, chat, news, Map.of("pinned", at.isPresent()));
    }

    /// @param until empty: no longer muted; [HistoryChat#FOREVER] without an end
    public void mute(String sessionId, Chat chat, Optional<Instant> until, News news) {
        Optional<Instant> end = until.map(time -> time.isAfter(HistoryChat.FOREVER) ? HistoryChat.FOREVER : time);
        chats.mute(chat.key(), end);
        tell(
                sessionId,
                chat,
                news,
                Map.of("mutedUntil", end.map(Instant::getEpochSecond).orElse(0L)));
    }

    /// The owner wants to see the chat as unread.
    public void markUnread(String sessionId, Chat chat, News news) {
        chats.setUnread(chat.key(), chat.unreadCount(), true);
        tell(sessionId, chat, news, Map.of("markedUnread", true));
    }

    /// New messages disappear after another time; zero: never.
    public void expire(String sessionId, Chat chat, Duration expiration, Instant setAt) {
        int seconds = (int) Math.min(Integer.MAX_VALUE, expiration.toSeconds());
        if (chats.expire(chat.key(), seconds, setAt)) {
            tell(sessionId, chat, News.YES, Map.of("disappearingSeconds", seconds));
        }
    }

    /// Whether a new message takes its chat out of the archive.
    public void setUnarchives(String sessionId, boolean unarchive) {
        chats.setUnarchives(sessionId, unarchive);
    }

    private void tell(String sessionId, Chat chat, News news, Map<String, ?> change) {
        if (news == News.YES) {
            events.changed(sessionId, chat.id(), change);
        }
    }
}
