package dev.parley.whatsapp.signal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.whatsapp.signal.Peer.Reading;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/// Two peers whose messages to each other come late, out of order, twice or never. What is delivered must be read, and
/// read once.
final class UnreliableConversation {
    /// By how many later messages of the same sender one may be overtaken: each may be on a chain of its own, and five
    /// chains are kept.
    private static final int MAX_OVERTAKEN = 4;

    /// Duplicates this recent are known for what they are; older ones may be on a chain that is no longer kept.
    private static final int RECENT = 4;

    private final Direction forth;
    private final Direction back;
    private int sent;

    UnreliableConversation(Peer initiator, Peer responder) {
        this.forth = new Direction(initiator, responder);
        this.back = new Direction(responder, initiator);
    }

    Direction forth() {
        return forth;
    }

    Direction back() {
        return back;
    }

    void deliverAll() {
        forth.deliverAll();
        back.deliverAll();
    }

    private Direction opposite(Direction direction) {
        return direction == forth ? back : forth;
    }

    private static final class Letter {
        private final String text;
        private final Ciphertext ciphertext;
        private int overtaken;

        Letter(String text, Ciphertext ciphertext) {
            this.text = text;
            this.ciphertext = ciphertext;
        }
    }

    /// The way from one peer to the other.
    final class Direction {
        private final Peer from;
        private final Peer to;
        private final List<Letter> underway = new ArrayList<>();
        private final Deque<Letter> delivered = new ArrayDeque<>();
        private boolean hasSession;

        private Direction(Peer from, Peer to) {
            this.from = from;
            this.to = to;
        }

        boolean hasSession() {
            return hasSession;
        }

        void startSession(boolean withOneTimePreKey) {
            from.build(to, to.bundle(withOneTimePreKey));
            hasSession = true;
        }

        void send() {
            String text = "message " + sent++;
            underway.add(new Letter(text, from.encrypt(to, text)));
        }

        /// @param pick chooses among those that may come next
        void deliver(int pick) {
            if (underway.isEmpty()) {
                return;
            }
            int index = next(pick);
            Letter letter = underway.remove(index);
            underway.subList(0, index).forEach(overtaken -> overtaken.overtaken++);
            assertThat(to.decrypt(from, letter.ciphertext)).isEqualTo(new Reading.Text(letter.text));
            opposite(this).hasSession = true;
            delivered.addLast(letter);
            if (delivered.size() > RECENT) {
                delivered.removeFirst();
            }
        }

        private int next(int pick) {
            for (int i = 0; i < underway.size(); i++) {
                if (underway.get(i).overtaken == MAX_OVERTAKEN) {
                    return i;
                }
            }
            return pick % underway.size();
        }

        void drop(int pick) {
            if (!underway.isEmpty()) {
                underway.remove(pick % underway.size());
            }
        }

        /// Gives the decryption of the next message to `attempt`, which takes it back; the message stays underway.
        void decryptInVain(int pick, Consumer<Runnable> attempt) {
            if (!underway.isEmpty()) {
                Letter letter = underway.get(next(pick));
                attempt.accept(
                        () -> assertThat(to.decrypt(from, letter.ciphertext)).isEqualTo(new Reading.Text(letter.text)));
            }
        }

        /// Delivers a recent message again.
        Reading repeat(int pick) {
            Letter letter = delivered.stream()
                    .skip(pick % Math.max(1, delivered.size()))
                    .findFirst()
                    .orElseThrow();
            return to.decrypt(from, letter.ciphertext);
        }

        boolean hasDelivered() {
            return !delivered.isEmpty();
        }

        private void deliverAll() {
            while (!underway.isEmpty()) {
                deliver(0);
            }
        }
    }
}
