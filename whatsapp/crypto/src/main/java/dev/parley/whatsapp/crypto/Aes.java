package dev.parley.whatsapp.crypto;

import java.security.GeneralSecurityException;
import java.security.spec.AlgorithmParameterSpec;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/// What the AES modes share. A cipher object lives for one call: a kept one would save about a microsecond, but cost
/// memory in every idle session, and could not be shared by threads.
final class Aes {
    private Aes() {}

    /// @throws InvalidKeyException unless the key has 16, 24 or 32 bytes
    static Cipher cipher(String transformation, int mode, byte[] key, AlgorithmParameterSpec parameters)
            throws GeneralSecurityException {
        if (key.length != 16 && key.length != 24 && key.length != 32) {
            throw new InvalidKeyException("An AES key has 16, 24 or 32 bytes, not " + key.length);
        }
        Cipher cipher = Cipher.getInstance(transformation);
        cipher.init(mode, new SecretKeySpec(key, "AES"), parameters);
        return cipher;
    }
}
