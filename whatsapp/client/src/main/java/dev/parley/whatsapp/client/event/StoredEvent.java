package dev.parley.whatsapp.client.event;

import dev.parley.whatsapp.wire.Jid;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Something that must not be lost. It is handed over inside the store's transaction, before WhatsApp is told
/// that it arrived: when the consumer throws, the transaction rolls back, nothing is acknowledged and WhatsApp
/// delivers again.
public sealed interface StoredEvent extends WhatsAppEvent {
    /// The phone accepted this device. A login follows by itself.
    ///
    /// @param pn own device by phone number; its user is the number in international form without `+`
    /// @param lid own device by LID
    /// @param platform the phone's, as WhatsApp names it: `android`, `iphone`, `smba`, …
    record Paired(Jid pn, Jid lid, String platform, Optional<String> businessName) implements StoredEvent {}

    /// A message from somebody else, or one sent from another device of this account. The same message can come
    /// twice with the same [MessageKey]; the second must change nothing.
    record MessageArrived(IncomingMessage message) implements StoredEvent {}

    /// A message came that cannot be decrypted now; a retry receipt asks its sender for it once more. If it
    /// comes, it comes as [MessageArrived] with the same key.
    ///
    /// @param hidden whether the sender asked that no placeholder be shown
    record MessageUndecryptable(MessageKey key, Chat chat, boolean fromMe, Instant timestamp, boolean hidden)
            implements StoredEvent {}

    /// Somebody's device tells what became of messages.
    ///
    /// @param chat where the messages are
    /// @param from the device that tells; one of the own account's for the kinds that say so
    /// @param messageIds at least one
    record ReceiptArrived(Chat chat, Jid from, ReceiptKind kind, List<String> messageIds, Instant timestamp)
            implements StoredEvent {}

    /// Two names turned out to be one person: chats under either are the same chat. Devices are left out.
    record LidMapped(Jid lid, Jid pn) implements StoredEvent {}
}
