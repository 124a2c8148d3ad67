package dev.parley.whatsapp.client.event;

import dev.parley.whatsapp.client.content.Content;
import dev.parley.whatsapp.client.content.MessageContext;
import dev.parley.whatsapp.proto.Message;
import dev.parley.whatsapp.wire.Jid;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Something that must not be lost. It is handed over inside the store's transaction, before WhatsApp is told
/// that it arrived: when the consumer throws, the transaction rolls back, nothing is acknowledged and
/// WhatsApp delivers again.
public sealed interface StoredEvent extends WhatsAppEvent {
    /// The phone accepted this device. A login follows by itself.
    ///
    /// @param pn own device by phone number; its user is the number in international form without `+`
    /// @param lid own device by LID
    /// @param platform the phone's, as WhatsApp names it: `android`, `iphone`, `smba`, …
    record Paired(Jid pn, Jid lid, String platform, Optional<String> businessName) implements StoredEvent {}

    /// A message from somebody else, or one sent from another device of this account. The same message can
    /// come twice with the same [MessageKey]; the second must change nothing.
    record MessageArrived(IncomingMessage message) implements StoredEvent {}

    /// A message came that cannot be read now. If it can be read later, it comes as [MessageArrived] with the
    /// same key.
    ///
    /// @param hidden whether the sender asked that no placeholder be shown
    record MessageUndecryptable(
            MessageKey key, Chat chat, boolean fromMe, Instant timestamp, boolean hidden, UndecryptableReason reason)
            implements StoredEvent {}

    /// The author of a message changed it. Of several changes the one with the latest `editedAt` counts. The
    /// message itself may be unknown here, or come later.
    ///
    /// @param target the message; its author is who edits it
    /// @param message the new content in full, as [IncomingMessage#message]
    /// @param editedAt by the editor's clock, in milliseconds
    record MessageEdited(
            MessageKey target,
            Chat chat,
            boolean fromMe,
            Content content,
            MessageContext context,
            Message message,
            Instant editedAt)
            implements StoredEvent {}

    /// The author of a message deleted it for everyone. It can come before the message, which then does not
    /// arrive any more; only a history may still hold it, and there too it stays deleted.
    ///
    /// @param target the message; its author is who deletes it
    record MessageDeleted(MessageKey target, Chat chat, boolean fromMe, Instant deletedAt) implements StoredEvent {}

    /// Somebody reacts to a message. One reaction per person and message: the one with the latest `reactedAt`
    /// counts.
    ///
    /// @param target the message, of either side
    /// @param fromMe whether this account reacts, from another device; else the other side of the chat
    /// @param emoji empty when the reaction is taken back
    /// @param reactedAt by the reacting side's clock, in milliseconds
    record ReactionChanged(MessageKey target, Chat chat, boolean fromMe, String emoji, Instant reactedAt)
            implements StoredEvent {}

    /// Somebody votes in a poll; their latest vote replaces the ones before.
    ///
    /// @param poll the message with the poll, of either side
    /// @param options the names of those chosen; none when the vote is withdrawn
    /// @param votedAt by the voter's clock, in milliseconds
    record PollVoted(MessageKey poll, Chat chat, boolean fromMe, List<String> options, Instant votedAt)
            implements StoredEvent {
        public PollVoted {
            options = List.copyOf(options);
        }
    }

    /// Somebody pins a message for both sides, or takes the pin away.
    ///
    /// @param duration how long it stays pinned; zero when it is not said
    record MessagePinned(
            MessageKey target, Chat chat, boolean fromMe, boolean pinned, Duration duration, Instant pinnedAt)
            implements StoredEvent {}

    /// Somebody keeps a disappearing message, or lets it go again.
    record MessageKept(MessageKey target, Chat chat, boolean fromMe, boolean kept, Instant keptAt)
            implements StoredEvent {}

    /// From now on new messages of the chat disappear after another time. What this client sends says the
    /// same by itself.
    ///
    /// @param fromMe whether this account changed it
    /// @param expiration zero: messages stay
    record EphemeralSettingChanged(Chat chat, boolean fromMe, Duration expiration, Instant changedAt)
            implements StoredEvent {}

    /// Somebody's device tells what became of messages.
    ///
    /// @param chat where the messages are
    /// @param from the device that tells; one of the own account's for the kinds that say so
    /// @param messageIds at least one
    record ReceiptArrived(Chat chat, Jid from, ReceiptKind kind, List<String> messageIds, Instant timestamp)
            implements StoredEvent {}

    /// Something was changed that the account's devices share: by the owner on the phone, on another device, or
    /// through this client, when its own change has come back from WhatsApp.
    ///
    /// @param at when whoever acted did so, by their clock; the beginning of time if that is not known, as
    ///     for the contact names of a history
    /// @param initial whether it is part of how things are and not news: it comes with the first
    ///     synchronisation, or with one from the start after something could not be read, which also tells
    ///     what was undone meanwhile. Nothing should be notified of it
    record AppStateChanged(AppStateChange change, Instant at, boolean initial) implements StoredEvent {}

