package dev.parley.simulator;

import dev.parley.whatsapp.crypto.PublicKey;
import dev.parley.whatsapp.crypto.XEdDsa;
import dev.parley.whatsapp.signal.Signature;
import dev.parley.whatsapp.signal.SignedPreKey;

/// The public side of a device's signed pre-key.
///
/// @param id 1 to 16777215
record PublishedSignedPreKey(int id, PublicKey key, Signature signature) {
    static PublishedSignedPreKey of(SignedPreKey own) {
        return new PublishedSignedPreKey(own.id(), own.keyPair().publicKey(), own.signature());
    }

    /// The signature covers the key with its type byte.
    boolean isSignedBy(PublicKey identity) {
        return XEdDsa.verify(identity, key.typed(), signature.bytes());
    }
}
