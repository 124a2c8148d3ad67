package dev.parley.bridge.events;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.ConcurrencyFailureException;

/// How far one reader of the events has come, kept in the database so that it goes on there after a restart. Of
/// several bridges on one database one holds it. Confined to one thread.
public final class ReaderPosition {
    /// Well before another bridge may take over, with room for a page under way.
    private static final Duration RENEWAL = ReaderPositions.HELD.dividedBy(3);

    /// How often a bridge that does not hold it asks again.
    private static final Duration ASKING = Duration.ofSeconds(2);

    private final String reader;
    private final ReaderPositions positions;
    private Event.@Nullable Position held;
    private long askedAt;
    private boolean asked;

    ReaderPosition(String reader, ReaderPositions positions) {
        this.reader = reader;
        this.positions = positions;
    }

    /// After which event to go on, or empty while another bridge does the work.
    public Optional<Event.Position> get() {
        Duration since = Duration.ofNanos(System.nanoTime() - askedAt);
        if (!asked || since.compareTo(held == null ? ASKING : RENEWAL) > 0) {
            askedAt = System.nanoTime();
            held = positions.hold(reader).orElse(null);
            asked = true;
        }
        return Optional.ofNullable(held);
    }

    /// Notes that everything up to there is passed on. Takes part in the transaction of this thread, if
    /// there is one.
    ///
    /// @throws ConcurrencyFailureException when another bridge has taken over meanwhile
    public void advance(Event.Position position) {
        if (!positions.advance(reader, position)) {
            forget();
            throw new ConcurrencyFailureException("another bridge has taken over");
        }
        held = position;
        askedAt = System.nanoTime();
    }

    /// Asks the database again before going on: after a transaction that failed, or when somebody else moved
    /// it.
    public void forget() {
        held = null;
        asked = false;
    }

    /// Lets another bridge take over at once.
    public void release() {
        forget();
        positions.release(reader);
    }
}
