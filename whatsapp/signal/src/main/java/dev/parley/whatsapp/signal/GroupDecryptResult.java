package dev.parley.whatsapp.signal;

/// What became of a message to a group. With anything but [Plaintext] nothing in the store has changed.
///
/// A sender answers a retry receipt with a new distribution of its key, so all but [Plaintext] and [Duplicate] are
/// worth one.
public sealed interface GroupDecryptResult {

    /// The message is authentic; its sender's chain is stored.
    final class Plaintext implements GroupDecryptResult {
        private final byte[] bytes;
        private final SignalAddress sender;

        Plaintext(byte[] bytes, SignalAddress sender) {
            this.bytes = bytes;
            this.sender = sender;
        }

        /// The content itself, not a copy: from here on the caller's own.
        public byte[] bytes() {
            return bytes;
        }

        /// The device whose sender key it was. Another than the one asked for only if that was a first device without
        /// the key, see [GroupCipher#decrypt].
        public SignalAddress sender() {
            return sender;
        }

        @Override
        public String toString() {
            return "Plaintext[" + bytes.length + " bytes]";
        }
    }

    /// The message's key was used before, or the message is older than the key that its sender gave us.
    /// Not a failure.
    record Duplicate() implements GroupDecryptResult {}

    /// The sender has not given us that key, or so long ago that newer ones displaced it.
    ///
    /// @param id unsigned
    record UnknownSenderKey(int id) implements GroupDecryptResult {}

    /// The message was changed on its way, or somebody else than the owner of the sender key made it.
    record BadSignature() implements GroupDecryptResult {}

    /// The message is more than 2000 messages ahead of the last one received.
    record FutureMessage() implements GroupDecryptResult {}

    /// The bytes are no sender key message, or their content does not decrypt.
    ///
    /// @param reason in words for a log: lengths and field names, never content
    record InvalidMessage(String reason) implements GroupDecryptResult {}
}
