package dev.parley.whatsapp.signal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.whatsapp.crypto.KeyPair;
import dev.parley.whatsapp.crypto.PublicKey;
import dev.parley.whatsapp.signal.DecryptResult.Plaintext;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Optional;

/// This library as one side of a test conversation.
final class Party implements Peer {
    final TransactionalStore store;
    final SessionBuilder builder;
    final SessionCipher cipher;

    private final SignalAddress address;
    private final SecureRandom random;
    private final SignedPreKey signedPreKey;
    private int nextPreKeyId = 1;

    Party(String name, SecureRandom random) {
        KeyPair identity = KeyPair.generate(random);
        this.address = new SignalAddress(name, 0);
        this.random = random;
        this.store = new TransactionalStore(identity, 1 + random.nextInt(16383));
        this.signedPreKey = SignedPreKey.generate(5, identity, random);
        store.add(signedPreKey);
        this.builder = new SessionBuilder(store, random);
        this.cipher = new SessionCipher(store, random);
    }

    PublicKey identityKey() {
        return store.ownIdentity().publicKey();
    }

    /// The record of the sessions with `other`.
    SessionRecord record(Peer other) {
        return store.session(other.address()).orElse(SessionRecord.EMPTY);
    }

    @Override
    public SignalAddress address() {
        return address;
    }

    @Override
    public PreKeyBundle bundle(boolean withOneTimePreKey) {
        return new PreKeyBundle(
                store.registrationId(),
                identityKey(),
                signedPreKey.id(),
                signedPreKey.keyPair().publicKey(),
                signedPreKey.signature(),
                withOneTimePreKey ? Optional.of(oneTimePreKey()) : Optional.empty());
    }

    private PreKeyBundle.OneTimePreKey oneTimePreKey() {
        PreKey preKey = PreKey.generate(nextPreKeyId++, random);
        store.add(preKey);
        return new PreKeyBundle.OneTimePreKey(preKey.id(), preKey.keyPair().publicKey());
    }

    @Override
    public void build(Peer other, PreKeyBundle bundle) {
        assertThat(builder.build(other.address(), bundle)).isEqualTo(new BuildResult.Built());
    }

    @Override
    public Ciphertext encrypt(Peer to, String text) {
        return cipher.encrypt(to.address(), text.getBytes(StandardCharsets.UTF_8))
                .orElseThrow();
    }

    /// The result as it is.
    DecryptResult open(Peer from, Ciphertext ciphertext) {
        return cipher.decrypt(from.address(), ciphertext);
    }

    /// The text, asserting that there is one.
    String read(Peer from, Ciphertext ciphertext) {
        DecryptResult result = open(from, ciphertext);
        assertThat(result).isInstanceOf(Plaintext.class);
        return text((Plaintext) result);
    }

    @Override
    public Reading decrypt(Peer from, Ciphertext ciphertext) {
        DecryptResult result = open(from, ciphertext);
        return result instanceof Plaintext plaintext
                ? new Reading.Text(text(plaintext))
                : new Reading.Refused(result.toString());
    }

    private static String text(Plaintext plaintext) {
        return new String(plaintext.bytes(), StandardCharsets.UTF_8);
    }
}
