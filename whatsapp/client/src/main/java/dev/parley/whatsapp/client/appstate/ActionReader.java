package dev.parley.whatsapp.client.appstate;

import dev.parley.whatsapp.appstate.ActionType;
import dev.parley.whatsapp.appstate.SyncAction;
import dev.parley.whatsapp.client.event.AppStateChange;
import dev.parley.whatsapp.client.event.Chat;
import dev.parley.whatsapp.client.event.MessageKey;
import dev.parley.whatsapp.client.event.MessageRange;
import dev.parley.whatsapp.client.event.Person;
import dev.parley.whatsapp.client.vault.Account;
import dev.parley.whatsapp.client.vault.Records;
import dev.parley.whatsapp.proto.DeleteMessageForMeAction;
import dev.parley.whatsapp.proto.MuteAction;
import dev.parley.whatsapp.proto.SyncActionMessage;
import dev.parley.whatsapp.proto.SyncActionMessageRange;
import dev.parley.whatsapp.proto.SyncActionValue;
import dev.parley.whatsapp.proto.SyncdMutation.Operation;
import dev.parley.whatsapp.wire.Jid;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Turns records of the app state into what they mean (media-history-appstate.md sections 5.12 and 5.13). A
/// record that is unknown, or not of the form that its name demands, means nothing: its place in the collection
/// counts all the same.
///
/// @param account whose app state it is
record ActionReader(Records records, Account account) {
    /// From the year 1 to 9999: beyond it is no time that anybody meant.
    private static final long LATEST_SECOND = 253_402_300_799L;
    private static final long MILLIS = 1000;
    /// Other apps give more than the one newest message; more than this is none of them.
    private static final int MOST_RANGE_MESSAGES = 1000;
    private static final String YES = "1";

    Optional<AppStateChange> read(SyncAction action) {
        Optional<ActionType> type = ActionType.of(action.index());
        if (type.isEmpty()) {
            return Optional.empty();
        }
        List<String> arguments = action.index().arguments();
        return action.operation() == Operation.REMOVE
                ? removed(type.get(), arguments)
                : set(type.get(), arguments, action.value());
    }

    /// When whoever acted did so; the beginning of time if they did not say.
    static Instant time(SyncActionValue value) {
        return Instant.ofEpochMilli(Math.clamp(value.getTimestamp(), 0, LATEST_SECOND * MILLIS));
    }

    /// Phones remove contacts only. But what is gone after all was read anew counts as removed, too: then it
    /// is as if nobody had ever done it. What was deleted stays deleted, and what a chat without a mark is,
    /// receipts tell.
    private Optional<AppStateChange> removed(ActionType type, List<String> arguments) {
        return switch (type) {
            case CONTACT, LID_CONTACT -> person(arguments).map(AppStateChange.ContactRemoved::new);
            case ARCHIVE -> chat(arguments).map(chat -> new AppStateChange.ChatArchived(chat, false, MessageRange.ALL));
            case PIN -> chat(arguments).map(chat -> new AppStateChange.ChatPinned(chat, false));
            case MUTE -> chat(arguments).map(chat -> new AppStateChange.ChatMuted(chat, false, Optional.empty()));
            case LOCK -> chat(arguments).map(chat -> new AppStateChange.ChatLocked(chat, false));
            case STAR -> message(arguments).map(key -> new AppStateChange.MessageStarred(key, false));
            default -> Optional.empty();
        };
    }

