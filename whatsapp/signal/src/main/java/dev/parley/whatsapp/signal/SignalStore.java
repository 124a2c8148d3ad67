package dev.parley.whatsapp.signal;

import dev.parley.whatsapp.crypto.KeyPair;
import dev.parley.whatsapp.crypto.PublicKey;
import java.util.Optional;

/// Where keys and sessions live; implemented by whoever uses this library.
///
/// **Locking and transactions are the caller's.** Each call of [SessionCipher] and [SessionBuilder] reads, changes and
/// writes one address: the caller holds a lock of that address around it (several at once in a fixed order), and a
/// transaction in which all its reads and writes happen or none. The transaction must be durable before a ciphertext
/// leaves, since a sending chain that falls back uses a key twice; and it should hold the decrypted message too, since
/// what has been decrypted cannot be decrypted again.
///
/// Everything handed in or out is immutable, so an implementation may keep and share it. An exception from any method
/// goes through to the caller, who rolls back.
public interface SignalStore {

    /// Our identity key pair; the same for as long as any session is stored.
    KeyPair ownIdentity();

    /// Our registration id.
    int registrationId();

    /// Our signed pre-key of that id, the present one or one that was rotated out. Peers use old ones for weeks.
    Optional<KeyPair> signedPreKey(int id);

    /// Our one-time pre-key of that id, unless it was used.
    Optional<KeyPair> preKey(int id);

    /// Deletes the private key of a one-time pre-key for good: its message has been decrypted.
    void removePreKey(int id);

    Optional<SessionRecord> session(SignalAddress address);

    /// Replaces the record of that address.
    void storeSession(SignalAddress address, SessionRecord record);

    /// The identity key last accepted for that address.
    Optional<PublicKey> identity(SignalAddress address);

    /// Replaces the identity key of that address.
    void storeIdentity(SignalAddress address, PublicKey identityKey);

    /// Trust on first use: an address without an identity key may have any, the others the stored one only.
    default boolean isTrusted(SignalAddress address, PublicKey identityKey) {
        return identity(address).map(identityKey::equals).orElse(true);
    }
}
