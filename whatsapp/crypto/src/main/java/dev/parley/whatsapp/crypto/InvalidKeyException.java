package dev.parley.whatsapp.crypto;

/// Bytes that cannot be a key, or a public key that leads to no shared secret.
public final class InvalidKeyException extends CryptoException {
    InvalidKeyException(String message) {
        super(message);
    }

    InvalidKeyException(String message, Throwable cause) {
        super(message, cause);
    }
}
