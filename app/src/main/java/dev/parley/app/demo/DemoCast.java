package dev.parley.app.demo;

import dev.parley.simulator.ControlException;
import dev.parley.simulator.PhoneMessage;
import dev.parley.simulator.SimulatedPhone;
import dev.parley.simulator.Simulator;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The people of the demo: the owner, whose phone is to be linked, and friends. When the owner's first companion
/// is linked, each friend says hello; then they read what they are sent and answer it. All names and numbers are
/// invented.
public final class DemoCast implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DemoCast.class);
    private static final String OWNER = "15550001111";
    private static final Duration GLANCE = Duration.ofSeconds(1);

    /// @param answers given in turn
    private record Friend(String phone, String name, String greeting, List<String> answers) {}

    private static final List<Friend> FRIENDS = List.of(
            new Friend(
                    "15550002222",
                    "Ben Okafor",
                    "Hi Ada, is the workshop on Thursday still happening?",
                    List.of("Perfect, thanks!", "Could you send me the address again?", "See you then 👋")),
            new Friend(
                    "15550003333",
                    "Chloé Martin",
                    "Hello! Do you have the blue one in stock?",
                    List.of("Great, please put one aside for me.", "Merci beaucoup!", "And how much is shipping?")),
            new Friend(
                    "15550004444",
                    "Diego Ruiz",
                    "My order arrived today, everything works. Thank you!",
                    List.of("You are welcome!", "I will recommend you 🙂", "Adiós, until next time")));

    private final List<Thread> friends;

    private DemoCast(List<Thread> friends) {
        this.friends = friends;
    }

    /// Gives everybody a phone and lets them live.
    public static DemoCast enter(Simulator simulator) {
        SimulatedPhone owner = simulator.createPhone(OWNER, "Ada Weber");
        List<Thread> threads = FRIENDS.stream()
                .map(friend -> {
                    SimulatedPhone phone = simulator.createPhone(friend.phone(), friend.name());
                    return Thread.ofVirtual().name("demo-" + friend.phone()).start(() -> live(friend, phone, owner));
                })
                .toList();
        return new DemoCast(threads);
    }

    /// The digits of the number to link.
    public String owner() {
        return OWNER;
    }

    @Override
    public void close() {
        friends.forEach(Thread::interrupt);
    }

    private static void live(Friend friend, SimulatedPhone phone, SimulatedPhone owner) {
        try {
            while (owner.companions().isEmpty()) {
                Thread.sleep(GLANCE);
            }
            phone.send(OWNER, friend.greeting());
            converse(friend, phone);
        } catch (InterruptedException _) {
            // The demo is over.
        } catch (ControlException e) {
            LOG.warn("a friend of the demo is gone: {}", e.getMessage());
        }
    }

    private static void converse(Friend friend, SimulatedPhone phone) throws InterruptedException {
        Set<String> read = new HashSet<>();
        int answered = 0;
        while (!Thread.interrupted()) {
            for (PhoneMessage message : phone.messages()) {
                if (!message.fromMe() && read.add(message.id())) {
                    phone.read(message.id());
                    Thread.sleep(GLANCE);
                    phone.send(
                            message.chat(),
                            friend.answers().get(answered % friend.answers().size()));
                    answered++;
                }
            }
            Thread.sleep(GLANCE);
        }
    }
}
