package dev.parley.whatsapp.signal;

import dev.parley.whatsapp.crypto.PublicKey;
import dev.parley.whatsapp.crypto.XEdDsa;
import java.util.Optional;
import java.util.OptionalInt;

/// What a device publishes so that others can start a session with it.
///
/// @param registrationId any 32-bit value
/// @param signature      by the identity key over the 33-byte form of the signed pre-key; not checked here
/// @param oneTimePreKey  empty when the server ran out of them
public record PreKeyBundle(
        int registrationId,
        PublicKey identityKey,
        int signedPreKeyId,
        PublicKey signedPreKey,
        Signature signature,
        Optional<OneTimePreKey> oneTimePreKey) {

    /// The public half of a one-time pre-key.
    public record OneTimePreKey(int id, PublicKey key) {}

    OptionalInt oneTimePreKeyId() {
        return oneTimePreKey.map(preKey -> OptionalInt.of(preKey.id())).orElseGet(OptionalInt::empty);
    }

    /// Whether the owner of the identity key signed the signed pre-key.
    public boolean isAuthentic() {
        return XEdDsa.verify(identityKey, signedPreKey.typed(), signature.bytes());
    }
}
