package dev.parley.bridge.inbound;

import dev.parley.bridge.chats.Chat;
import dev.parley.bridge.chats.ChatBook;
import dev.parley.bridge.chats.ChatSettings;
import dev.parley.bridge.events.SessionRef;
import dev.parley.bridge.messages.MessageFiles;
import dev.parley.bridge.messages.MessageStatus;
import dev.parley.bridge.messages.Messages;
import dev.parley.bridge.messages.NewMessage;
import dev.parley.bridge.messages.ShownContent;
import dev.parley.whatsapp.client.event.Call;
import dev.parley.whatsapp.client.event.CallOutcome;
import dev.parley.whatsapp.client.event.Chat.Direct;
import dev.parley.whatsapp.client.event.MediaLoss;
import dev.parley.whatsapp.client.event.MessageKey;
import dev.parley.whatsapp.client.event.Person;
import dev.parley.whatsapp.client.event.ReceiptKind;
import dev.parley.whatsapp.client.event.StoredEvent;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.springframework.stereotype.Service;

/// What happens to messages and chats that are stored: edits, deletions, reactions, receipts.
@Service
class MessageEffects {
    private static final int LONGEST_REACTION = 64;
    private static final int MOST_OPTIONS = 100;

    /// WhatsApp's shortest pin; for what does not say how long.
    private static final Duration SHORT_PIN = Duration.ofDays(1);

    private static final Duration LONGEST_PIN = Duration.ofDays(365);

    private final ChatBook chats;
    private final ChatSettings settings;
    private final Messages messages;
    private final MessageFiles files;
    private final Clock clock;

    MessageEffects(ChatBook chats, ChatSettings settings, Messages messages, MessageFiles files, Clock clock) {
        this.chats = chats;
        this.settings = settings;
        this.messages = messages;
        this.files = files;
        this.clock = clock;
    }

    /// @return false for an event that does nothing to messages
    boolean apply(SessionRef session, StoredEvent event) {
        String sessionId = session.id();
        switch (event) {
            case StoredEvent.MessageEdited edited ->
                withChat(
                        sessionId,
                        edited.chat(),
                        edited.target(),
                        chat -> messages.edited(
                                sessionId,
                                chat,
                                edited.target().id(),
                                edited.fromMe(),
                                ShownContent.of(edited.content(), edited.context()),
                                time(edited.editedAt())));
            case StoredEvent.MessageDeleted deleted ->
                withChat(
                        sessionId,
                        deleted.chat(),
                        deleted.target(),
                        chat -> messages.deleted(
                                sessionId, chat, deleted.target().id(), deleted.fromMe(), time(deleted.deletedAt())));
            case StoredEvent.ReactionChanged reaction -> {
                if (reaction.emoji().length() <= LONGEST_REACTION
                        && reaction.emoji().indexOf('\0') < 0) {
                    withChat(
                            sessionId,
                            reaction.chat(),
                            reaction.target(),
                            chat -> messages.reacted(
                                    sessionId,
                                    chat,
                                    reaction.target().id(),
                                    isFromMe(reaction.target()),
                                    reaction.fromMe(),
                                    reaction.emoji(),
                                    time(reaction.reactedAt())));
                }
            }
            case StoredEvent.PollVoted vote ->
                withChat(
                        sessionId,
                        vote.chat(),
                        vote.poll(),
                        chat -> messages.voted(
                                sessionId,
                                chat,
                                vote.poll().id(),
                                isFromMe(vote.poll()),
                                vote.fromMe(),
                                vote.options().stream()
                                        .limit(MOST_OPTIONS)
                                        .filter(option -> option.indexOf('\0') < 0)
                                        .toList(),
                                time(vote.votedAt())));
            case StoredEvent.MessagePinned pin ->
                withChat(
                        sessionId,
                        pin.chat(),
                        pin.target(),
                        chat -> messages.pinned(
                                sessionId, chat, pin.target().id(), isFromMe(pin.target()), until(pin)));
            case StoredEvent.EphemeralSettingChanged setting ->
                withChat(
                        sessionId,
                        setting.chat(),
                        chat -> settings.expire(sessionId, chat, setting.expiration(), time(setting.changedAt())));
            case StoredEvent.ReceiptArrived receipt -> receipt(sessionId, receipt);
            case StoredEvent.CallEnded(Call call, CallOutcome outcome) -> call(session, call, outcome);
            case StoredEvent.MediaRefreshed(MessageKey key, String directPath) -> {
                if (Storable.is(key.id()) && directPath.indexOf('\0') < 0) {
                    files.refreshed(sessionId, key.id(), directPath);
                }
            }
            case StoredEvent.MediaLost(MessageKey key, MediaLoss reason) -> {
                if (Storable.is(key.id())) {
                    files.lost(sessionId, key.id(), reason == MediaLoss.NOT_ON_PHONE, clock.instant());
                }
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private void receipt(String sessionId, StoredEvent.ReceiptArrived receipt) {
        List<String> ids = receipt.messageIds().stream()
                .filter(Storable::is)
                .limit(Storable.MOST_IDS)
                .toList();
        if (!ids.isEmpty() && receipt.kind() != ReceiptKind.PLAYED_SELF) {
            withChat(sessionId, receipt.chat(), chat -> receipt(sessionId, chat, receipt.kind(), ids));
        }
    }

    private void receipt(String sessionId, Chat chat, ReceiptKind kind, List<String> ids) {
        switch (kind) {
            case DELIVERED -> messages.advanced(sessionId, chat, ids, MessageStatus.DELIVERED);
            case READ -> messages.advanced(sessionId, chat, ids, MessageStatus.READ);
            case PLAYED -> messages.advanced(sessionId, chat, ids, MessageStatus.PLAYED);
            case READ_SELF -> messages.readElsewhere(sessionId, chat, ids);
            // Phones show no second tick for these either; what is stored here was sent in any case.
            case INACTIVE, SENDER, PLAYED_SELF -> {}
        }
    }

    /// A missed call stands in the chat, as on the phone, and makes no message unread.
    private void call(SessionRef session, Call call, CallOutcome outcome) {
        if (outcome == CallOutcome.MISSED && Storable.is(call.caller()) && Storable.is(call.id())) {
            Chat chat = chats.chatWith(session.id(), call.caller());
            String words = call.video() ? "[Missed video call]" : "[Missed voice call]";
            messages.noted(session, NewMessage.remark(chat, call.id(), false, time(call.at()), words));
        }
    }

    private Optional<Instant> until(StoredEvent.MessagePinned pin) {
        Duration claimed = pin.duration().compareTo(LONGEST_PIN) > 0 ? LONGEST_PIN : pin.duration();
        Duration duration = claimed.isPositive() ? claimed : SHORT_PIN;
        return pin.pinned() ? Optional.of(time(pin.pinnedAt()).plus(duration)) : Optional.empty();
    }

    private Instant time(Instant claimed) {
        return Storable.time(claimed, clock);
    }

    private static boolean isFromMe(MessageKey key) {
        return !key.sender().equals(key.chat());
    }

    private void withChat(
            String sessionId, dev.parley.whatsapp.client.event.Chat where, MessageKey key, Consumer<Chat> effect) {
        if (Storable.is(key.id())) {
            withChat(sessionId, where, effect);
        }
    }

    /// Does nothing for a chat that is not here.
    private void withChat(String sessionId, dev.parley.whatsapp.client.event.Chat where, Consumer<Chat> effect) {
        if (where instanceof Direct(Person person) && Storable.is(person)) {
            chats.existing(sessionId, person).ifPresent(effect);
        }
    }
}
