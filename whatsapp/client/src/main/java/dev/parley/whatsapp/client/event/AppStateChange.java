package dev.parley.whatsapp.client.event;

import java.time.Instant;
import java.util.Optional;

/// What an account's devices tell each other of chats, contacts and settings. Each says how things are from now
/// on, so that the same change twice is one.
public sealed interface AppStateChange {
    /// @param range the messages that it is meant for: a later one may have taken the chat out again
    record ChatArchived(Chat chat, boolean archived, MessageRange range) implements AppStateChange {}

    /// Pinned chats are sorted by the time of the change, the latest first.
    record ChatPinned(Chat chat, boolean pinned) implements AppStateChange {}

    /// @param until when the chat is heard again; empty for never, or when it is not muted
    record ChatMuted(Chat chat, boolean muted, Optional<Instant> until) implements AppStateChange {}

    /// The owner has seen the chat. (Whether the others are told is a matter of receipts.)
    record ChatMarkedRead(Chat chat, MessageRange range) implements AppStateChange {}

    /// The owner wants to see it as unread, whatever was read.
    record ChatMarkedUnread(Chat chat, MessageRange range) implements AppStateChange {}

    /// The messages of the chat up to the range are gone, the chat stays.
    ///
    /// @param starred whether those with a star go too
    /// @param media whether files go too
    record ChatCleared(Chat chat, boolean starred, boolean media, MessageRange range) implements AppStateChange {}

    /// The chat is gone with its messages up to the range.
    record ChatDeleted(Chat chat, boolean media, MessageRange range) implements AppStateChange {}

    /// The chat is behind the owner's lock.
    record ChatLocked(Chat chat, boolean locked) implements AppStateChange {}

    record MessageStarred(MessageKey key, boolean starred) implements AppStateChange {}

    /// The message is gone on the own devices only.
    ///
    /// @param sentAt the message's time, to the second, if the device said it
    record MessageDeletedForMe(MessageKey key, boolean media, Optional<Instant> sentAt) implements AppStateChange {}

    /// What the owner calls a person.
    record ContactNamed(Person person, Optional<String> fullName, Optional<String> firstName)
            implements AppStateChange {}

    /// The person is in the address book no more.
    record ContactRemoved(Person person) implements AppStateChange {}

    /// What the owner is called by others.
    record OwnNameChanged(String name) implements AppStateChange {}

    /// Whether a new message takes its chat out of the archive.
    record UnarchiveChatsSet(boolean unarchive) implements AppStateChange {}

    /// Whether links are to be sent without a preview.
    record LinkPreviewsDisabled(boolean disabled) implements AppStateChange {}

    /// The phone's language and region, like `en_US`.
    record LocaleChanged(String locale) implements AppStateChange {}

    record TimeFormatChanged(boolean twentyFourHours) implements AppStateChange {}
}