    private Optional<AppStateChange> set(ActionType type, List<String> arguments, SyncActionValue value) {
        return switch (type) {
            case ARCHIVE ->
                chat(arguments).filter(_ -> value.hasArchiveChatAction()).map(chat -> archived(chat, value));
            case PIN ->
                chat(arguments)
                        .filter(_ -> value.hasPinAction())
                        .map(chat -> new AppStateChange.ChatPinned(
                                chat, value.getPinAction().getPinned()));
            case MUTE ->
                chat(arguments).filter(_ -> value.hasMuteAction()).map(chat -> muted(chat, value.getMuteAction()));
            case MARK_CHAT_AS_READ ->
                chat(arguments).filter(_ -> value.hasMarkChatAsReadAction()).map(chat -> marked(chat, value));
            case LOCK ->
                chat(arguments)
                        .filter(_ -> value.hasLockChatAction())
                        .map(chat -> new AppStateChange.ChatLocked(
                                chat, value.getLockChatAction().getLocked()));
            case CLEAR_CHAT ->
                chat(arguments).filter(_ -> arguments.size() > 2).map(chat -> cleared(chat, arguments, value));
            case DELETE_CHAT ->
                chat(arguments).filter(_ -> arguments.size() > 1).map(chat -> deleted(chat, arguments, value));
            case STAR ->
                message(arguments)
                        .filter(_ -> value.hasStarAction())
                        .map(key -> new AppStateChange.MessageStarred(
                                key, value.getStarAction().getStarred()));
            case DELETE_MESSAGE_FOR_ME ->
                message(arguments)
                        .filter(_ -> value.hasDeleteMessageForMeAction())
                        .map(key -> deletedForMe(key, value.getDeleteMessageForMeAction()));
            case CONTACT, LID_CONTACT -> person(arguments).flatMap(person -> named(person, value));
            case PUSH_NAME -> text(value.getPushNameSetting().getName()).map(AppStateChange.OwnNameChanged::new);
            case LOCALE -> text(value.getLocaleSetting().getLocale()).map(AppStateChange.LocaleChanged::new);
            case UNARCHIVE_CHATS ->
                Optional.of(new AppStateChange.UnarchiveChatsSet(
                        value.getUnarchiveChatsSetting().getUnarchiveChats()));
            case DISABLE_LINK_PREVIEWS ->
                Optional.of(new AppStateChange.LinkPreviewsDisabled(
                        value.getPrivacySettingDisableLinkPreviewsAction().getIsPreviewsDisabled()));
            case TIME_FORMAT ->
                Optional.of(new AppStateChange.TimeFormatChanged(
                        value.getTimeFormatAction().getIsTwentyFourHourFormatEnabled()));
            // For other listeners, or nothing that an inbox shows.
            case NCT_SALT,
                    PN_FOR_LID_CHAT,
                    USER_STATUS_MUTE,
                    KEY_EXPIRATION,
                    LABEL_EDIT,
                    LABEL_CHAT,
                    LABEL_MESSAGE,
                    QUICK_REPLY -> Optional.empty();
        };
    }

    private AppStateChange archived(Chat chat, SyncActionValue value) {
        return new AppStateChange.ChatArchived(
                chat,
                value.getArchiveChatAction().getArchived(),
                range(value.getArchiveChatAction().getMessageRange()));
    }

    private static AppStateChange muted(Chat chat, MuteAction mute) {
        boolean limited = mute.getMuted() && mute.getMuteEndTimestamp() > 0;
        return new AppStateChange.ChatMuted(
                chat,
                mute.getMuted(),
                limited
                        ? Optional.of(
                                Instant.ofEpochMilli(Math.min(mute.getMuteEndTimestamp(), LATEST_SECOND * MILLIS)))
                        : Optional.empty());
    }

    private AppStateChange marked(Chat chat, SyncActionValue value) {
        MessageRange range = range(value.getMarkChatAsReadAction().getMessageRange());
        return value.getMarkChatAsReadAction().getRead()
                ? new AppStateChange.ChatMarkedRead(chat, range)
                : new AppStateChange.ChatMarkedUnread(chat, range);
    }

    private AppStateChange cleared(Chat chat, List<String> arguments, SyncActionValue value) {
        return new AppStateChange.ChatCleared(
                chat,
                arguments.get(1).equals(YES),
                arguments.get(2).equals(YES),
                range(value.getClearChatAction().getMessageRange()));
    }

