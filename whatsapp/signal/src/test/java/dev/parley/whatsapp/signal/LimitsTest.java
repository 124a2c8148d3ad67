package dev.parley.whatsapp.signal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.whatsapp.signal.DecryptResult.BadMac;
import dev.parley.whatsapp.signal.DecryptResult.Duplicate;
import dev.parley.whatsapp.signal.DecryptResult.FutureMessage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class LimitsTest {
    private final SeededRandom random = new SeededRandom(2);
    private final Party alice = new Party("alice", random);
    private final Party bob = new Party("bob", random);

    @Test
    void jumps2000MessagesAndDecryptsThemAllLater() {
        connect();
        List<Ciphertext> skipped = send(2000);
        assertThat(bob.read(alice, alice.encrypt(bob, "after the gap"))).isEqualTo("after the gap");
        assertThat(skippedKeys()).isEqualTo(2000);
        for (int i = 1999; i >= 0; i--) {
            assertThat(bob.read(alice, skipped.get(i))).isEqualTo("message " + i);
        }
        assertThat(skippedKeys()).isZero();
        assertThat(bob.open(alice, skipped.get(1000))).isEqualTo(new Duplicate());
    }

    @Test
    void refusesToJump2001Messages() {
        connect();
        List<Ciphertext> skipped = send(2001);
        Ciphertext tooFar = alice.encrypt(bob, "too far");
        SessionRecord before = bob.record(alice);
        assertThat(bob.open(alice, tooFar)).isEqualTo(new FutureMessage());
        assertThat(bob.record(alice)).isEqualTo(before);

        assertThat(bob.read(alice, skipped.get(0))).isEqualTo("message 0");
        assertThat(bob.read(alice, tooFar)).isEqualTo("too far");
    }

    @Test
    void keepsTheLatest2000SkippedKeysOfAChain() {
        connect();
        List<Ciphertext> first = send(1500);
        bob.read(alice, alice.encrypt(bob, "first jump"));
        send(1500);
        bob.read(alice, alice.encrypt(bob, "second jump"));
        assertThat(skippedKeys()).isEqualTo(2000);
        assertThat(bob.open(alice, first.get(999))).isEqualTo(new Duplicate());
        assertThat(bob.read(alice, first.get(1000))).isEqualTo("message 1000");
    }

    @Test
    void keepsFiveReceiverChains() {
        connect();
        List<Ciphertext> oneOfEachChain = new ArrayList<>();
        for (int chain = 0; chain < 6; chain++) {
            alice.read(bob, bob.encrypt(alice, "turns alice's ratchet"));
            oneOfEachChain.add(alice.encrypt(bob, "chain " + chain));
            bob.read(alice, alice.encrypt(bob, "turns bob's ratchet"));
        }
        assertThat(bob.open(alice, oneOfEachChain.get(0))).isEqualTo(new BadMac());
        for (int chain = 1; chain < 6; chain++) {
            assertThat(bob.read(alice, oneOfEachChain.get(chain))).isEqualTo("chain " + chain);
        }
    }

    @Test
    void keepsFortyArchivedSessions() {
        connect();
        Ciphertext onTheFirst = alice.encrypt(bob, "first session");
        alice.build(bob);
        bob.read(alice, alice.encrypt(bob, "second session"));
        Ciphertext onTheSecond = alice.encrypt(bob, "second session, later");
        for (int i = 0; i < 40; i++) {
            bob.build(alice);
        }
        assertThat(bob.record(alice).archived()).hasSize(40);
        assertThat(bob.open(alice, onTheFirst)).isEqualTo(new BadMac());
        assertThat(bob.read(alice, onTheSecond)).isEqualTo("second session, later");
        assertThat(bob.record(alice).archived()).hasSize(40);
    }

    @Test
    void dropsTheOldestArchivedSessionsWhenTheyHoldTooManySkippedKeys() {
        for (int i = 0; i < 8; i++) {
            alice.build(bob);
            send(2000);
            bob.read(alice, alice.encrypt(bob, "after the gap"));
        }
        SessionRecord record = bob.record(alice);
        assertThat(record.archived()).hasSize(5);
        assertThat(record.archived().stream()
                        .mapToInt(SessionState::skippedKeys)
                        .sum())
                .isEqualTo(10_000);
    }

    @Test
    void staysBelowOneKilobyteInAnOrdinaryConversation() {
        connect();
        for (int i = 0; i < 20; i++) {
            bob.read(alice, alice.encrypt(bob, "ping"));
            alice.read(bob, bob.encrypt(alice, "pong"));
        }
        assertThat(bob.record(alice).toByteArray()).hasSizeLessThan(1024);
    }

    @Test
    void neverUsesARatchetKeyOfSmallOrder() {
        connect();
        SignalMessage good = SignalMessage.parse(alice.encrypt(bob, "hello").bytes());
        byte[] weak = good.serialized().clone();
        byte[] ratchetKey = good.ratchetKey().bytes();
        int at = indexOf(weak, ratchetKey);
        Arrays.fill(weak, at, at + ratchetKey.length, (byte) 0);
        assertThat(bob.open(alice, Ciphertext.of(Ciphertext.Type.MESSAGE, weak)))
                .isInstanceOf(DecryptResult.InvalidMessage.class);
    }

    private void connect() {
        alice.build(bob);
        bob.read(alice, alice.encrypt(bob, "hello"));
        alice.read(bob, bob.encrypt(alice, "hi"));
    }

    /// Encrypted by Alice, not delivered.
    private List<Ciphertext> send(int count) {
        List<Ciphertext> messages = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            messages.add(alice.encrypt(bob, "message " + i));
        }
        return messages;
    }

    private int skippedKeys() {
        return bob.record(alice).current().orElseThrow().skippedKeys();
    }

    private static int indexOf(byte[] bytes, byte[] part) {
        for (int at = 0; at <= bytes.length - part.length; at++) {
            if (Arrays.equals(bytes, at, at + part.length, part, 0, part.length)) {
                return at;
            }
        }
        throw new AssertionError("not there");
    }
}
