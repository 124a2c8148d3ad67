package dev.parley.whatsapp.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.whatsapp.signal.GroupDecryptResult.Duplicate;
import dev.parley.whatsapp.signal.GroupDecryptResult.InvalidMessage;
import dev.parley.whatsapp.signal.GroupDecryptResult.UnknownSenderKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class GroupProperties {
    private static final int MAX_KEYS = 5;

    record Letter(String text, SenderKeyMessage content) {
        byte[] message() {
            return content.serialized();
        }
    }

    /// @param gaps before each message, how many iterations its sender leaves out; a negative one renews the key
    @Property(tries = 100)
    void everyMessageOfASkippingSenderIsReadOnceInAnyOrder(
            @ForAll long seed, @ForAll @Size(max = 40) List<@IntRange(min = -1, max = 30) Integer> gaps) {
        GroupMember alice = new GroupMember("alice", 0, new SeededRandom(seed));
        GroupMember bob = new GroupMember("bob", 0, new SeededRandom(seed + 1));
        List<Letter> letters = lettersTo(bob, alice, gaps);
        Collections.shuffle(letters, new Random(seed));
        for (Letter letter : letters) {
            bob.rollBackAfter(() -> bob.read(alice, letter.message()));
            assertThat(bob.read(alice, letter.message())).isEqualTo(letter.text());
            assertThat(bob.open(alice, letter.message())).isEqualTo(new Duplicate());
        }
    }

    private static List<Letter> lettersTo(GroupMember receiver, GroupMember sender, List<Integer> gaps) {
        List<Letter> letters = new ArrayList<>();
        int keys = 1;
        receiver.meet(sender);
        for (int gap : gaps) {
            if (gap < 0 && keys++ < MAX_KEYS) {
                sender.builder.renew(sender.name);
                receiver.meet(sender);
            }
            for (int i = 0; i < gap; i++) {
                sender.encrypt("left out");
            }
            String text = "message " + letters.size();
            letters.add(new Letter(text, SenderKeyMessage.parse(sender.encrypt(text))));
        }
        return letters;
    }

    @Property(tries = 500)
    void arbitraryBytesAreInvalid(@ForAll @Size(max = 200) byte[] bytes, @ForAll boolean withVersion) {
        if (withVersion && bytes.length > 0) {
            bytes[0] = SignalMessage.VERSION;
        }
        GroupMember bob = new GroupMember("bob", 0, new SeededRandom(1));
        assertThat(bob.open(bob, bytes)).isInstanceOfAny(InvalidMessage.class, UnknownSenderKey.class);
        assertThatThrownBy(() -> SenderKeyDistributionMessage.parse(bytes)).isInstanceOf(InvalidMessageException.class);
    }

    @Property(tries = 300)
    void damagedMessagesGiveATypedResultAndChangeNothing(
            @ForAll @IntRange(max = 400) int at,
            @ForAll @Size(min = 1, max = 8) byte[] patch,
            @ForAll @IntRange(max = 100) int cut) {
        SeededRandom random = new SeededRandom(2);
        GroupMember alice = new GroupMember("alice", 0, random);
        GroupMember bob = new GroupMember("bob", 0, random);
        bob.meet(alice);
        byte[] message = alice.encrypt("not delivered");
        byte[] damaged = patched(Arrays.copyOf(message, Math.max(1, message.length - cut / 10)), at, patch);
        if (Arrays.equals(damaged, message)) {
            return;
        }
        SenderKeyRecord before = bob.record(alice);
        assertThat(bob.open(alice, damaged)).isNotInstanceOf(GroupDecryptResult.Plaintext.class);
        assertThat(bob.record(alice)).isEqualTo(before);
    }

    @Property(tries = 300)
    void damagedDistributionsAreInvalidOrDistributionsAgain(
            @ForAll @IntRange(max = 400) int at, @ForAll @Size(max = 8) byte[] patch) {
        GroupMember alice = new GroupMember("alice", 0, new SeededRandom(3));
        byte[] damaged = patched(alice.builder.create(alice.name).serialize(), at, patch);
        try {
            SenderKeyDistributionMessage read = SenderKeyDistributionMessage.parse(damaged);
            assertThat(SenderKeyDistributionMessage.parse(read.serialize()).serialize())
                    .isEqualTo(read.serialize());
        } catch (InvalidMessageException e) {
            assertThat(e).hasMessageMatching(".*(bytes|version).*");
        }
    }

    @Property(tries = 300)
    void damagedRecordsAreCorruptOrRecordsAgain(
            @ForAll @IntRange(max = 2000) int at, @ForAll @Size(max = 4) byte[] patch) {
        GroupMember alice = new GroupMember("alice", 0, new SeededRandom(4));
        GroupMember bob = new GroupMember("bob", 0, new SeededRandom(5));
        bob.meet(alice);
        alice.encrypt("skipped");
        bob.read(alice, alice.encrypt("leaves a skipped key"));
        byte[] stored = patched(bob.record(alice).toByteArray(), at, patch);
        try {
            SenderKeyRecord read = SenderKeyRecord.parse(stored);
            assertThat(SenderKeyRecord.parse(read.toByteArray())).isEqualTo(read);
        } catch (CorruptSessionException e) {
            assertThat(e).hasMessageContaining(" bytes");
        }
    }

    private static byte[] patched(byte[] bytes, int at, byte[] patch) {
        byte[] patched = bytes.clone();
        for (int i = 0; i < patch.length; i++) {
            patched[(at + i) % patched.length] = patch[i];
        }
        return patched;
    }
}
