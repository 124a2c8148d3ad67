package dev.parley.bridge.events;

import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Something that happened, as it leaves the bridge.
///
/// @param position where it stands in the order of all events
/// @param data a JSON object
public record Event(Position position, String channel, String sessionId, String data, Instant happenedAt) {
    /// A place in the order of events: after every transaction that ended before, then by cursor.
    ///
    /// @param transaction PostgreSQL's 64-bit transaction id
    public record Position(long transaction, long cursor) implements Comparable<Position> {
        /// Before all events.
        public static final Position START = new Position(0, 0);

        private static final Comparator<Position> ORDER =
                Comparator.comparingLong(Position::transaction).thenComparingLong(Position::cursor);

        private static final int RADIX = 36;
        private static final Pattern TEXT = Pattern.compile("([0-9a-z]{1,12})-([0-9a-z]{1,12})");

        /// @param text what [#text()] gave
        public static Optional<Position> parse(String text) {
            return Optional.of(TEXT.matcher(text))
                    .filter(Matcher::matches)
                    .map(parts ->
                            new Position(Long.parseLong(parts.group(1), RADIX), Long.parseLong(parts.group(2), RADIX)));
        }

        /// The form in which it is given out. Callers must not look into it.
        public String text() {
            return Long.toString(transaction, RADIX) + "-" + Long.toString(cursor, RADIX);
        }

        public boolean isAfter(Position other) {
            return compareTo(other) > 0;
        }

        @Override
        public int compareTo(Position other) {
            return ORDER.compare(this, other);
        }
    }
}
