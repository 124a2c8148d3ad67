package dev.parley.whatsapp.noise;

import dev.parley.whatsapp.crypto.AesGcm;
import dev.parley.whatsapp.crypto.AuthenticationException;
import java.nio.ByteBuffer;

/// AES-256-GCM under one key with a counter as nonce: one direction of a connection (Noise section 5.1).
///
/// Not thread-safe: one reader or one writer owns it, and frames go to the wire, or come from it, in the order of the
/// calls. A frame that was encrypted but not sent, or did not decrypt, ends the connection: the two counters differ.
public final class CipherState {
    private static final long COUNTERS = 1L << 32;
    private static final byte[] NO_AD = {};

    private final byte[] key;
    private long counter;

    CipherState(byte[] key) {
        this(key, 0);
    }

    CipherState(byte[] key, long counter) {
        this.key = key;
        this.counter = counter;
    }

    /// The next frame's ciphertext: the plaintext's length and 16 bytes of tag.
    ///
    /// @throws NoiseException.CounterExhausted after 2^32 frames
    public byte[] encrypt(byte[] plaintext) {
        return encryptWithAd(NO_AD, plaintext);
    }

    /// The next frame's plaintext.
    ///
    /// @throws NoiseException.WrongMac if this is not the peer's next frame, unaltered
    /// @throws NoiseException.CounterExhausted after 2^32 frames
    public byte[] decrypt(byte[] ciphertext) {
        return decryptWithAd(NO_AD, ciphertext);
    }

    byte[] encryptWithAd(byte[] ad, byte[] plaintext) {
        return AesGcm.encrypt(key, nextIv(), ad, plaintext);
    }

    byte[] decryptWithAd(byte[] ad, byte[] ciphertext) {
        long expected = counter;
        try {
            return AesGcm.decrypt(key, nextIv(), ad, ciphertext);
        } catch (AuthenticationException e) {
            throw new NoiseException.WrongMac("No frame " + expected + " in " + ciphertext.length + " bytes", e);
        }
    }

    /// Eight zero bytes, then the counter as 32 bits, big-endian.
    private byte[] nextIv() {
        if (counter == COUNTERS) {
            throw new NoiseException.CounterExhausted();
        }
        return ByteBuffer.allocate(AesGcm.IV_LENGTH)
                .putLong(0)
                .putInt((int) counter++)
                .array();
    }
}
