package dev.parley.whatsapp.client.event;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// A direct chat as the phone has it. What this client learned live is newer and wins.
///
/// @param name what the owner calls the person, from the phone's address book
/// @param lastMessageAt of the newest message on the phone
/// @param unread how many messages the owner has not seen
/// @param markedUnread the owner marked the chat by hand
/// @param pinnedAt empty when it is not pinned
/// @param mutedUntil empty when it is not muted; [#FOREVER] without an end
/// @param expiresIn how long new messages live; zero: for ever
/// @param older whether the phone has older messages than those it sends by itself
public record HistoryChat(
        Chat.Direct chat,
        Optional<String> name,
        Optional<Instant> lastMessageAt,
        int unread,
        boolean markedUnread,
        boolean archived,
        Optional<Instant> pinnedAt,
        Optional<Instant> mutedUntil,
        Duration expiresIn,
        Optional<Instant> expirySetAt,
        Older older) {
    /// The end of the year 9999: later than any real end, and still fit for every database.
    public static final Instant FOREVER = Instant.ofEpochSecond(253_402_300_799L);

    /// Whether asking for older messages is worth it.
    public enum Older {
        UNKNOWN,
        ON_PHONE,
        NONE
    }
}
