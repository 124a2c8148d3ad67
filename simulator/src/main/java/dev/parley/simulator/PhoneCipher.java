package dev.parley.simulator;

import dev.parley.whatsapp.crypto.KeyPair;
import dev.parley.whatsapp.crypto.PublicKey;
import dev.parley.whatsapp.signal.BuildResult;
import dev.parley.whatsapp.signal.Ciphertext;
import dev.parley.whatsapp.signal.DecryptResult;
import dev.parley.whatsapp.signal.InMemorySignalStore;
import dev.parley.whatsapp.signal.PreKey;
import dev.parley.whatsapp.signal.PreKeyBundle;
import dev.parley.whatsapp.signal.SessionBuilder;
import dev.parley.whatsapp.signal.SessionCipher;
import dev.parley.whatsapp.signal.SignalAddress;
import dev.parley.whatsapp.signal.SignedPreKey;
import java.security.SecureRandom;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/// A phone's Signal keys and sessions. Sessions are named by account, not by address, so that a chat may
/// change between LID and phone number. Not thread-safe: the phone's lock is held around every call.
final class PhoneCipher {
    private static final int SIGNED_PRE_KEY_ID = 1;
    private static final int LARGEST_REGISTRATION_ID = 0x3FFF;

    private final SecureRandom random;
    private InMemorySignalStore store;
    private SessionCipher cipher;
    private SessionBuilder builder;
    private SignedPreKey signedPreKey;
    private int latestPreKeyId;

    PhoneCipher(KeyPair identity, SecureRandom random) {
        this.random = random;
        this.store = new InMemorySignalStore(identity, 1 + random.nextInt(LARGEST_REGISTRATION_ID));
        this.cipher = new SessionCipher(store, random);
        this.builder = new SessionBuilder(store, random);
        this.signedPreKey = SignedPreKey.generate(SIGNED_PRE_KEY_ID, identity, random);
        store.add(signedPreKey);
    }

    /// Forgets all keys and sessions: the phone is set up anew.
    void startAnew(KeyPair identity) {
        PhoneCipher fresh = new PhoneCipher(identity, random);
        store = fresh.store;
        cipher = fresh.cipher;
        builder = fresh.builder;
        signedPreKey = fresh.signedPreKey;
        latestPreKeyId = 0;
    }

    PublicKey identity() {
        return store.ownIdentity().publicKey();
    }

    KeyPair identityKeys() {
        return store.ownIdentity();
    }

    int registrationId() {
        return store.registrationId();
    }

    PublishedSignedPreKey signedPreKey() {
        return PublishedSignedPreKey.of(signedPreKey);
    }

    List<PreKey> newPreKeys(int count) {
        List<PreKey> keys = IntStream.rangeClosed(latestPreKeyId + 1, latestPreKeyId + count)
                .mapToObj(id -> PreKey.generate(id, random))
                .toList();
        keys.forEach(store::add);
        latestPreKeyId += count;
        return keys;
    }

    /// Encrypts on the session with that device; without one, starts it with the bundle.
    Ciphertext encrypt(Account account, int device, byte[] plaintext, Supplier<PreKeyBundle> bundle) {
        SignalAddress address = address(account, device);
        return cipher.encrypt(address, plaintext).orElseGet(() -> {
            startSession(account, device, bundle.get());
            return cipher.encrypt(address, plaintext).orElseThrow();
        });
    }

    /// Puts a new session before the present one. A changed identity key is accepted, as phones do.
    ///
    /// @throws ControlException when the bundle is not signed by its identity
    void startSession(Account account, int device, PreKeyBundle bundle) {
        SignalAddress address = address(account, device);
        switch (builder.build(address, bundle)) {
            case BuildResult.Built _ -> {}
            case BuildResult.InvalidBundle(String reason) ->
                throw ControlException.refused("Bad key bundle: " + reason);
            case BuildResult.UntrustedIdentity(PublicKey identityKey) -> {
                cipher.acceptIdentity(address, identityKey);
                startSession(account, device, bundle);
            }
        }
    }

    DecryptResult decrypt(Account account, int device, Ciphertext ciphertext) {
        SignalAddress address = address(account, device);
        DecryptResult result = cipher.decrypt(address, ciphertext);
        if (result instanceof DecryptResult.UntrustedIdentity(PublicKey identityKey)) {
            cipher.acceptIdentity(address, identityKey);
            return cipher.decrypt(address, ciphertext);
        }
        return result;
    }

    private static SignalAddress address(Account account, int device) {
        return new SignalAddress(account.lid().toString(), device);
    }
}
