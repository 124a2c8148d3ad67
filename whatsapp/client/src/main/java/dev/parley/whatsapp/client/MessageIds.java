package dev.parley.whatsapp.client;

import dev.parley.whatsapp.crypto.Sha256;
import dev.parley.whatsapp.wire.Jid;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HexFormat;

/// Makes message ids in the form of WhatsApp's web client (messaging.md section 4.1): `3EB0` and 18 hex digits.
public final class MessageIds {
    private static final String WEB_PREFIX = "3EB0";
    private static final int HASH_BYTES = 9;
    private static final int RANDOM_BYTES = 16;

    private MessageIds() {}

    /// @param self the sender; only makes ids of different senders unlike
    public static String next(Jid self, Clock clock, SecureRandom random) {
        byte[] time = ByteBuffer.allocate(Long.BYTES)
                .putLong(clock.instant().getEpochSecond())
                .array();
        byte[] salt = new byte[RANDOM_BYTES];
        random.nextBytes(salt);
        byte[] hash = Sha256.of(time, self.toString().getBytes(StandardCharsets.UTF_8), salt);
        return WEB_PREFIX + HexFormat.of().withUpperCase().formatHex(hash, 0, HASH_BYTES);
    }
}
