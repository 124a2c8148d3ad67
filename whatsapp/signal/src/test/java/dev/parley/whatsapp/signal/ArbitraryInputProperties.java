package dev.parley.whatsapp.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class ArbitraryInputProperties {
    private final SeededRandom random = new SeededRandom(7);
    private final Party alice = new Party("alice", random);
    private final Party bob = new Party("bob", random);
    private final Ciphertext preKeyMessage;
    private final Ciphertext message;

    ArbitraryInputProperties() {
        alice.build(bob);
        bob.read(alice, alice.encrypt(bob, "hello"));
        preKeyMessage = alice.encrypt(bob, "not delivered");
        alice.read(bob, bob.encrypt(alice, "hi"));
        message = alice.encrypt(bob, "not delivered either");
    }

    @Property(tries = 500)
    void arbitraryBytesAreInvalid(
            @ForAll @Size(max = 300) byte[] bytes, @ForAll Ciphertext.Type type, @ForAll boolean withVersion) {
        if (withVersion && bytes.length > 0) {
            bytes[0] = SignalMessage.VERSION;
        }
        SessionRecord before = bob.record(alice);
        assertThat(bob.open(alice, Ciphertext.of(type, bytes))).isInstanceOf(DecryptResult.InvalidMessage.class);
        assertThat(bob.record(alice)).isEqualTo(before);
    }

    @Property(tries = 500)
    void damagedMessagesGiveATypedResult(
            @ForAll Ciphertext.Type type,
            @ForAll boolean preKey,
            @ForAll @IntRange(max = 400) int at,
            @ForAll @Size(max = 8) byte[] patch,
            @ForAll @IntRange(max = 400) int cut) {
        byte[] bytes = (preKey ? preKeyMessage : message).bytes().clone();
        for (int i = 0; i < patch.length; i++) {
            bytes[(at + i) % bytes.length] = patch[i];
        }
        byte[] damaged = Arrays.copyOf(bytes, Math.max(bytes.length - cut / 20, 0));
        bob.store.rollBackAfter(
                () -> assertThat(bob.open(alice, Ciphertext.of(type, damaged))).isNotNull());
    }

    @Property(tries = 500)
    void damagedRecordsAreCorruptOrRecordsAgain(
            @ForAll @IntRange(max = 2000) int at, @ForAll @Size(max = 4) byte[] patch) {
        byte[] stored = bob.record(alice).toByteArray();
        for (int i = 0; i < patch.length; i++) {
            stored[(at + i) % stored.length] = patch[i];
        }
        try {
            SessionRecord read = SessionRecord.parse(stored);
            assertThat(SessionRecord.parse(read.toByteArray())).isEqualTo(read);
        } catch (CorruptSessionException e) {
            assertThat(e).hasMessageContaining(" bytes");
        }
    }

    @Property(tries = 200)
    void arbitraryBytesAreNoPublicMessage(@ForAll @Size(max = 100) byte[] bytes) {
        assertThatThrownBy(() -> SignalMessage.parse(bytes)).isInstanceOf(InvalidMessageException.class);
        assertThatThrownBy(() -> PreKeySignalMessage.parse(bytes)).isInstanceOf(InvalidMessageException.class);
    }
}
