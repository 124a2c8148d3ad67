package dev.parley.whatsapp.client.history;

import dev.parley.whatsapp.client.content.ContentReader;
import dev.parley.whatsapp.client.content.MessageContext;
import dev.parley.whatsapp.client.content.ReadMessage;
import dev.parley.whatsapp.client.event.Chat;
import dev.parley.whatsapp.client.event.HistoryChat;
import dev.parley.whatsapp.client.event.HistoryMessage;
import dev.parley.whatsapp.client.event.MessageKey;
import dev.parley.whatsapp.client.event.MessageStatus;
import dev.parley.whatsapp.client.event.Person;
import dev.parley.whatsapp.client.message.Arrival;
import dev.parley.whatsapp.client.vault.Account;
import dev.parley.whatsapp.proto.Conversation;
import dev.parley.whatsapp.proto.Message;
import dev.parley.whatsapp.proto.PollUpdate;
import dev.parley.whatsapp.proto.Reaction;
import dev.parley.whatsapp.proto.WebMessageInfo;
import dev.parley.whatsapp.wire.Bytes;
import dev.parley.whatsapp.wire.Jid;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Makes the engine's own of a phone's chats and messages (media-history-appstate.md section 4.4). Every number and
/// text in them is the phone's: what cannot be is left out, never thrown.
final class HistoryMapper {
    private static final int MAX_ID = 256;
    private static final int MAX_TEXT = 1024;
    /// Reactions and votes of one message: in a direct chat there are two people.
    private static final int MAX_ADDED = 100;
    /// Seconds stay below this until the year 5138, milliseconds have been above it since 1973. Some times
    /// come in either.
    private static final long LARGEST_SECONDS = 100_000_000_000L;

    private HistoryMapper() {}

    /// Empty when nothing of it is for people: keys, receipts and other control messages.
    ///
    /// @param person the chat's
    /// @param self the own account by phone number
    static Optional<HistoryMessage> message(WebMessageInfo info, Person person, Jid self) {
        String id = info.getKey().getId();
        Optional<Instant> timestamp = time(info.getMessageTimestamp());
        if (id.isEmpty() || id.length() > MAX_ID || timestamp.isEmpty()) {
            return Optional.empty();
        }
        Message content = content(info);
        Optional<ReadMessage> read = ContentReader.read(content);
        Optional<HistoryMessage.Remark> remark = remark(info);
        if (read.isEmpty() && remark.isEmpty()) {
            return Optional.empty();
        }
        boolean fromMe = info.getKey().getFromMe();
        return Optional.of(new HistoryMessage(
                new MessageKey(person.preferred(), fromMe ? self : person.preferred(), id),
                fromMe,
                timestamp.get(),
                status(info),
                text(info.getPushName()),
                read.map(ReadMessage::content),
                read.map(ReadMessage::context).orElse(MessageContext.NONE),
                content,
                remark,
                info.getReactionsList().stream()
                        .limit(MAX_ADDED)
                        .map(HistoryMapper::reaction)
                        .flatMap(Optional::stream)
                        .toList(),
                info.getPollUpdatesList().stream()
                        .limit(MAX_ADDED)
                        .map(HistoryMapper::vote)
                        .flatMap(Optional::stream)
                        .toList(),
                info.getStarred(),
                Duration.ofSeconds(Integer.toUnsignedLong(info.getEphemeralDuration())),
                time(info.getEphemeralStartTimestamp())));
    }

    /// Where a message comes from that shows nothing itself.
    static Optional<Arrival> arrival(WebMessageInfo info, Person person, Account account) {
        String id = info.getKey().getId();
        boolean fromMe = info.getKey().getFromMe();
        return id.isEmpty() || id.length() > MAX_ID
                ? Optional.empty()
                : time(info.getMessageTimestamp())
                        .map(timestamp -> new Arrival(
                                id,
                                person,
                                fromMe ? account.pn() : person.preferred(),
                                fromMe,
                                timestamp,
                                text(info.getPushName()),
                                true));
    }

    /// The message, with the secret that the phone keeps beside it put where it would have been.
    private static Message content(WebMessageInfo info) {
        Message message = info.getMessage();
        if (info.getMessageSecret().isEmpty() || message.getMessageContextInfo().hasMessageSecret()) {
            return message;
        }
        return message.toBuilder()
                .setMessageContextInfo(
                        message.getMessageContextInfo().toBuilder().setMessageSecret(info.getMessageSecret()))
                .build();
    }

