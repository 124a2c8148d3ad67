package dev.parley.simulator.media;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The permissions to upload that media_conn hands out. Thread-safe.
public final class UploadAuths {
    public static final Duration LIFETIME = Duration.ofHours(6);
    private static final int BYTES = 24;
    private static final int REMEMBERED = 10_000;

    private final SecureRandom random;
    private final InstantSource clock;
    private final Map<String, Instant> expiries = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
            return size() > REMEMBERED;
        }
    };

    public UploadAuths(SecureRandom random, InstantSource clock) {
        this.random = random;
        this.clock = clock;
    }

    /// With characters that must be percent-encoded in an address, as WhatsApp's have.
    public synchronized String issue() {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        String auth = "AW+/" + Base64.getEncoder().encodeToString(bytes) + "=";
        expiries.put(auth, clock.instant().plus(LIFETIME));
        return auth;
    }

    /// Takes every permission back, so that clients must ask for a new one.
    public synchronized void revokeAll() {
        expiries.clear();
    }

    synchronized boolean isValid(String auth) {
        return Optional.ofNullable(expiries.get(auth))
                .filter(clock.instant()::isBefore)
                .isPresent();
    }
}
