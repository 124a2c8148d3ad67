package dev.parley.whatsapp.signal;

import dev.parley.whatsapp.crypto.KeyPair;
import dev.parley.whatsapp.crypto.XEdDsa;
import java.security.SecureRandom;

/// Our own medium-term pre-key, used by every initiator until it is rotated.
///
/// @param id        1 to 16777215
/// @param signature made by our identity key over the 33-byte form of the public key
public record SignedPreKey(int id, KeyPair keyPair, Signature signature) {

    public static SignedPreKey generate(int id, KeyPair identity, SecureRandom random) {
        KeyPair keyPair = KeyPair.generate(random);
        byte[] signature =
                XEdDsa.sign(identity.privateKey(), keyPair.publicKey().typed(), random);
        return new SignedPreKey(id, keyPair, Signature.of(signature));
    }
}
