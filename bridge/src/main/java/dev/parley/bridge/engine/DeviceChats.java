package dev.parley.bridge.engine;

import dev.parley.whatsapp.client.contact.Picture;
import dev.parley.whatsapp.client.event.ChatState;
import dev.parley.whatsapp.client.event.MessageRange;
import dev.parley.whatsapp.client.history.OlderMessages;
import dev.parley.whatsapp.client.history.OldestMessage;
import dev.parley.whatsapp.wire.Jid;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// What a device does with the chats of its account, as [dev.parley.whatsapp.client.WhatsAppClient] describes it.
/// Thread-safe. What changes a chat is written down before the method returns and reaches WhatsApp sooner or later,
/// whatever happens to the process; it must not be called inside a transaction.
public interface DeviceChats {
    /// The owner has read messages of a person: tells that person, as far as the owner's privacy settings
    /// let it be told, and the account's other devices.
    ///
    /// @param messageIds of incoming messages; none when the chat was only marked as unread
    /// @param range up to the last message that was seen
    void read(Jid chat, List<String> messageIds, MessageRange range, Instant when);

    void markUnread(Jid chat, MessageRange range);

    void archive(Jid chat, boolean archived, MessageRange range);

    void pin(Jid chat, boolean pinned);

    /// @param until empty: not muted any more; [dev.parley.whatsapp.client.event.HistoryChat#FOREVER]
    ///     without an end
    void mute(Jid chat, Optional<Instant> until);

    /// Shows the other side what the owner does at this moment; nothing when it cannot be shown.
    void typing(Jid chat, ChatState state);

    /// Asks the phone for messages of a chat before the oldest one here. Done when they are stored, or after
    /// some ten seconds without an answer.
    CompletableFuture<OlderMessages> older(Jid chat, OldestMessage oldest, int count);

    /// Asks WhatsApp for a person's picture. Blocks.
    ///
    /// @param knownId of the picture at hand
    /// @throws dev.parley.whatsapp.client.WhatsAppException when WhatsApp cannot be asked
    Picture picture(Jid person, Optional<String> knownId);
}
