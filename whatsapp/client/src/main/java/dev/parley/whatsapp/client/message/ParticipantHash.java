package dev.parley.whatsapp.client.message;

import dev.parley.whatsapp.crypto.Sha256;
import dev.parley.whatsapp.wire.Jid;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.stream.Collectors;

/// The hash by which client and server compare their views of who gets a message (messaging.md section 4.6).
final class ParticipantHash {
    private static final String VERSION = "2:";
    private static final int HASH_BYTES = 6;

    private ParticipantHash() {}

    static String of(Collection<Jid> devices) {
        // Names and numbers are ASCII, so the order of the characters is that of the bytes.
        String names = devices.stream()
                .map(device -> device.user() + ".0:" + device.device() + "@" + device.server())
                .sorted()
                .collect(Collectors.joining());
        byte[] hash = Sha256.of(names.getBytes(StandardCharsets.UTF_8));
        return VERSION + Base64.getEncoder().encodeToString(Arrays.copyOf(hash, HASH_BYTES));
    }
}
