package dev.parley.whatsapp.signal;

import dev.parley.whatsapp.crypto.KeyPair;
import dev.parley.whatsapp.crypto.PublicKey;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// A store in memory, for tests and simulated phones. Every write is final at once: there is no transaction.
/// Thread-safe, as long as each address is used by one thread at a time.
public final class InMemorySignalStore implements SignalStore {
    private final KeyPair identity;
    private final int registrationId;
    private final Map<Integer, KeyPair> signedPreKeys = new ConcurrentHashMap<>();
    private final Map<Integer, KeyPair> preKeys = new ConcurrentHashMap<>();
    private final Map<SignalAddress, SessionRecord> sessions = new ConcurrentHashMap<>();
    private final Map<SignalAddress, PublicKey> identities = new ConcurrentHashMap<>();

    public InMemorySignalStore(KeyPair identity, int registrationId) {
        this.identity = identity;
        this.registrationId = registrationId;
    }

    public void add(SignedPreKey signedPreKey) {
        signedPreKeys.put(signedPreKey.id(), signedPreKey.keyPair());
    }

    public void add(PreKey preKey) {
        preKeys.put(preKey.id(), preKey.keyPair());
    }

    /// Forgets a device, as after it was unlinked.
    public void forget(SignalAddress address) {
        sessions.remove(address);
        identities.remove(address);
    }

    @Override
    public KeyPair ownIdentity() {
        return identity;
    }

    @Override
    public int registrationId() {
        return registrationId;
    }

    @Override
    public Optional<KeyPair> signedPreKey(int id) {
        return Optional.ofNullable(signedPreKeys.get(id));
    }

    @Override
    public Optional<KeyPair> preKey(int id) {
        return Optional.ofNullable(preKeys.get(id));
    }

    @Override
    public void removePreKey(int id) {
        preKeys.remove(id);
    }

    @Override
    public Optional<SessionRecord> session(SignalAddress address) {
        return Optional.ofNullable(sessions.get(address));
    }

    @Override
    public void storeSession(SignalAddress address, SessionRecord record) {
        sessions.put(address, record);
    }

    @Override
    public Optional<PublicKey> identity(SignalAddress address) {
        return Optional.ofNullable(identities.get(address));
    }

    @Override
    public void storeIdentity(SignalAddress address, PublicKey identityKey) {
        identities.put(address, identityKey);
    }
}
