package dev.parley.whatsapp.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SessionRecordTest {
    private final SeededRandom random = new SeededRandom(4);
    private final Party alice = new Party("alice", random);
    private final Party bob = new Party("bob", random);

    @Test
    void survivesStorageInAllItsParts() {
        connect();
        alice.encrypt(bob, "skipped");
        bob.read(alice, alice.encrypt(bob, "leaves a skipped key"));
        bob.build(alice);
        SessionRecord record = bob.record(alice);
        SessionRecord read = SessionRecord.parse(record.toByteArray());

        assertThat(read).isEqualTo(record);
        assertThat(read.current().orElseThrow().pendingPreKey()).isPresent();
        assertThat(read.archived()).hasSize(1);
        assertThat(read.archived().getFirst().skippedKeys()).isEqualTo(1);
    }

    @Test
    void keepsRegistrationIdsOf32Bits() {
        PreKeyBundle bundle = bob.bundle(false);
        alice.build(
                bob,
                new PreKeyBundle(
                        0xFFFFFFFE,
                        bundle.identityKey(),
                        bundle.signedPreKeyId(),
                        bundle.signedPreKey(),
                        bundle.signature(),
                        bundle.oneTimePreKey()));
        assertThat(alice.record(bob).remoteRegistrationId()).hasValue(0xFFFFFFFE);
    }

    @Test
    void showsNoKeysAsText() {
        connect();
        assertThat(bob.record(alice)).hasToString("SessionRecord[current, 0 archived]");
        assertThat(bob.record(alice).current().orElseThrow().toString())
                .contains("SecretBytes[32]")
                .doesNotContainPattern("[0-9a-f]{9}");
    }

    @Test
    void refusesWhatIsNoRecord() {
        connect();
        byte[] stored = bob.record(alice).toByteArray();
        byte[] cut = Arrays.copyOf(stored, stored.length - 1);
        assertThatThrownBy(() -> SessionRecord.parse(cut)).isInstanceOf(CorruptSessionException.class);
        byte[] currentWithoutFields = {0x0A, 0x00};
        assertThatThrownBy(() -> SessionRecord.parse(currentWithoutFields)).isInstanceOf(CorruptSessionException.class);
    }

    @Test
    void encryptsNothingWhenClosedButDecryptsLateMessages() {
        connect();
        Ciphertext late = alice.encrypt(bob, "late");
        bob.store.storeSession(alice.address(), bob.record(alice).closed());
        assertThat(bob.cipher.encrypt(alice.address(), new byte[1])).isEmpty();
        assertThat(bob.read(alice, late)).isEqualTo("late");
    }

    @Test
    void mergesTheSessionsOfTwoAddressesAndKeepsItsOwnCurrentOne() {
        connect();
        Ciphertext underTheOldName = alice.encrypt(bob, "old name");
        SessionRecord underOldName = bob.record(alice);
        alice.build(bob);
        bob.store.storeSession(alice.address(), SessionRecord.EMPTY);
        bob.read(alice, alice.encrypt(bob, "new name"));
        SessionRecord underNewName = bob.record(alice);

        SessionRecord merged = underNewName.withArchived(underOldName);
        assertThat(merged.aliceBaseKey()).isEqualTo(underNewName.aliceBaseKey());
        assertThat(merged.archived()).hasSize(1);
        assertThat(merged.withArchived(underOldName)).isEqualTo(merged);
        bob.store.storeSession(alice.address(), merged);
        assertThat(bob.read(alice, underTheOldName)).isEqualTo("old name");
    }

    @Test
    void becomesTheOtherRecordWhenItHasNoSessions() {
        connect();
        assertThat(SessionRecord.EMPTY.withArchived(bob.record(alice))).isEqualTo(bob.record(alice));
        assertThat(bob.record(alice).withArchived(SessionRecord.EMPTY)).isEqualTo(bob.record(alice));
    }

    private void connect() {
        alice.build(bob);
        bob.read(alice, alice.encrypt(bob, "hello"));
        alice.read(bob, bob.encrypt(alice, "hi"));
    }
}
