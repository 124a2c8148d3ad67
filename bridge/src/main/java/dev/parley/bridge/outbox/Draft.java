package dev.parley.bridge.outbox;

import dev.parley.bridge.messages.MessageType;
import dev.parley.whatsapp.wire.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;

/// A message that a caller wants sent.
///
/// @param quotedMessageId the message of the same chat that it answers to
/// @param idempotencyKey the caller's name for this sending: the same again sends nothing more
public record Draft(Body body, Optional<String> quotedMessageId, Optional<String> idempotencyKey) {
    /// What it says.
    public sealed interface Body permits Text, OutgoingFile {
        MessageType type();

        /// As the thread and the chat list show it.
        String words();

        /// What tells two bodies apart.
        String identity();
    }

    public record Text(String text) implements Body {
        @Override
        public MessageType type() {
            return MessageType.TEXT;
        }

        @Override
        public String words() {
            return text;
        }

        @Override
        public String identity() {
            return text;
        }
    }

    /// SHA-256 over what the caller asked for: under one idempotency key it must be the same.
    ///
    /// @param to whom the caller named
    Bytes fingerprint(String to) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            add(digest, body.type().code());
            add(digest, to);
            add(digest, quotedMessageId.orElse(""));
            add(digest, body.identity());
            return Bytes.wrap(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static void add(MessageDigest digest, String field) {
        byte[] bytes = field.getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
        digest.update(bytes);
    }
}
