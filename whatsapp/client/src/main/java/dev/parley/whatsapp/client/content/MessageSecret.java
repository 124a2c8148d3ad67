package dev.parley.whatsapp.client.content;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;

/// The 32 bytes in a message from which the keys of what is added to it later are derived (messaging.md section
/// 4.7). Immutable; never shows its content.
public final class MessageSecret {
    public static final int LENGTH = 32;

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
