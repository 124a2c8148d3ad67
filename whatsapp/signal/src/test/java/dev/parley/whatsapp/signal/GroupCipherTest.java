package dev.parley.whatsapp.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.whatsapp.crypto.KeyPair;
import dev.parley.whatsapp.signal.GroupDecryptResult.BadSignature;
import dev.parley.whatsapp.signal.GroupDecryptResult.Duplicate;
import dev.parley.whatsapp.signal.GroupDecryptResult.FutureMessage;
import dev.parley.whatsapp.signal.GroupDecryptResult.InvalidMessage;
import dev.parley.whatsapp.signal.GroupDecryptResult.Plaintext;
import dev.parley.whatsapp.signal.GroupDecryptResult.UnknownSenderKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class GroupCipherTest {
    private final SeededRandom random = new SeededRandom(3);
    private final GroupMember alice = new GroupMember("alice", 0, random);
    private final GroupMember bob = new GroupMember("bob", 2, random);
    private final GroupMember carol = new GroupMember("carol", 1, random);

    @Test
    void everyMemberReadsWhatIsEncryptedOnce() {
        bob.meet(alice);
        carol.meet(alice);
        byte[] message = alice.encrypt("hello all");
        assertThat(bob.read(alice, message)).isEqualTo("hello all");
        assertThat(carol.read(alice, message)).isEqualTo("hello all");
    }

    @Test
    void encryptsNothingWithoutAKeyOfItsOwn() {
        assertThat(alice.cipher.encrypt(alice.name, new byte[1])).isEmpty();
        bob.meet(alice);
        assertThat(bob.cipher.encrypt(alice.name, new byte[1])).isEmpty();
    }

    @Test
    void createsOneKeyAndGivesItFromThePresentMessageOn() {
        bob.meet(alice);
        byte[] early = alice.encrypt("before carol came");
        carol.meet(alice);
        assertThat(alice.builder.create(alice.name).iteration()).isEqualTo(1);
        assertThat(carol.open(alice, early)).isEqualTo(new Duplicate());
        assertThat(carol.read(alice, alice.encrypt("welcome"))).isEqualTo("welcome");
    }

    @Test
    void aRenewedKeyIsUnreadableForWhoHasTheOldOne() {
        bob.meet(alice);
        carol.meet(alice);
        int id = alice.builder.renew(alice.name).id();
        bob.meet(alice);
        byte[] message = alice.encrypt("without carol");
        assertThat(bob.read(alice, message)).isEqualTo("without carol");
        assertThat(carol.open(alice, message)).isEqualTo(new UnknownSenderKey(id));
    }

    @Test
    void readsLateMessagesUnderTheKeyBefore() {
        bob.meet(alice);
        byte[] late = alice.encrypt("under the first key");
        alice.builder.renew(alice.name);
        bob.meet(alice);
        assertThat(bob.read(alice, alice.encrypt("under the second"))).isEqualTo("under the second");
        assertThat(bob.read(alice, late)).isEqualTo("under the first key");
    }

    @Test
    void keepsFiveKeys() {
        List<byte[]> oneOfEachKey = new ArrayList<>();
        for (int key = 0; key < 6; key++) {
            alice.builder.renew(alice.name);
            bob.meet(alice);
            oneOfEachKey.add(alice.encrypt("key " + key));
        }
        assertThat(bob.open(alice, oneOfEachKey.get(0))).isInstanceOf(UnknownSenderKey.class);
        for (int key = 1; key < 6; key++) {
            assertThat(bob.read(alice, oneOfEachKey.get(key))).isEqualTo("key " + key);
        }
    }

    @Test
    void keepsItsChainWhenTheSameKeyIsDistributedAgain() {
        SenderKeyDistributionMessage first = alice.builder.create(alice.name);
        bob.builder.process(alice.name, first);
        byte[] message = alice.encrypt("once");
        byte[] skipped = alice.encrypt("skipped");
        bob.read(alice, message);
        bob.read(alice, alice.encrypt("ahead"));
        SenderKeyRecord before = bob.record(alice);

        bob.builder.process(alice.name, first);
        bob.builder.process(alice.name, alice.builder.create(alice.name));
        assertThat(bob.record(alice)).isEqualTo(before);
        assertThat(bob.open(alice, message)).isEqualTo(new Duplicate());
        assertThat(bob.read(alice, skipped)).isEqualTo("skipped");
    }

    @Test
    void replacesAKeyByAnotherWithTheSameId() {
        SenderKeyDistributionMessage first = alice.builder.create(alice.name);
        bob.builder.process(alice.name, first);
        KeyPair signing = KeyPair.generate(random);
        ChainKey chain = ChainKey.first(SecretBytes.wrap(new byte[32]));
        bob.builder.process(alice.name, new SenderKeyDistributionMessage(first.id(), chain, signing.publicKey()));

        assertThat(bob.record(alice).states()).hasSize(1);
        assertThat(bob.open(alice, alice.encrypt("under the replaced key"))).isEqualTo(new BadSignature());
        byte[] message = SenderKeyMessage.seal(new byte[] {7}, first.id(), chain, signing.privateKey(), random)
                .serialized();
        assertThat(((Plaintext) bob.open(alice, message)).bytes()).containsExactly(7);
    }

    @Test
    void refusesAMessageSignedByAnotherMember() {
        bob.meet(alice);
        SenderKeyDistributionMessage key = alice.builder.create(alice.name);
        byte[] forged = SenderKeyMessage.seal(
                        new byte[1],
                        key.id(),
                        key.chainKey(),
                        KeyPair.generate(random).privateKey(),
                        random)
                .serialized();
        SenderKeyRecord before = bob.record(alice);
        assertThat(bob.open(alice, forged)).isEqualTo(new BadSignature());
        assertThat(bob.record(alice)).isEqualTo(before);
    }

    @Test
    void refusesContentThatDoesNotDecrypt() {
        bob.meet(alice);
        SenderKeyState own = alice.record(alice).states().getFirst();
        ChainKey another = ChainKey.first(SecretBytes.wrap(new byte[32]));
        byte[] message = SenderKeyMessage.seal(
                        new byte[1], own.id(), another, own.signingPrivateKey().orElseThrow(), random)
                .serialized();
        SenderKeyRecord before = bob.record(alice);
        assertThat(bob.open(alice, message)).isEqualTo(new InvalidMessage("ciphertext of 16 bytes"));
        assertThat(bob.record(alice)).isEqualTo(before);
    }

    @Test
    void jumps2000MessagesAndDecryptsThemAllLater() {
        bob.meet(alice);
        List<byte[]> skipped = send(2000);
        assertThat(bob.read(alice, alice.encrypt("after the gap"))).isEqualTo("after the gap");
        for (int i = 1999; i >= 0; i--) {
            assertThat(bob.read(alice, skipped.get(i))).isEqualTo("message " + i);
        }
        assertThat(bob.record(alice).states().getFirst().seeds().skipped()).isEqualTo(SkippedKeys.NONE);
    }

    @Test
    void refusesToJump2001Messages() {
        bob.meet(alice);
        List<byte[]> skipped = send(2001);
        byte[] tooFar = alice.encrypt("too far");
        SenderKeyRecord before = bob.record(alice);
        assertThat(bob.open(alice, tooFar)).isEqualTo(new FutureMessage());
        assertThat(bob.record(alice)).isEqualTo(before);

        assertThat(bob.read(alice, skipped.getFirst())).isEqualTo("message 0");
        assertThat(bob.read(alice, tooFar)).isEqualTo("too far");
    }

    @Test
    void findsTheKeyOfAnotherDeviceOfABareSender() {
        carol.meet(bob);
        GroupMember bare = new GroupMember("bob", 0, random);
        GroupDecryptResult result = carol.open(bare, bob.encrypt("from device 2"));
        assertThat(((Plaintext) result).sender()).isEqualTo(bob.name.sender());
        assertThat(carol.record(bare)).isEqualTo(SenderKeyRecord.EMPTY);
        assertThat(carol.read(bob, bob.encrypt("and by its full name"))).isEqualTo("and by its full name");
    }

    @Test
    void looksNowhereElseForAnotherDeviceGroupOrPerson() {
        carol.meet(bob);
        byte[] message = bob.encrypt("from device 2");
        int id = SenderKeyMessage.parse(message).id();
        for (SenderKeyName other : List.of(
                new SenderKeyName(GroupMember.GROUP, new SignalAddress("bob", 3)),
                new SenderKeyName(GroupMember.GROUP, new SignalAddress("alice", 0)),
                new SenderKeyName("another group", bob.name.sender()),
                new SenderKeyName("another group", new SignalAddress("bob", 0)))) {
            assertThat(carol.cipher.decrypt(other, message)).isEqualTo(new UnknownSenderKey(id));
        }
    }

    @Test
    void aRolledBackDecryptionCanBeRepeated() {
        bob.meet(alice);
        byte[] message = alice.encrypt("twice");
        bob.rollBackAfter(() -> assertThat(bob.read(alice, message)).isEqualTo("twice"));
        assertThat(bob.read(alice, message)).isEqualTo("twice");
        assertThat(bob.open(alice, message)).isEqualTo(new Duplicate());
    }

    @Test
    void recordsSurviveStorageInAllTheirParts() {
        alice.builder.create(alice.name);
        bob.meet(alice);
        alice.encrypt("skipped");
        bob.read(alice, alice.encrypt("leaves a skipped key"));
        for (SenderKeyRecord record : List.of(alice.record(alice), bob.record(alice))) {
            assertThat(SenderKeyRecord.parse(record.toByteArray())).isEqualTo(record);
        }
        assertThat(alice.record(alice).states().getFirst().signingPrivateKey()).isPresent();
        assertThat(bob.record(alice).states().getFirst().seeds().skipped().size())
                .isEqualTo(1);
        assertThat(bob.record(alice).toByteArray()).hasSizeLessThan(160);
    }

    @Test
    void refusesARecordCutShort() {
        bob.meet(alice);
        byte[] stored = bob.record(alice).toByteArray();
        for (int length = 1; length < stored.length; length++) {
            byte[] cut = Arrays.copyOf(stored, length);
            assertThatThrownBy(() -> SenderKeyRecord.parse(cut))
                    .isInstanceOf(CorruptSessionException.class)
                    .hasMessageContaining("sender key record of " + length + " bytes");
        }
    }

    @Test
    void showsNoSecrets() {
        SenderKeyDistributionMessage distribution = alice.builder.create(alice.name);
        assertThat(distribution.toString()).matches("SenderKeyDistributionMessage\\[key \\d+, iteration 0]");
        assertThat(alice.record(alice).toString()).isEqualTo("SenderKeyRecord[1 keys]");
        bob.meet(alice);
        assertThat(bob.open(alice, alice.encrypt("secret")).toString()).isEqualTo("Plaintext[6 bytes]");
    }

    private List<byte[]> send(int count) {
        List<byte[]> messages = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            messages.add(alice.encrypt("message " + i));
        }
        return messages;
    }
}
