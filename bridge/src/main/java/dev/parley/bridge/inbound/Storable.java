package dev.parley.bridge.inbound;

import dev.parley.bridge.messages.MessageContent;
import dev.parley.whatsapp.client.event.Person;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/// What the database can take of what strangers wrote. The rest is cut or dropped: an exception would undo the
/// transaction, and WhatsApp would deliver the same again for ever.
final class Storable {
    /// Ids of messages that are looked at in one go: more is an attack.
    static final int MOST_IDS = 10_000;

    private static final int LONGEST_ID = 256;
    private static final int LONGEST_NAME = 200;
    private static final int LONGEST_ABOUT = 1000;
    private static final Duration CLOCK_SKEW = Duration.ofDays(1);

    private Storable() {}

    static boolean is(Person person) {
        return Stream.concat(person.pn().stream(), person.lid().stream()).allMatch(jid -> is(jid.user()));
    }

    static boolean is(String id) {
        return !id.isEmpty() && id.length() <= LONGEST_ID && id.indexOf('\0') < 0;
    }

    /// Empty when there is nothing to show of it.
    static Optional<String> name(String name) {
        return Optional.of(cut(name, LONGEST_NAME)).filter(text -> !text.isBlank());
    }

    static String about(String about) {
        return cut(about, LONGEST_ABOUT);
    }

    static String cut(String text, int length) {
        String printable = MessageContent.printable(text);
        return printable.length() > length ? printable.substring(0, length) : printable;
    }

    /// A time from the far future would stay on top of the chat list for ever, or be out of the database's
    /// range.
    static Instant time(Instant time, Clock clock) {
        Instant latest = clock.instant().plus(CLOCK_SKEW);
        return time.isBefore(Instant.EPOCH) ? Instant.EPOCH : time.isAfter(latest) ? latest : time;
    }
}
