package dev.parley.whatsapp.client.pairing;

import java.util.Base64;
import java.util.Optional;

/// Base64url as WebAuthn writes it: without padding.
final class Base64Url {
    private Base64Url() {}

    /// The bytes; empty when that is no such text.
    static Optional<byte[]> decode(String text) {
        if (text.indexOf('=') >= 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(Base64.getUrlDecoder().decode(text));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
