package dev.parley.whatsapp.noise;

/// A connection that cannot be trusted or understood. Each case is final for the connection it happened on: close it.
public abstract sealed class NoiseException extends RuntimeException {
    private NoiseException(String message) {
        super(message);
    }

    private NoiseException(String message, Throwable cause) {
        super(message, cause);
    }

    /// A ciphertext was not made by the peer under the expected key and counter: altered, lost, repeated or reordered.
    public static final class WrongMac extends NoiseException {
        WrongMac(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /// The server's certificate chain does not lead to the trusted root. Reconnecting will not help.
    public static final class UntrustedCertificate extends NoiseException {
        private final CertificateFlaw flaw;

        UntrustedCertificate(CertificateFlaw flaw) {
            super("Untrusted server certificate: " + flaw);
            this.flaw = flaw;
        }

        /// The first check that failed.
        public CertificateFlaw flaw() {
            return flaw;
        }
    }

    /// All 2^32 counters of one direction are used up.
    public static final class CounterExhausted extends NoiseException {
        CounterExhausted() {
            super("All 2^32 counters of this direction are used up");
        }
    }

    /// A handshake message without its fields, or with keys that cannot be keys.
    public static final class Malformed extends NoiseException {
        Malformed(String message) {
            super(message);
        }

        Malformed(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
