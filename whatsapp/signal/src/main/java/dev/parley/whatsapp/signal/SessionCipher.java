package dev.parley.whatsapp.signal;

import dev.parley.whatsapp.crypto.InvalidKeyException;
import dev.parley.whatsapp.crypto.KeyPair;
import dev.parley.whatsapp.crypto.PublicKey;
import dev.parley.whatsapp.signal.DecryptResult.InvalidMessage;
import dev.parley.whatsapp.signal.DecryptResult.Plaintext;
import dev.parley.whatsapp.signal.DecryptResult.PreKeyKind;
import dev.parley.whatsapp.signal.DecryptResult.UnknownPreKey;
import dev.parley.whatsapp.signal.DecryptResult.UntrustedIdentity;
import java.security.SecureRandom;
import java.util.Optional;

/// Encrypts and decrypts messages between our device and others. One read and one write of the address's session
/// record per message; nothing else while a session goes on.
/// Without state of its own; see [SignalStore] for the lock and the transaction that the caller holds.
public final class SessionCipher {
    private final SignalStore store;
    private final SecureRandom random;

    public SessionCipher(SignalStore store, SecureRandom random) {
        this.store = store;
        this.random = random;
    }

    /// Encrypts on the current session. Empty if there is none: fetch a bundle, [SessionBuilder#build], and try again.
    public Optional<Ciphertext> encrypt(SignalAddress to, byte[] plaintext) {
        return store.session(to)
                .flatMap(record -> record.encrypt(plaintext, store.ownIdentity().publicKey(), store.registrationId()))
                .map(step -> {
                    store.storeSession(to, step.next());
                    return step.result();
                });
    }

    /// Decrypts a message of `from`, building the session first if the message brings one. Any bytes may be passed.
    public DecryptResult decrypt(SignalAddress from, Ciphertext ciphertext) {
        try {
            return switch (ciphertext.type()) {
                case MESSAGE -> decrypt(from, record(from), SignalMessage.parse(ciphertext.bytes()));
                case PREKEY -> decrypt(from, PreKeySignalMessage.parse(ciphertext.bytes()));
            };
        } catch (InvalidMessageException e) {
            return new InvalidMessage(String.valueOf(e.getMessage()));
        }
    }

    /// Trusts `identityKey` from now on. A current session with another one is closed, so that nothing more is
    /// encrypted for the identity before; its late messages still decrypt.
    public void acceptIdentity(SignalAddress address, PublicKey identityKey) {
        store.storeIdentity(address, identityKey);
        store.session(address)
                .filter(record ->
                        record.remoteIdentity().filter(identityKey::equals).isEmpty())
                .ifPresent(record -> store.storeSession(address, record.closed()));
    }

    private DecryptResult decrypt(SignalAddress from, SessionRecord record, SignalMessage message) {
        Transition<SessionRecord, DecryptResult> step = record.decrypt(
                message, store.ownIdentity().publicKey(), identityKey -> store.isTrusted(from, identityKey), random);
        if (step.result() instanceof Plaintext) {
            store.storeSession(from, step.next());
        }
        return step.result();
    }

    private DecryptResult decrypt(SignalAddress from, PreKeySignalMessage message) {
        SessionRecord record = record(from);
        if (record.knows(message.baseKey())) {
            return decrypt(from, record, message.message());
        }
        Optional<KeyPair> signedPreKey = store.signedPreKey(message.signedPreKeyId());
        if (signedPreKey.isEmpty()) {
            return new UnknownPreKey(PreKeyKind.SIGNED, message.signedPreKeyId());
        }
        if (message.preKeyId().isEmpty()) {
            return decryptFirst(from, record, message, signedPreKey.get(), Optional.empty());
        }
        int preKeyId = message.preKeyId().getAsInt();
        Optional<KeyPair> preKey = store.preKey(preKeyId);
        if (preKey.isEmpty()) {
            return new UnknownPreKey(PreKeyKind.ONE_TIME, preKeyId);
        }
        DecryptResult result = decryptFirst(from, record, message, signedPreKey.get(), preKey);
        if (result instanceof Plaintext) {
            store.removePreKey(preKeyId);
        }
        return result;
    }

    /// The identity key is judged only after the message proved that its sender has it.
    private DecryptResult decryptFirst(
            SignalAddress from,
            SessionRecord record,
            PreKeySignalMessage message,
            KeyPair signedPreKey,
            Optional<KeyPair> preKey) {
        Transition<SessionState, DecryptResult> step;
        try {
            step = SessionState.respond(store.ownIdentity(), signedPreKey, preKey, message)
                    .decrypt(message.message(), store.ownIdentity().publicKey(), random);
        } catch (InvalidKeyException _) {
            return new InvalidMessage("a key without shared secret");
        }
        if (!(step.result() instanceof Plaintext)) {
            return step.result();
        }
        if (!store.isTrusted(from, message.identityKey())) {
            return new UntrustedIdentity(message.identityKey());
        }
        store.storeIdentity(from, message.identityKey());
        store.storeSession(from, record.withCurrent(step.next()));
        return step.result();
    }

    private SessionRecord record(SignalAddress address) {
        return store.session(address).orElse(SessionRecord.EMPTY);
    }
}
