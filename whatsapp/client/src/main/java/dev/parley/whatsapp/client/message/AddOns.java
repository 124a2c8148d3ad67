package dev.parley.whatsapp.client.message;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;
import dev.parley.whatsapp.client.content.MessageSecret;
import dev.parley.whatsapp.client.event.Person;
import dev.parley.whatsapp.crypto.AesGcm;
import dev.parley.whatsapp.crypto.AuthenticationException;
import dev.parley.whatsapp.wire.Jid;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Decrypts what is added to a message under keys from its secret: votes, reactions, edits (messaging.md section
/// 4.7).
final class AddOns {
    private AddOns() {}

    /// @param id of the message that the secret is in
    /// @param author who wrote that message
    /// @param sender who added to it
    /// @return empty when it is not authentic
    static <M> Optional<M> decrypt(
            MessageSecret secret,
            MessageSecret.Use use,
            String id,
            Person author,
            Person sender,
            ByteString iv,
            ByteString payload,
            Parser<M> parser) {
        if (iv.size() != AesGcm.IV_LENGTH) {
            return Optional.empty();
        }
        return names(author)
                .flatMap(authorName -> names(sender)
                        .flatMap(senderName -> decrypt(secret, use, id, authorName, senderName, iv, payload).stream()))
                .findFirst()
                .flatMap(plaintext -> parse(plaintext, parser));
    }

    private static Optional<byte[]> decrypt(
            MessageSecret secret,
            MessageSecret.Use use,
            String id,
            Jid author,
            Jid sender,
            ByteString iv,
            ByteString payload) {
        byte[] aad = use == MessageSecret.Use.POLL_VOTE
                ? (id + '\0' + sender).getBytes(StandardCharsets.UTF_8)
                : new byte[0];
        try {
            return Optional.of(
                    AesGcm.decrypt(secret.key(use, id, author, sender), iv.toByteArray(), aad, payload.toByteArray()));
        } catch (AuthenticationException _) {
            return Optional.empty();
        }
    }

    /// Which of the two names was used is not said; the LID is the likelier one.
    private static Stream<Jid> names(Person person) {
        return List.of(person.lid(), person.pn()).stream().flatMap(Optional::stream);
    }

    private static <M> Optional<M> parse(byte[] plaintext, Parser<M> parser) {
        try {
            return Optional.of(parser.parseFrom(plaintext));
        } catch (InvalidProtocolBufferException _) {
            return Optional.empty();
        }
    }
}
