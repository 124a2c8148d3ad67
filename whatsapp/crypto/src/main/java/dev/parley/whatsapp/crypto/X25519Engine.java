package dev.parley.whatsapp.crypto;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.Callable;

/// Who multiplies points for X25519: Conscrypt's BoringSSL where its native library runs, else Bouncy Castle.
/// Measured for one agreement on an x86-64 server core: Conscrypt 32 µs, Bouncy Castle 84 µs, the JDK 155 µs.
///
/// Nothing else has a choice to make. In AES, SHA-256 and HMAC the JDK's intrinsics measured level with Conscrypt, and
/// hashed short messages in half the time; multiplying the base point and verifying Ed25519 go fastest in Bouncy
/// Castle.
interface X25519Engine {
    X25519Engine BEST = choose(ConscryptX25519::new);

    /// The u coordinate of `scalar` (clamped by the engine) times the point `u`: 32 bytes each.
    ///
    /// @throws GeneralSecurityException as an engine may when the result is zero; it may also return the zeros
    byte[] multiply(byte[] scalar, byte[] u) throws GeneralSecurityException;

    /// The first choice if it loads and computes rightly, else Bouncy Castle.
    static X25519Engine choose(Callable<X25519Engine> firstChoice) {
        try {
            X25519Engine engine = firstChoice.call();
            return isRight(engine) ? engine : new BouncyCastleX25519();
        } catch (Exception | LinkageError e) {
            // No native library for this system or processor, or none that may be loaded from the temporary directory.
            return new BouncyCastleX25519();
        }
    }

    /// Tries Alice's key pair of RFC 7748 section 6.1 with the base point.
    private static boolean isRight(X25519Engine engine) throws GeneralSecurityException {
        byte[] basePoint = new byte[PublicKey.LENGTH];
        basePoint[0] = 9;
        HexFormat hex = HexFormat.of();
        byte[] privateKey = hex.parseHex("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a");
        byte[] publicKey = hex.parseHex("8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a");
        return Arrays.equals(engine.multiply(privateKey, basePoint), publicKey);
    }
}
