package dev.parley.whatsapp.signal;

import dev.parley.whatsapp.crypto.KeyPair;
import dev.parley.whatsapp.crypto.PublicKey;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A store that keeps sessions as bytes, as a database would, and can go back to where it was.
final class TransactionalStore implements SignalStore {
    private final InMemorySignalStore keys;
    private Map<SignalAddress, byte[]> sessions = new HashMap<>();
    private Map<SignalAddress, PublicKey> identities = new HashMap<>();
    private Set<Integer> removedPreKeys = new HashSet<>();

    TransactionalStore(KeyPair identity, int registrationId) {
        this.keys = new InMemorySignalStore(identity, registrationId);
    }

    void add(SignedPreKey signedPreKey) {
        keys.add(signedPreKey);
    }

    void add(PreKey preKey) {
        keys.add(preKey);
    }

    /// Runs `action` and takes back all that it stored.
    void rollBackAfter(Runnable action) {
        Map<SignalAddress, byte[]> sessionsBefore = new HashMap<>(sessions);
        Map<SignalAddress, PublicKey> identitiesBefore = new HashMap<>(identities);
        Set<Integer> removedBefore = new HashSet<>(removedPreKeys);
        action.run();
        sessions = sessionsBefore;
        identities = identitiesBefore;
        removedPreKeys = removedBefore;
    }

    @Override
    public KeyPair ownIdentity() {
        return keys.ownIdentity();
    }

    @Override
    public int registrationId() {
        return keys.registrationId();
    }

    @Override
    public Optional<KeyPair> signedPreKey(int id) {
        return keys.signedPreKey(id);
    }

    @Override
    public Optional<KeyPair> preKey(int id) {
        return removedPreKeys.contains(id) ? Optional.empty() : keys.preKey(id);
    }

    @Override
    public void removePreKey(int id) {
        removedPreKeys.add(id);
    }

    @Override
    public Optional<SessionRecord> session(SignalAddress address) {
        return Optional.ofNullable(sessions.get(address)).map(SessionRecord::parse);
    }

    @Override
    public void storeSession(SignalAddress address, SessionRecord record) {
        sessions.put(address, record.toByteArray());
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
