package dev.parley.whatsapp.crypto;

/// The tag of a ciphertext is wrong: another key, nonce or additional data made it, or it was altered.
public final class AuthenticationException extends CryptoException {
    AuthenticationException(String message) {
        super(message);
    }

    AuthenticationException(String message, Throwable cause) {
        super(message, cause);
    }
}
