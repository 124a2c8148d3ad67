package dev.parley.bridge.rest;

import dev.parley.bridge.config.BridgeConfig;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// The secret that callers must show. Thread-safe.
@Component
public class ApiKey {
    /// The words for whoever shows another, or none.
    public static final String INVALID = "Invalid API key";

    public static final String HEADER = "x-api-key";

    private final byte[] expected;

    ApiKey(BridgeConfig config) {
        this.expected = digest(config.apiKey());
    }

    /// Takes the same time for every wrong key: hashes of one length are compared whole.
    public boolean accepts(@Nullable String shown) {
        return MessageDigest.isEqual(expected, digest(shown == null ? "" : shown));
    }

    private static byte[] digest(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
