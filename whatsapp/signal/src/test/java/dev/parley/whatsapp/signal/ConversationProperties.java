package dev.parley.whatsapp.signal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.whatsapp.signal.DecryptResult.Duplicate;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

class ConversationProperties {
    /// So that no archived session that still has messages underway is dropped.
    private static final int MAX_RESETS = 30;

    enum Kind {
        SEND,
        DELIVER,
        DROP,
        REPEAT,
        RESET,
        CRASH
    }

    record Action(Kind kind, boolean forth, int pick) {}

    @Property(tries = 200)
    void everyDeliveredMessageIsReadExactlyOnce(@ForAll long seed, @ForAll("actions") List<Action> actions) {
        SeededRandom random = new SeededRandom(seed);
        Party alice = new Party("alice", random);
        Party bob = new Party("bob", random);
        UnreliableConversation conversation = new UnreliableConversation(alice, bob);
        int resets = 0;
        for (Action action : actions) {
            UnreliableConversation.Direction way = action.forth ? conversation.forth() : conversation.back();
            Party receiver = action.forth ? bob : alice;
            switch (action.kind) {
                case SEND -> {
                    if (!way.hasSession()) {
                        way.startSession(action.pick % 4 > 0);
                    }
                    way.send();
                }
                case DELIVER -> way.deliver(action.pick);
                case DROP -> way.drop(action.pick);
                case REPEAT -> {
                    if (way.hasDelivered()) {
                        assertThat(way.repeat(action.pick))
                                .isEqualTo(new Peer.Reading.Refused(new Duplicate().toString()));
                    }
                }
                case RESET -> {
                    if (resets++ < MAX_RESETS) {
                        way.startSession(action.pick % 4 > 0);
                    }
                }
                case CRASH -> way.decryptInVain(action.pick, receiver.store::rollBackAfter);
            }
        }
        conversation.deliverAll();
    }

    @Provide
    Arbitrary<List<Action>> actions() {
        Arbitrary<Kind> kinds = Arbitraries.frequency(
                Tuple.of(8, Kind.SEND),
                Tuple.of(8, Kind.DELIVER),
                Tuple.of(1, Kind.DROP),
                Tuple.of(1, Kind.REPEAT),
                Tuple.of(1, Kind.RESET),
                Tuple.of(1, Kind.CRASH));
        Arbitrary<Integer> picks = Arbitraries.integers().between(0, 1000);
        return Combinators.combine(kinds, Arbitraries.of(true, false), picks)
                .as(Action::new)
                .list()
                .ofMinSize(20)
                .ofMaxSize(200);
    }
}
