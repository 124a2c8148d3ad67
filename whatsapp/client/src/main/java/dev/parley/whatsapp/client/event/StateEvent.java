package dev.parley.whatsapp.client.event;

import dev.parley.whatsapp.wire.Jid;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// How a client is doing. Handed over outside any transaction, in order, one at a time; a consumer that
/// throws is logged.
public sealed interface StateEvent extends WhatsAppEvent {
    /// A connection is being made.
    ///
    /// @param attempt 0 for the first since the last success
    record Connecting(int attempt) implements StateEvent {}

    /// Show this text as a QR code; it replaces the one before.
    ///
    /// @param text what the phone scans
    /// @param expiresAt when the next one comes, or the pairing ends
    record QrCode(String text, Instant expiresAt) implements StateEvent {}

    /// Show this code to whoever holds the phone; it replaces the one before. QR codes go on beside it.
    ///
    /// @param code as people read it, like `ABCD-1234`
    /// @param expiresAt when the phone's answer comes too late
    record PairingCode(String code, Instant expiresAt) implements StateEvent {}

    /// WhatsApp wants a passkey of the account before it links: hand the options to a browser and its answer to
    /// `pairing().answerPasskey`. QR and pairing codes are over. A later one replaces the one before.
    ///
    /// @param optionsJson WebAuthn's `PublicKeyCredentialRequestOptionsJSON`, exactly as it came
    /// @param expiresAt when the answer comes too late
    /// @param codelessUntil answered until then, no confirmation code is needed; in the past when one is needed
    ///     anyway
    /// @param refusal why WhatsApp did not take the answer before, if there was one
    record PasskeyRequired(
            String optionsJson,
            Instant expiresAt,
            Instant codelessUntil,
            Optional<PairingFailure.PasskeyRefused> refusal)
            implements StateEvent {}

    /// Linking with a passkey goes on without anybody being asked.
    record PasskeyProgress(PasskeyStep step) implements StateEvent {}

    /// Does the phone show exactly this code? The person's answer goes to `pairing().confirmPasskey`.
    ///
    /// @param code like `ABCD-1234`
    record PasskeyConfirmation(String code) implements StateEvent {}

    /// An attempt to link is over. After the failures of a pairing code the session goes on; after all
    /// others it ends, as the [Disconnected] that follows says.
    record PairingFailed(PairingFailure cause) implements StateEvent {}

    /// Logged in: messages can be sent, and the ones that waited are on their way.
    ///
    /// @param pn own device by phone number
    /// @param lid own device by LID
    record Connected(Jid pn, Jid lid) implements StateEvent {}

    /// Every message that waited on the server while this device was away has been delivered.
    record OfflineDelivered(int count) implements StateEvent {}

    /// Every collection of the account's shared settings has been read once since this device was linked.
    record AppStateSynced() implements StateEvent {}

    /// The first synchronisation of the account's name and contacts is not done after three minutes; it goes
    /// on. The phone may be off, or have sent no keys.
    record AppStateOverdue() implements StateEvent {}

    /// The connection is gone.
    ///
    /// @param retryIn when the next attempt comes by itself; empty when none comes
    record Disconnected(DisconnectCause cause, Optional<Duration> retryIn) implements StateEvent {}

    /// Somebody who was subscribed to came or went.
    ///
    /// @param lastSeen when they were last there, if they are away and let others see it
    record PresenceChanged(Person person, boolean online, Optional<Instant> lastSeen) implements StateEvent {}

    /// Somebody is typing or recording in their chat with this account, or stopped. A message from them ends
    /// it too, and so does a while without another of these: WhatsApp does not always tell.
    record ChatStateChanged(Person person, ChatState state) implements StateEvent {}

    /// The consumer failed on a stanza again and again. WhatsApp was told that it arrived, so that the
    /// stanzas after it can come; it is kept as it is and tried again after each login.
    ///
    /// @param tag what it is: `message`, `receipt`, `notification`
    /// @param from whose it is
    /// @param id the message's, for a message
    record StanzaSetAside(String tag, Optional<Jid> from, String id) implements StateEvent {}

    /// A stanza that was set aside is gone for good: a thousand newer ones were set aside since.
    ///
    /// @param tag what it was: `message`, `receipt`, `notification`
    /// @param from whose it was
    /// @param id the message's, for a message
    record StanzaLost(String tag, Optional<Jid> from, String id) implements StateEvent {}
}