    private AppStateChange deleted(Chat chat, List<String> arguments, SyncActionValue value) {
        return new AppStateChange.ChatDeleted(
                chat,
                arguments.get(1).equals(YES),
                range(value.getDeleteChatAction().getMessageRange()));
    }

    private static AppStateChange deletedForMe(MessageKey key, DeleteMessageForMeAction delete) {
        return new AppStateChange.MessageDeletedForMe(
                key, delete.getDeleteMedia(), seconds(delete.getMessageTimestamp()));
    }

    private static Optional<AppStateChange> named(Person person, SyncActionValue value) {
        if (value.hasContactAction()) {
            return Optional.of(new AppStateChange.ContactNamed(
                    person,
                    text(value.getContactAction().getFullName()),
                    text(value.getContactAction().getFirstName())));
        }
        return value.hasLidContactAction()
                ? Optional.of(new AppStateChange.ContactNamed(
                        person,
                        text(value.getLidContactAction().getFullName()),
                        text(value.getLidContactAction().getFirstName())))
                : Optional.empty();
    }

    /// The first argument as a chat: a person under whichever name, else the group or list itself.
    private Optional<Chat> chat(List<String> arguments) {
        return jid(arguments)
                .map(jid -> jid.isPerson() ? new Chat.Direct(records.lids().person(jid)) : new Chat.Other(jid));
    }

    private Optional<Person> person(List<String> arguments) {
        return jid(arguments).filter(Jid::isPerson).map(records.lids()::person);
    }

    private static Optional<Jid> jid(List<String> arguments) {
        return arguments.isEmpty()
                ? Optional.empty()
                : Jid.parse(arguments.getFirst()).map(Jid::bare).filter(jid -> !jid.isServer());
    }

    /// Chat, id, from me, participant.
    private Optional<MessageKey> message(List<String> arguments) {
        return arguments.size() < 4 || arguments.get(1).isEmpty()
                ? Optional.empty()
                : jid(arguments)
                        .map(chat -> key(
                                chat,
                                arguments.get(1),
                                arguments.get(2).equals(YES),
                                Jid.parse(arguments.get(3)).filter(Jid::isPerson)));
    }

    private MessageKey key(Jid chat, String id, boolean fromMe, Optional<Jid> participant) {
        Jid named = preferred(chat);
        return new MessageKey(
                named, fromMe ? account.pn() : participant.map(this::preferred).orElse(named), id);
    }

    private Jid preferred(Jid jid) {
        return jid.isPerson() ? records.lids().person(jid).preferred() : jid.bare();
    }

    private MessageRange range(SyncActionMessageRange range) {
        return new MessageRange(
                seconds(range.getLastMessageTimestamp()),
                seconds(range.getLastSystemMessageTimestamp()),
                range.getMessagesList().stream()
                        .limit(MOST_RANGE_MESSAGES)
                        .flatMap(message -> rangeMessage(message).stream())
                        .toList());
    }

    private Optional<MessageRange.RangeMessage> rangeMessage(SyncActionMessage message) {
        var key = message.getKey();
        return Jid.parse(key.getRemoteJid())
                .filter(chat -> !chat.isServer() && !key.getId().isEmpty())
                .map(chat -> new MessageRange.RangeMessage(
                        key(
                                chat,
                                key.getId(),
                                key.getFromMe(),
                                Jid.parse(key.getParticipant()).filter(Jid::isPerson)),
                        key.getFromMe(),
                        seconds(message.getTimestamp()).orElse(Instant.EPOCH)));
    }

    private static Optional<Instant> seconds(long timestamp) {
        return timestamp <= 0 || timestamp > LATEST_SECOND
                ? Optional.empty()
                : Optional.of(Instant.ofEpochSecond(timestamp));
    }

    private static Optional<String> text(String text) {
        return Optional.of(text).filter(present -> !present.isEmpty());
    }
}
