package dev.parley.whatsapp.crypto;

/// Root of this module's failures. Messages name lengths, never key material or plaintext.
public sealed class CryptoException extends RuntimeException permits AuthenticationException, InvalidKeyException {
    CryptoException(String message) {
        super(message);
    }

    CryptoException(String message, Throwable cause) {
        super(message, cause);
    }
}
