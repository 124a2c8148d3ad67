package dev.parley.whatsapp.signal;

import static dev.parley.whatsapp.signal.Ciphertext.Type.MESSAGE;
import static dev.parley.whatsapp.signal.Ciphertext.Type.PREKEY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.whatsapp.crypto.PublicKey;
import dev.parley.whatsapp.signal.DecryptResult.BadMac;
import dev.parley.whatsapp.signal.DecryptResult.Duplicate;
import dev.parley.whatsapp.signal.DecryptResult.NoSession;
import dev.parley.whatsapp.signal.DecryptResult.PreKeyKind;
import dev.parley.whatsapp.signal.DecryptResult.UnknownPreKey;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConversationTest {
    private final SecureRandom random = new SeededRandom(1);
    private final Party alice = new Party("alice", random);
    private final Party bob = new Party("bob", random);

    @Test
    void exchangesMessagesInOrder() {
        alice.build(bob);
        for (int turn = 0; turn < 20; turn++) {
            Party from = turn % 2 == 0 ? alice : bob;
            Party to = turn % 2 == 0 ? bob : alice;
            for (int i = 0; i < 3; i++) {
                String text = "turn " + turn + ", message " + i;
                assertThat(to.read(from, from.encrypt(to, text))).isEqualTo(text);
            }
        }
    }

    @Test
    void carriesAnEmptyMessageAndALongOne() {
        connect();
        String longText = "ä".repeat(100_000);
        assertThat(bob.read(alice, alice.encrypt(bob, ""))).isEmpty();
        assertThat(bob.read(alice, alice.encrypt(bob, longText))).isEqualTo(longText);
    }

    @Test
    void sendsPreKeyMessagesUntilSomethingWasReceived() {
        alice.build(bob);
        assertThat(alice.encrypt(bob, "one").type()).isEqualTo(PREKEY);
        Ciphertext two = alice.encrypt(bob, "two");
        assertThat(two.type()).isEqualTo(PREKEY);
        bob.read(alice, two);
        Ciphertext answer = bob.encrypt(alice, "three");
        assertThat(answer.type()).isEqualTo(MESSAGE);
        alice.read(bob, answer);
        assertThat(alice.encrypt(bob, "four").type()).isEqualTo(MESSAGE);
    }

    @Test
    void decryptsOutOfOrderWithinAChainAndAcrossChains() {
        connect();
        Ciphertext one = alice.encrypt(bob, "one");
        Ciphertext two = alice.encrypt(bob, "two");
        assertThat(bob.read(alice, two)).isEqualTo("two");
        alice.read(bob, bob.encrypt(alice, "answer"));
        Ciphertext three = alice.encrypt(bob, "three");
        assertThat(bob.read(alice, three)).isEqualTo("three");
        assertThat(bob.read(alice, one)).isEqualTo("one");
    }

    @Test
    void buildsASessionFromALaterPreKeyMessageWhenTheFirstIsLate() {
        alice.build(bob);
        Ciphertext one = alice.encrypt(bob, "one");
        Ciphertext two = alice.encrypt(bob, "two");
        assertThat(bob.read(alice, two)).isEqualTo("two");
        assertThat(bob.read(alice, one)).isEqualTo("one");
    }

    @Test
    void reportsADuplicateOnEveryPath() {
        alice.build(bob);
        Ciphertext first = alice.encrypt(bob, "first");
        bob.read(alice, first);
        alice.read(bob, bob.encrypt(alice, "answer"));
        Ciphertext skipped = alice.encrypt(bob, "skipped");
        Ciphertext latest = alice.encrypt(bob, "latest");
        bob.read(alice, latest);
        bob.read(alice, skipped);

        for (Ciphertext seen : List.of(first, skipped, latest)) {
            assertThat(bob.open(alice, seen)).isEqualTo(new Duplicate());
        }
    }

    @Test
    void deletesTheOneTimePreKeyOnlyAfterItsMessageWasDecrypted() {
        PreKeyBundle bundle = bob.bundle(true);
        int preKeyId = bundle.oneTimePreKey().orElseThrow().id();
        alice.build(bob, bundle);
        Ciphertext message = alice.encrypt(bob, "hello");

        assertThat(bob.open(alice, withAWrongMac(message))).isEqualTo(new BadMac());
        assertThat(bob.store.preKey(preKeyId)).isPresent();

        bob.read(alice, message);
        assertThat(bob.store.preKey(preKeyId)).isEmpty();
        assertThat(bob.open(alice, message)).isEqualTo(new Duplicate());
    }

    @Test
    void buildsAThreeAgreementSessionWithoutAOneTimePreKey() {
        alice.build(bob, bob.bundle(false));
        Ciphertext message = alice.encrypt(bob, "hello");
        assertThat(PreKeySignalMessage.parse(message.bytes()).preKeyId()).isEmpty();
        assertThat(bob.read(alice, message)).isEqualTo("hello");
        assertThat(alice.read(bob, bob.encrypt(alice, "hi"))).isEqualTo("hi");
    }

    @Test
    void reportsAnUnknownOneTimePreKey() {
        alice.build(bob);
        Party carol = new Party("carol", random);
        PreKeyBundle bundle = bob.bundle(true);
        carol.build(bob, bundle);
        bob.read(carol, carol.encrypt(bob, "uses the key up"));
        alice.build(bob, bundle);

        assertThat(bob.open(alice, alice.encrypt(bob, "too late")))
                .isEqualTo(new UnknownPreKey(
                        PreKeyKind.ONE_TIME,
                        bundle.oneTimePreKey().orElseThrow().id()));
        assertThat(bob.record(alice)).isEqualTo(SessionRecord.EMPTY);
    }

    @Test
    void reportsAnUnknownSignedPreKey() {
        SignedPreKey rotatedOut = SignedPreKey.generate(9, bob.store.ownIdentity(), random);
        alice.build(
                bob,
                new PreKeyBundle(
                        1,
                        bob.identityKey(),
                        9,
                        rotatedOut.keyPair().publicKey(),
                        rotatedOut.signature(),
                        Optional.empty()));
        assertThat(bob.open(alice, alice.encrypt(bob, "hello"))).isEqualTo(new UnknownPreKey(PreKeyKind.SIGNED, 9));
    }

    @Test
    void refusesABundleThatItsIdentityDidNotSign() {
        PreKeyBundle good = bob.bundle(true);
        PublicKey other = new Party("mallory", random).bundle(false).signedPreKey();
        PreKeyBundle forged = new PreKeyBundle(
                good.registrationId(),
                good.identityKey(),
                good.signedPreKeyId(),
                other,
                good.signature(),
                good.oneTimePreKey());
        assertThat(alice.builder.build(bob.address(), forged)).isInstanceOf(BuildResult.InvalidBundle.class);
        assertThat(alice.record(bob)).isEqualTo(SessionRecord.EMPTY);
        assertThat(alice.store.identity(bob.address())).isEmpty();
    }

    @Test
    void refusesABundleWithAKeyOfSmallOrder() {
        PreKeyBundle good = bob.bundle(false);
        PreKeyBundle weak = new PreKeyBundle(
                good.registrationId(),
                good.identityKey(),
                good.signedPreKeyId(),
                good.signedPreKey(),
                good.signature(),
                Optional.of(new PreKeyBundle.OneTimePreKey(1, PublicKey.of(new byte[32]))));
        assertThat(alice.builder.build(bob.address(), weak)).isInstanceOf(BuildResult.InvalidBundle.class);
        assertThat(alice.record(bob)).isEqualTo(SessionRecord.EMPTY);
    }

    @Test
    void hasNothingToEncryptOrDecryptWithBeforeThereIsASession() {
        alice.build(bob);
        bob.read(alice, alice.encrypt(bob, "hello"));
        Ciphertext answer = bob.encrypt(alice, "hi");
        Party carol = new Party("carol", random);
        assertThat(carol.cipher.encrypt(bob.address(), new byte[1])).isEmpty();
        assertThat(carol.open(bob, answer)).isEqualTo(new NoSession());
    }

    @Test
    void convergesWhenBothSidesStartASessionAtOnce() {
        alice.build(bob);
        bob.build(alice);
        Ciphertext fromAlice = alice.encrypt(bob, "from alice");
        Ciphertext fromBob = bob.encrypt(alice, "from bob");
        assertThat(bob.read(alice, fromAlice)).isEqualTo("from alice");
        assertThat(alice.read(bob, fromBob)).isEqualTo("from bob");

        for (int i = 0; i < 3; i++) {
            assertThat(bob.read(alice, alice.encrypt(bob, "a" + i))).isEqualTo("a" + i);
            assertThat(alice.read(bob, bob.encrypt(alice, "b" + i))).isEqualTo("b" + i);
        }
        assertThat(alice.record(bob).aliceBaseKey()).isEqualTo(bob.record(alice).aliceBaseKey());
        assertThat(alice.encrypt(bob, "settled").type()).isEqualTo(MESSAGE);
    }

    @Test
    void promotesTheArchivedSessionThatDecrypted() {
        connect();
        Ciphertext onTheOldSession = alice.encrypt(bob, "old session");
        Optional<PublicKey> oldSession = bob.record(alice).aliceBaseKey();
        bob.build(alice);
        assertThat(bob.record(alice).aliceBaseKey()).isNotEqualTo(oldSession);

        assertThat(bob.read(alice, onTheOldSession)).isEqualTo("old session");
        assertThat(bob.record(alice).aliceBaseKey()).isEqualTo(oldSession);
        assertThat(alice.read(bob, bob.encrypt(alice, "answer"))).isEqualTo("answer");
    }

    @Test
    void leavesTheStoreUntouchedByAMessageThatWasTamperedWith() {
        connect();
        alice.read(bob, bob.encrypt(alice, "turns the ratchet"));
        Ciphertext onANewChain = alice.encrypt(bob, "new chain");
        SessionRecord before = bob.record(alice);
        for (int i = 0; i < onANewChain.bytes().length; i++) {
            byte[] tampered = onANewChain.bytes().clone();
            tampered[i] ^= 0x01;
            assertThat(bob.open(alice, Ciphertext.of(MESSAGE, tampered)))
                    .as("byte %d", i)
                    .isNotInstanceOf(DecryptResult.Plaintext.class);
        }
        assertThat(bob.record(alice)).isEqualTo(before);
        assertThat(bob.read(alice, onANewChain)).isEqualTo("new chain");
    }

    @Test
    void decryptsAgainWhatARolledBackTransactionHadDecrypted() {
        alice.build(bob);
        Ciphertext message = alice.encrypt(bob, "hello");
        bob.store.rollBackAfter(() -> assertThat(bob.read(alice, message)).isEqualTo("hello"));
        assertThat(bob.read(alice, message)).isEqualTo("hello");
    }

    @Test
    void makesNoKeyPairWhileAChainGoesOn() {
        connect();
        bob.read(alice, alice.encrypt(bob, "opens the chain"));
        SessionCipher withoutRandomness = new SessionCipher(bob.store, new RandomThatFails());
        List<Ciphertext> messages = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            messages.add(alice.encrypt(bob, "message " + i));
        }
        for (Ciphertext message : messages.reversed()) {
            assertThat(withoutRandomness.decrypt(alice.address(), message)).isInstanceOf(DecryptResult.Plaintext.class);
        }
    }

    private void connect() {
        alice.build(bob);
        bob.read(alice, alice.encrypt(bob, "hello"));
        alice.read(bob, bob.encrypt(alice, "hi"));
    }

    private static Ciphertext withAWrongMac(Ciphertext message) {
        PreKeySignalMessage parsed = PreKeySignalMessage.parse(message.bytes());
        byte[] inner = parsed.message().serialized();
        inner[inner.length - 1] ^= 0x01;
        return Ciphertext.of(
                PREKEY,
                new PreKeySignalMessage(
                                parsed.registrationId(),
                                parsed.preKeyId(),
                                parsed.signedPreKeyId(),
                                parsed.baseKey(),
                                parsed.identityKey(),
                                SignalMessage.parse(inner))
                        .serialize());
    }

    private static final class RandomThatFails extends SecureRandom {
        @Override
        public void nextBytes(byte[] bytes) {
            throw new AssertionError("no randomness is needed here");
        }
    }
}
