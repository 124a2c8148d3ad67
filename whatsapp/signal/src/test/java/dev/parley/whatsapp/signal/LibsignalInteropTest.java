package dev.parley.whatsapp.signal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.whatsapp.signal.Peer.Reading;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Conversations with npm's libsignal 6.0.0, the Signal library of Baileys: each implementation with each, in both
/// roles.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LibsignalInteropTest {
    private final AtomicInteger count = new AtomicInteger();
    private LibsignalProcess libsignal;

    @BeforeAll
    void startLibsignal() {
        libsignal = LibsignalProcess.start();
    }

    @AfterAll
    void stopLibsignal() {
        libsignal.close();
    }

    Stream<Arguments> pairs() {
        return Stream.of(
                Arguments.argumentSet("we start", ours(), theirs()),
                Arguments.argumentSet("libsignal starts", theirs(), ours()));
    }

    private Peer ours() {
        int number = count.incrementAndGet();
        return new Party("ours-" + number, new SeededRandom(number));
    }

    private Peer theirs() {
        return new LibsignalPeer("libsignal-" + count.incrementAndGet(), libsignal);
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void exchangesMessagesInOrder(Peer alice, Peer bob) {
        alice.build(bob);
        for (int turn = 0; turn < 10; turn++) {
            Peer from = turn % 2 == 0 ? alice : bob;
            Peer to = turn % 2 == 0 ? bob : alice;
            for (int i = 0; i < 3; i++) {
                assertReads(to, from, from.encrypt(to, turn + "/" + i), turn + "/" + i);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void startsWithoutAOneTimePreKey(Peer alice, Peer bob) {
        alice.build(bob, bob.bundle(false));
        assertReads(bob, alice, alice.encrypt(bob, "hello"), "hello");
        assertReads(alice, bob, bob.encrypt(alice, "hi"), "hi");
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void readsAHundredMessagesInReverse(Peer alice, Peer bob) {
        alice.build(bob);
        List<Ciphertext> messages = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            messages.add(alice.encrypt(bob, "message " + i));
        }
        for (int i = 99; i >= 0; i--) {
            assertReads(bob, alice, messages.get(i), "message " + i);
        }
        assertThat(bob.decrypt(alice, messages.get(50))).isInstanceOf(Reading.Refused.class);
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void readsLateMessagesOfTheChainBefore(Peer alice, Peer bob) {
        connect(alice, bob);
        Ciphertext late = alice.encrypt(bob, "late");
        assertReads(bob, alice, alice.encrypt(bob, "in time"), "in time");
        Ciphertext last = alice.encrypt(bob, "last");
        assertReads(alice, bob, bob.encrypt(alice, "turn"), "turn");
        assertReads(bob, alice, alice.encrypt(bob, "after the turn"), "after the turn");
        assertReads(bob, alice, last, "last");
        assertReads(bob, alice, late, "late");
    }

    /// What follows without a new session is left out: libsignal damages the session in use when it tries a message on
    /// it that belongs to the other one, and the conversation with it then needs a retry.
    @ParameterizedTest
    @MethodSource("pairs")
    void readsBothFirstMessagesWhenBothStartAtOnceAndGoesOnAnew(Peer alice, Peer bob) {
        alice.build(bob);
        bob.build(alice);
        Ciphertext fromAlice = alice.encrypt(bob, "from alice");
        Ciphertext fromBob = bob.encrypt(alice, "from bob");
        assertReads(bob, alice, fromAlice, "from alice");
        assertReads(alice, bob, fromBob, "from bob");
        connect(alice, bob);
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void goesOnAfterEitherSideStartedAnew(Peer alice, Peer bob) {
        connect(alice, bob);
        alice.build(bob);
        assertReads(bob, alice, alice.encrypt(bob, "alice anew"), "alice anew");
        assertReads(alice, bob, bob.encrypt(alice, "answer"), "answer");
        bob.build(alice);
        assertReads(alice, bob, bob.encrypt(alice, "bob anew"), "bob anew");
        assertReads(bob, alice, alice.encrypt(bob, "answer"), "answer");
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void keepsAConversationThroughAnUnreliableNetwork(Peer alice, Peer bob) {
        UnreliableConversation conversation = new UnreliableConversation(alice, bob);
        conversation.forth().startSession(true);
        Random random = new Random(alice.address().name().hashCode());
        for (int step = 0; step < 300; step++) {
            UnreliableConversation.Direction way = random.nextBoolean() ? conversation.forth() : conversation.back();
            switch (random.nextInt(10)) {
                case 0, 1, 2, 3 -> {
                    if (way.hasSession()) {
                        way.send();
                    }
                }
                case 4 -> way.drop(random.nextInt(1000));
                case 5 -> {
                    if (way.hasDelivered()) {
                        assertThat(way.repeat(random.nextInt(1000))).isInstanceOf(Reading.Refused.class);
                    }
                }
                default -> way.deliver(random.nextInt(1000));
            }
        }
        conversation.deliverAll();
    }

    private static void connect(Peer alice, Peer bob) {
        alice.build(bob);
        assertReads(bob, alice, alice.encrypt(bob, "hello"), "hello");
        assertReads(alice, bob, bob.encrypt(alice, "hi"), "hi");
    }

    private static void assertReads(Peer to, Peer from, Ciphertext ciphertext, String text) {
        assertThat(to.decrypt(from, ciphertext)).isEqualTo(new Reading.Text(text));
    }
}
