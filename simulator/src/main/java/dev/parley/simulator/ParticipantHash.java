package dev.parley.simulator;

import dev.parley.whatsapp.crypto.Sha256;
import dev.parley.whatsapp.wire.Jid;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.stream.Collectors;

/// The hash by which two sides see that they mean the same devices (protocol notes, messaging 4.6).
final class ParticipantHash {
    private static final int HASHED_BYTES = 6;

    private ParticipantHash() {}

    static String of(Collection<Jid> devices) {
        String names = devices.stream()
                .map(jid -> jid.user() + ".0:" + jid.device() + "@" + jid.server())
                .sorted()
                .collect(Collectors.joining());
        byte[] hash = Sha256.of(names.getBytes(StandardCharsets.UTF_8));
        return "2:" + Base64.getEncoder().encodeToString(Arrays.copyOf(hash, HASHED_BYTES));
    }
}
