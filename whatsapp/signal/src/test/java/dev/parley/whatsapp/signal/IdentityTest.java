package dev.parley.whatsapp.signal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.whatsapp.signal.DecryptResult.Plaintext;
import dev.parley.whatsapp.signal.DecryptResult.UntrustedIdentity;
import org.junit.jupiter.api.Test;

/// Alice's device is set up anew: the same address, another identity key.
class IdentityTest {
    private final SeededRandom random = new SeededRandom(3);
    private final Party alice = new Party("alice", random);
    private final Party aliceAnew = new Party("alice", random);
    private final Party bob = new Party("bob", random);

    @Test
    void trustsTheFirstIdentityInBothDirections() {
        alice.build(bob);
        bob.read(alice, alice.encrypt(bob, "hello"));
        assertThat(alice.store.identity(bob.address())).contains(bob.identityKey());
        assertThat(bob.store.identity(alice.address())).contains(alice.identityKey());
    }

    @Test
    void reportsAnotherIdentityInAMessageAndDecryptsItOnceAccepted() {
        connect();
        aliceAnew.build(bob);
        Ciphertext message = aliceAnew.encrypt(bob, "new phone");
        SessionRecord before = bob.record(alice);
        int preKeyId = PreKeySignalMessage.parse(message.bytes()).preKeyId().orElseThrow();

        assertThat(bob.open(aliceAnew, message)).isEqualTo(new UntrustedIdentity(aliceAnew.identityKey()));
        assertThat(bob.record(alice)).isEqualTo(before);
        assertThat(bob.store.preKey(preKeyId)).isPresent();

        bob.cipher.acceptIdentity(alice.address(), aliceAnew.identityKey());
        assertThat(bob.read(aliceAnew, message)).isEqualTo("new phone");
        assertThat(bob.record(alice).remoteIdentity()).contains(aliceAnew.identityKey());
        assertThat(aliceAnew.read(bob, bob.encrypt(aliceAnew, "congratulations")))
                .isEqualTo("congratulations");
    }

    @Test
    void doesNotReportAnIdentityThatTheSenderDidNotProve() {
        connect();
        alice.build(bob);
        PreKeySignalMessage message =
                PreKeySignalMessage.parse(alice.encrypt(bob, "hello").bytes());
        PreKeySignalMessage forged = new PreKeySignalMessage(
                message.registrationId(),
                message.preKeyId(),
                message.signedPreKeyId(),
                message.baseKey(),
                aliceAnew.identityKey(),
                message.message());
        assertThat(bob.open(alice, Ciphertext.of(Ciphertext.Type.PREKEY, forged.serialize())))
                .isEqualTo(new DecryptResult.BadMac());
    }

    @Test
    void reportsAnotherIdentityInABundleAndBuildsOnceAccepted() {
        connect();
        PreKeyBundle bundle = aliceAnew.bundle(true);
        assertThat(bob.builder.build(alice.address(), bundle))
                .isEqualTo(new BuildResult.UntrustedIdentity(aliceAnew.identityKey()));
        bob.cipher.acceptIdentity(alice.address(), aliceAnew.identityKey());
        bob.build(aliceAnew, bundle);
        assertThat(aliceAnew.read(bob, bob.encrypt(aliceAnew, "hello again"))).isEqualTo("hello again");
    }

    @Test
    void encryptsNothingForAnIdentityThatWasReplaced() {
        connect();
        bob.cipher.acceptIdentity(alice.address(), aliceAnew.identityKey());
        assertThat(bob.cipher.encrypt(alice.address(), new byte[1])).isEmpty();
    }

    @Test
    void keepsTheCurrentSessionWhenItsOwnIdentityIsAccepted() {
        connect();
        bob.cipher.acceptIdentity(alice.address(), alice.identityKey());
        assertThat(alice.read(bob, bob.encrypt(alice, "still here"))).isEqualTo("still here");
    }

    @Test
    void decryptsALateMessageOfTheIdentityBeforeWithoutGoingBackToIt() {
        connect();
        Ciphertext late = alice.encrypt(bob, "from the old phone");
        bob.cipher.acceptIdentity(alice.address(), aliceAnew.identityKey());
        bob.build(aliceAnew);

        DecryptResult result = bob.open(alice, late);
        assertThat(result).isInstanceOf(Plaintext.class);
        assertThat(((Plaintext) result).identityKey()).isEqualTo(alice.identityKey());
        assertThat(bob.record(alice).remoteIdentity()).contains(aliceAnew.identityKey());
        assertThat(bob.open(alice, late)).isEqualTo(new DecryptResult.Duplicate());
    }

    private void connect() {
        alice.build(bob);
        bob.read(alice, alice.encrypt(bob, "hello"));
        alice.read(bob, bob.encrypt(alice, "hi"));
    }
}
