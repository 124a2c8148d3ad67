package dev.parley.bridge.ws;

import dev.parley.bridge.events.Event.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// One client's following of one session. It begins live, or by replaying what is stored: then what happens meanwhile
/// is held back until the replay has come so far, so that nothing is missing in between and nothing comes
/// twice. Thread-safe.
final class Subscription {
    /// Above this the rest is read from the table again.
    private static final int MOST_HELD = 500;

    private record Held(Position position, String frame) {}

    private final List<Held> held = new ArrayList<>();
    private boolean replaying;
    private boolean missed;

    /// Up to there everything was sent by the replay.
    private Position replayed = Position.START;

    private Subscription(boolean replaying) {
        this.replaying = replaying;
    }

    static Subscription live() {
        return new Subscription(false);
    }

    static Subscription replaying() {
        return new Subscription(true);
    }

    /// Something happened now.
    synchronized void happened(Position position, String frame, Consumer<String> send) {
        if (!replaying) {
            if (position.isAfter(replayed)) {
                send.accept(frame);
            }
        } else if (held.size() < MOST_HELD) {
            held.add(new Held(position, frame));
        } else {
            missed = true;
        }
    }

    /// The replay has sent everything that was there.
    ///
    /// @param to how far it came
    /// @return false when so much happened meanwhile that the replay must go on
    synchronized boolean goLive(Position to, Consumer<String> send) {
        if (missed) {
            missed = false;
            held.clear();
            return false;
        }
        held.stream().filter(event -> event.position().isAfter(to)).forEach(event -> send.accept(event.frame()));
        held.clear();
        replayed = to;
        replaying = false;
        return true;
    }
}
