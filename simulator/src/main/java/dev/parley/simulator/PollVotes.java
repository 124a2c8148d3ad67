package dev.parley.simulator;

import com.google.protobuf.ByteString;
import dev.parley.whatsapp.crypto.AesGcm;
import dev.parley.whatsapp.crypto.Hkdf;
import dev.parley.whatsapp.crypto.Sha256;
import dev.parley.whatsapp.proto.PollEncValue;
import dev.parley.whatsapp.proto.PollVoteMessage;
import dev.parley.whatsapp.wire.Jid;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;

/// Encrypts votes under the secret of their poll (protocol notes, messaging 4.7).
final class PollVotes {
    private static final int KEY_LENGTH = 32;

    private PollVotes() {}

    static PollEncValue encrypt(
            ByteString secret, String pollId, Jid author, Jid voter, List<String> options, SecureRandom random) {
        PollVoteMessage.Builder vote = PollVoteMessage.newBuilder();
        options.forEach(option -> vote.addSelectedOptions(ByteString.copyFrom(Sha256.of(utf8(option)))));
        byte[] key =
                Hkdf.sha256(secret.toByteArray(), new byte[0], utf8(pollId + author + voter + "Poll Vote"), KEY_LENGTH);
        byte[] iv = new byte[AesGcm.IV_LENGTH];
        random.nextBytes(iv);
        byte[] payload = AesGcm.encrypt(
                key, iv, utf8(pollId + '\0' + voter), vote.build().toByteArray());
        return PollEncValue.newBuilder()
                .setEncPayload(ByteString.copyFrom(payload))
                .setEncIv(ByteString.copyFrom(iv))
                .build();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