    static HistoryChat chat(Conversation chat, Person person) {
        return new HistoryChat(
                new Chat.Direct(person),
                text(chat.getName()).or(() -> text(chat.getDisplayName())),
                time(chat.getConversationTimestamp()).or(() -> time(chat.getLastMsgTimestamp())),
                Math.max(0, chat.getUnreadCount()),
                chat.getMarkedAsUnread(),
                chat.getArchived(),
                time(Integer.toUnsignedLong(chat.getPinned())),
                muteEnd(chat.getMuteEndTime()),
                Duration.ofSeconds(Integer.toUnsignedLong(chat.getEphemeralExpiration())),
                time(chat.getEphemeralSettingTimestamp()),
                older(chat));
    }

    static HistoryChat.Older older(Conversation chat) {
        if (!chat.hasEndOfHistoryTransferType()) {
            return HistoryChat.Older.UNKNOWN;
        }
        return switch (chat.getEndOfHistoryTransferType()) {
            case COMPLETE_BUT_MORE_MESSAGES_REMAIN_ON_PRIMARY, COMPLETE_ON_DEMAND_SYNC_BUT_MORE_MSG_REMAIN_ON_PRIMARY ->
                HistoryChat.Older.ON_PHONE;
            case COMPLETE_AND_NO_MORE_MESSAGE_REMAIN_ON_PRIMARY,
                    COMPLETE_ON_DEMAND_SYNC_WITH_MORE_MSG_ON_PRIMARY_BUT_NO_ACCESS -> HistoryChat.Older.NONE;
        };
    }

    /// Seconds or milliseconds since 1970; empty for none, and for what is no time.
    static Optional<Instant> time(long value) {
        if (value <= 0) {
            return Optional.empty();
        }
        Instant time = value < LARGEST_SECONDS ? Instant.ofEpochSecond(value) : Instant.ofEpochMilli(value);
        return Optional.of(time).filter(present -> !present.isAfter(HistoryChat.FOREVER));
    }

    static Optional<String> text(String text) {
        return Optional.of(text).filter(present -> !present.isBlank() && present.length() <= MAX_TEXT);
    }

    /// -1 means without an end; so does an end that no calendar has.
    private static Optional<Instant> muteEnd(long value) {
        return value == 0 ? Optional.empty() : Optional.of(time(value).orElse(HistoryChat.FOREVER));
    }

    private static Optional<HistoryMessage.Remark> remark(WebMessageInfo info) {
        return info.getMessageStubType() == 0
                ? Optional.empty()
                : Optional.of(new HistoryMessage.Remark(
                        info.getMessageStubType(),
                        info.getMessageStubParametersList().stream()
                                .limit(MAX_ADDED)
                                .filter(parameter -> parameter.length() <= MAX_TEXT)
                                .toList()));
    }

    private static Optional<MessageStatus> status(WebMessageInfo info) {
        if (!info.hasStatus()) {
            return Optional.empty();
        }
        return Optional.of(
                switch (info.getStatus()) {
                    case ERROR -> MessageStatus.FAILED;
                    case PENDING -> MessageStatus.PENDING;
                    case SERVER_ACK -> MessageStatus.SENT;
                    case DELIVERY_ACK -> MessageStatus.DELIVERED;
                    case READ -> MessageStatus.READ;
                    case PLAYED -> MessageStatus.PLAYED;
                });
    }

    /// A reaction without text was taken back.
    private static Optional<HistoryMessage.Reaction> reaction(Reaction reaction) {
        return text(reaction.getText())
                .map(emoji -> new HistoryMessage.Reaction(
                        reaction.getKey().getFromMe(),
                        emoji,
                        time(reaction.getSenderTimestampMs()).orElse(Instant.EPOCH)));
    }

    private static Optional<HistoryMessage.Vote> vote(PollUpdate update) {
        if (!update.hasVote()) {
            return Optional.empty();
        }
        List<Bytes> options = update.getVote().getSelectedOptionsList().stream()
                .limit(MAX_ADDED)
                .map(option -> Bytes.wrap(option.toByteArray()))
                .toList();
        return Optional.of(new HistoryMessage.Vote(
                update.getPollUpdateMessageKey().getFromMe(),
                options,
                time(update.getSenderTimestampMs()).orElse(Instant.EPOCH)));
    }
}
