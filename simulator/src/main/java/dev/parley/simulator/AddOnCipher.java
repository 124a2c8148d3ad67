package dev.parley.simulator;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import dev.parley.whatsapp.crypto.AesGcm;
import dev.parley.whatsapp.crypto.Hkdf;
import dev.parley.whatsapp.wire.Jid;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;

/// Encrypts what is added to a message under the secret of that message (protocol notes, messaging 4.7).
///
/// @param secret of the message
/// @param author who wrote it
/// @param adder who adds to it
record AddOnCipher(ByteString secret, String id, Jid author, Jid adder, SecureRandom random) {
    private static final int KEY_LENGTH = 32;

    /// What is added.
    enum Use {
        POLL_VOTE("Poll Vote"),
        REACTION("Enc Reaction"),
        MESSAGE_EDIT("Message Edit");

        private final String words;

        Use(String words) {
            this.words = words;
        }
    }

    /// Both go into the message that adds.
    record Sealed(ByteString iv, ByteString payload) {}

    Sealed seal(Use use, MessageLite plain) {
        byte[] key = Hkdf.sha256(secret.toByteArray(), new byte[0], utf8(id + author + adder + use.words), KEY_LENGTH);
        byte[] iv = new byte[AesGcm.IV_LENGTH];
        random.nextBytes(iv);
        byte[] authenticated = use == Use.POLL_VOTE ? utf8(id + '\0' + adder) : new byte[0];
        return new Sealed(
                ByteString.copyFrom(iv),
                ByteString.copyFrom(AesGcm.encrypt(key, iv, authenticated, plain.toByteArray())));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
