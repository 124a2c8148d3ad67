package dev.parley.whatsapp.signal;

import dev.parley.whatsapp.crypto.PublicKey;

/// What became of a message. With anything but [Plaintext] nothing in the store has changed.
public sealed interface DecryptResult {

    /// The message is authentic; session and identity are stored, a used one-time pre-key is deleted.
    final class Plaintext implements DecryptResult {
        private final byte[] bytes;
        private final PublicKey identityKey;

        Plaintext(byte[] bytes, PublicKey identityKey) {
            this.bytes = bytes;
            this.identityKey = identityKey;
        }

        /// The content itself, not a copy: from here on the caller's own.
        public byte[] bytes() {
            return bytes;
        }

        /// The identity key that the sender proved to have. A late message on an archived session may have come from
        /// the identity before the present one.
        public PublicKey identityKey() {
            return identityKey;
        }

        @Override
        public String toString() {
            return "Plaintext[" + bytes.length + " bytes]";
        }
    }

    /// The message's key was used before: it has been decrypted already. Not a failure.
    record Duplicate() implements DecryptResult {}

    /// There is no session with the sender, current or archived.
    record NoSession() implements DecryptResult {}

    /// The message starts a session with a pre-key of ours that we do not have, or no longer.
    record UnknownPreKey(PreKeyKind kind, int id) implements DecryptResult {}

    /// The message is authentic, but its sender's identity key is not the one stored for the address.
    /// To accept the new one call [SessionCipher#acceptIdentity], then decrypt the message again.
    record UntrustedIdentity(PublicKey identityKey) implements DecryptResult {}

    /// No session's key fits the message: it was changed on its way, or made on a session that we do not have.
    record BadMac() implements DecryptResult {}

    /// The message is more than 2000 messages ahead of the last one received on its chain.
    record FutureMessage() implements DecryptResult {}

    /// The bytes are no Signal message, or one that makes no sense.
    ///
    /// @param reason in words for a log: lengths and field names, never content
    record InvalidMessage(String reason) implements DecryptResult {}

    /// Which of our pre-keys.
    enum PreKeyKind {
        SIGNED,
        ONE_TIME
    }
}