    /// Two names turned out to be one person: chats under either are the same chat. Devices are left out.
    record LidMapped(Jid lid, Jid pn) implements StoredEvent {}

    /// What somebody calls themselves, the own account included. Beside this every [MessageArrived] from
    /// others names its sender.
    record PushNameChanged(Person person, String name) implements StoredEvent {}

    /// The name that WhatsApp vouches for, of a business.
    ///
    /// @param name empty when the person is no business any more
    record BusinessNameChanged(Person person, Optional<VerifiedName> name) implements StoredEvent {}

    /// Somebody has a new profile picture, the own account included.
    ///
    /// @param pictureId what to ask for it with; WhatsApp does not always tell
    record PictureChanged(Person person, Optional<String> pictureId) implements StoredEvent {}

    /// Somebody has no profile picture any more.
    record PictureRemoved(Person person) implements StoredEvent {}

    /// Somebody wrote something else about themselves.
    ///
    /// @param about may be empty
    record AboutChanged(Person person, String about, Instant since) implements StoredEvent {}

    /// Something about a person changed and WhatsApp does not say what: what is kept of their picture, about
    /// and business profile may be out of date.
    record ContactChanged(Person person) implements StoredEvent {}

    /// Somebody moved to another phone number; their chats under both are one person's.
    record NumberChanged(Person before, Person after) implements StoredEvent {}

    /// Messages of somebody disappear after another time by default.
    ///
    /// @param timer zero: never
    record DisappearingModeChanged(Person person, Duration timer, Instant since) implements StoredEvent {}

    /// Whom this account has blocked, all of them.
    record BlocklistChanged(List<Person> blocked) implements StoredEvent {
        public BlocklistChanged {
            blocked = List.copyOf(blocked);
        }
    }

    /// What others may see of this account, after a change on any of its devices.
    record PrivacyChanged(PrivacySettings settings) implements StoredEvent {}

    /// Somebody calls this account. This client cannot answer; the phone rings too.
    record CallArrived(Call call) implements StoredEvent {}

    /// A call that arrived rings no more.
    record CallEnded(Call call, CallOutcome outcome) implements StoredEvent {}

    /// A person set WhatsApp up anew: their security code changed. May come twice for one change.
    record IdentityChanged(Person person) implements StoredEvent {}

    /// WhatsApp locked, changed or lifted the account's first contacts. A lock that ends by itself is not
    /// announced again.
    record ReachOutTimelockChanged(ReachOutTimelock lock) implements StoredEvent {}

    /// WhatsApp counted the account's new chats.
    record NewChatCapChanged(NewChatCap cap) implements StoredEvent {}

    /// The account's phone gave a sign of life. WhatsApp unlinks this device when the phone is silent for 14
    /// days.
    ///
    /// @param time to the hour; never earlier than in the event before
    record PhoneSeen(Instant time) implements StoredEvent {}

    /// The phone has uploaded a file again that the servers had no more. It is found at another path now;
    /// key and hashes stay.
    ///
    /// @param key the message that holds the file
    record MediaRefreshed(MessageKey key, String directPath) implements StoredEvent {}

    /// The phone did not upload a file again that it was asked for.
    ///
    /// @param key the message that holds the file
    record MediaLost(MessageKey key, MediaLoss reason) implements StoredEvent {}

    /// Messages of one direct chat from before this device was linked, or while it was away, newest first as
    /// far as the phone keeps to that. The same message can come again and can be known from
    /// [MessageArrived]: it must not replace anything newer. Nobody is to be notified of it, and no receipt
    /// goes out for it. Groups, status and channels are not handed over. Edits, deletions and reactions that
    /// the phone kept as messages of their own follow as [MessageEdited], [MessageDeleted] and
    /// [ReactionChanged], before the chat's [HistoryChatArrived].
    ///
    /// @param messages at least one
    record HistoryMessagesArrived(Chat.Direct chat, List<HistoryMessage> messages) implements StoredEvent {
        public HistoryMessagesArrived {
            messages = List.copyOf(messages);
        }
    }

    /// A direct chat of the history; comes after the messages that one part has of it, and once for each part.
    record HistoryChatArrived(HistoryChat chat) implements StoredEvent {}

    /// A part of the history is imported completely.
    ///
    /// @param chunk its number among those of its kind
    /// @param percent of its kind, as the phone counts: 100 with the last one
    /// @param chats how many direct chats it had
    /// @param messages how many messages of them were handed over
    /// @param skipped how many messages could not be read
    record HistoryImported(HistoryKind kind, int chunk, int percent, int chats, int messages, int skipped)
            implements StoredEvent {}

    /// A part of the history was given up; what it would have brought is only on the phone.
    record HistoryLost(HistoryKind kind, int chunk, HistoryFailure reason) implements StoredEvent {}
}
