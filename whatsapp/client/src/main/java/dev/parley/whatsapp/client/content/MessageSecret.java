package dev.parley.whatsapp.client.content;

import dev.parley.whatsapp.crypto.Hkdf;
import dev.parley.whatsapp.wire.Jid;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;

/// The 32 bytes in a message from which the keys of what is added to it later are derived (messaging.md section
/// 4.7). Immutable; never shows its content.
public final class MessageSecret {
    public static final int LENGTH = 32;

    private static final byte[] NO_SALT = new byte[0];

    private final byte[] bytes;

    private MessageSecret(byte[] bytes) {
        this.bytes = bytes;
    }

    public static MessageSecret generate(SecureRandom random) {
        byte[] bytes = new byte[LENGTH];
        random.nextBytes(bytes);
        return new MessageSecret(bytes);
    }

    /// Copies the bytes; empty when they have another length.
    public static Optional<MessageSecret> of(byte[] bytes) {
        return bytes.length == LENGTH ? Optional.of(new MessageSecret(bytes.clone())) : Optional.empty();
    }

    /// A copy, the caller's own to protect.
    public byte[] bytes() {
        return bytes.clone();
    }

    /// The key for one use.
    ///
    /// @param id of the message that the secret is in
    /// @param author who wrote that message, without device
    /// @param modifier who adds to it, without device; for the reporting token the chat
    /// @return 32 bytes, the caller's own to protect
    public byte[] key(Use use, String id, Jid author, Jid modifier) {
        String info = id + author.bare() + modifier.bare() + use.words;
        return Hkdf.sha256(bytes, NO_SALT, info.getBytes(StandardCharsets.UTF_8), LENGTH);
    }

    /// What a key is for.
    public enum Use {
        POLL_VOTE("Poll Vote"),
        REACTION("Enc Reaction"),
        MESSAGE_EDIT("Message Edit"),
        REPORT_TOKEN("Report Token");

        private final String words;

        Use(String words) {
            this.words = words;
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MessageSecret secret && MessageDigest.isEqual(bytes, secret.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "MessageSecret[32 bytes]";
    }
}
