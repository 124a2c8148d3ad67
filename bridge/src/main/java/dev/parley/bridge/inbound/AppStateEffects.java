package dev.parley.bridge.inbound;

import dev.parley.bridge.chats.Chat;
import dev.parley.bridge.chats.ChatBook;
import dev.parley.bridge.chats.ChatSettings;
import dev.parley.bridge.chats.ChatSettings.News;
import dev.parley.bridge.chats.People;
import dev.parley.bridge.events.SessionRef;
import dev.parley.bridge.messages.Messages;
import dev.parley.whatsapp.client.event.AppStateChange;
import dev.parley.whatsapp.client.event.Chat.Direct;
import dev.parley.whatsapp.client.event.HistoryChat;
import dev.parley.whatsapp.client.event.MessageKey;
import dev.parley.whatsapp.client.event.MessageRange;
import dev.parley.whatsapp.client.event.Person;
import dev.parley.whatsapp.client.event.StoredEvent;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.springframework.stereotype.Service;

/// What the owner does on the phone and on other devices: archives, pins, mutes, reads, deletes, names. What is done
/// here comes back the same way.
@Service
class AppStateEffects {
    private final ChatBook chats;
    private final ChatSettings settings;
    private final People people;
    private final Messages messages;
    private final Clock clock;

    AppStateEffects(ChatBook chats, ChatSettings settings, People people, Messages messages, Clock clock) {
        this.chats = chats;
        this.settings = settings;
        this.people = people;
        this.messages = messages;
        this.clock = clock;
    }

    void apply(SessionRef session, StoredEvent.AppStateChanged event) {
        String sessionId = session.id();
        News news = event.initial() ? News.NO : News.YES;
        switch (event.change()) {
            case AppStateChange.ChatArchived(var where, boolean archived, MessageRange range) ->
                kept(sessionId, where, chat -> {
                    if (!archived || !tookOut(sessionId, chat, range)) {
                        settings.archive(sessionId, chat, archived, news);
                    }
                });
            case AppStateChange.ChatPinned(var where, boolean pinned) ->
                kept(
                        sessionId,
                        where,
                        chat -> settings.pin(
                                sessionId, chat, pinned ? Optional.of(time(event.at())) : Optional.empty(), news));
            case AppStateChange.ChatMuted(var where, boolean muted, Optional<Instant> until) ->
                kept(
                        sessionId,
                        where,
                        chat -> settings.mute(
                                sessionId,
                                chat,
                                muted ? until.or(() -> Optional.of(HistoryChat.FOREVER)) : Optional.empty(),
                                news));
            case AppStateChange.ChatMarkedRead(var where, MessageRange range) ->
                existing(sessionId, where, chat -> messages.readUntil(sessionId, chat, end(range)));
            case AppStateChange.ChatMarkedUnread(var where, MessageRange _) ->
                existing(sessionId, where, chat -> settings.markUnread(sessionId, chat, news));
            case AppStateChange.ChatCleared(var where, boolean starred, boolean _, MessageRange range) ->
                existing(sessionId, where, chat -> messages.cleared(sessionId, chat, until(range, event), starred));
            case AppStateChange.ChatDeleted(var where, boolean _, MessageRange range) ->
                existing(sessionId, where, chat -> {
                    if (!messages.cleared(sessionId, chat, until(range, event), true)) {
                        chats.delete(sessionId, chat);
                    }
                });
            case AppStateChange.MessageStarred(MessageKey key, boolean starred) ->
                existing(sessionId, key, chat -> messages.starred(sessionId, chat, key.id(), isFromMe(key), starred));
            case AppStateChange.MessageDeletedForMe(MessageKey key, boolean _, Optional<Instant> _) ->
                existing(sessionId, key, chat -> messages.removed(sessionId, chat, key.id(), isFromMe(key)));
            case AppStateChange.ContactNamed named -> named(sessionId, named, event.at());
            case AppStateChange.ContactRemoved(Person person) -> {
                if (Storable.is(person)) {
                    people.save(sessionId, person, Optional.empty());
                }
            }
            case AppStateChange.UnarchiveChatsSet(boolean unarchive) -> settings.setUnarchives(sessionId, unarchive);
            // The account's own name is the session's; the rest is shown nowhere here.
            case AppStateChange.OwnNameChanged _,
                    AppStateChange.ChatLocked _,
                    AppStateChange.LinkPreviewsDisabled _,
                    AppStateChange.LocaleChanged _,
                    AppStateChange.TimeFormatChanged _ -> {}
        }
    }

    private void named(String sessionId, AppStateChange.ContactNamed named, Instant at) {
        if (!Storable.is(named.person())) {
            return;
        }
        Optional<String> name = named.fullName()
                .flatMap(Storable::name)
                .or(() -> named.firstName().flatMap(Storable::name));
        if (at.isAfter(Instant.EPOCH)) {
            people.save(sessionId, named.person(), name);
        } else {
            // From a history: the address book itself is newer.
            name.ifPresent(words -> people.saveIfUnknown(sessionId, named.person(), words));
        }
    }

    /// Whether a message has come since that takes the chat out of the archive.
    private boolean tookOut(String sessionId, Chat chat, MessageRange range) {
        return range.lastMessage().isPresent()
                && chats.unarchives(sessionId)
                && messages.anyAfter(chat, range.lastMessage().get());
    }

    /// Until when messages are meant that are deleted.
    private Instant until(MessageRange range, StoredEvent.AppStateChanged event) {
        return time(range.lastMessage().orElse(event.at()));
    }

    private Instant end(MessageRange range) {
        return time(range.lastMessage().orElse(clock.instant().plusSeconds(1)));
    }

    private Instant time(Instant claimed) {
        return Storable.time(claimed, clock);
    }

    private static boolean isFromMe(MessageKey key) {
        return !key.sender().equals(key.chat());
    }

    /// Settings can come before the chat's first message.
    private void kept(String sessionId, dev.parley.whatsapp.client.event.Chat where, Consumer<Chat> effect) {
        if (where instanceof Direct(Person person) && Storable.is(person)) {
            effect.accept(chats.chatWith(sessionId, person));
        }
    }

    private void existing(String sessionId, dev.parley.whatsapp.client.event.Chat where, Consumer<Chat> effect) {
        if (where instanceof Direct(Person person) && Storable.is(person)) {
            chats.existing(sessionId, person).ifPresent(effect);
        }
    }

    private void existing(String sessionId, MessageKey key, Consumer<Chat> effect) {
        if (key.chat().isPerson() && Storable.is(key.id())) {
            existing(sessionId, new Direct(Persons.of(key.chat())), effect);
        }
    }
}
