package dev.parley.bridge.events;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The rows of `event_reader`: how far those that pass events on have come, and which bridge may move each.
/// Thread-safe.
@Component
public class ReaderPositions {
    /// A bridge that is gone is replaced after this long.
    static final Duration HELD = Duration.ofSeconds(15);

    private static final String FORGOTTEN = "forgotten";
    private static final int ID_BYTES = 16;

    private final JdbcClient client;
    private final String me;

    ReaderPositions(JdbcClient client, SecureRandom random) {
        this.client = client;
        byte[] id = new byte[ID_BYTES];
        random.nextBytes(id);
        this.me = HexFormat.of().formatHex(id);
    }

    /// A reader's place, to be used by one thread.
    public ReaderPosition of(String reader) {
        return new ReaderPosition(reader, this);
    }

    /// Holds the place for this bridge, for a while. A reader that was never there begins at what is not yet
    /// committed.
    ///
    /// @return after which event to go on, or empty when another bridge holds it
    Optional<Event.Position> hold(String reader) {
        return client.sql("""
                        insert into event_reader as reader (name, transaction, cursor, held_by, held_until)
                        values (?, pg_snapshot_xmin(pg_current_snapshot()), 0, ?, now() + make_interval(secs => ?))
                        on conflict (name) do update
                            set held_by = excluded.held_by, held_until = excluded.held_until
                            where reader.held_by is null or reader.held_by = excluded.held_by
                               or reader.held_until < now()
                        returning transaction::text as transaction, cursor""")
                .params(reader, me, HELD.toSeconds())
                .query((row, _) -> EventTable.position(row))
                .optional();
    }

    /// @return false when another bridge has taken over
    boolean advance(String reader, Event.Position position) {
        return client.sql("""
                        update event_reader set transaction = ?::xid8, cursor = ?,
                                                held_until = now() + make_interval(secs => ?)
                        where name = ? and held_by = ?""")
                        .params(Long.toString(position.transaction()), position.cursor(), HELD.toSeconds(), reader, me)
                        .update()
                == 1;
    }

    /// Lets another bridge take over at once.
    void release(String reader) {
        client.sql("update event_reader set held_by = null where name = ? and held_by = ?")
                .params(reader, me)
                .update();
    }

    /// Lets a reader go on with what is not yet committed, wherever it was.
    public void skipToNow(String reader) {
        client.sql("""
                        insert into event_reader (name, transaction, cursor)
                        values (?, pg_snapshot_xmin(pg_current_snapshot()), 0)
                        on conflict (name) do update set transaction = excluded.transaction, cursor = excluded.cursor""").param(reader).update();
    }

    void forget(Event.Position last) {
        client.sql("""
                        insert into event_reader (name, transaction, cursor) values (?, ?::xid8, ?)
                        on conflict (name) do update set transaction = excluded.transaction, cursor = excluded.cursor
                        where (event_reader.transaction, event_reader.cursor) < (excluded.transaction, excluded.cursor)""")
                .params(FORGOTTEN, Long.toString(last.transaction()), last.cursor())
                .update();
    }

    Event.Position forgotten() {
        return client.sql("select transaction::text as transaction, cursor from event_reader where name = ?")
                .param(FORGOTTEN)
                .query((row, _) -> EventTable.position(row))
                .optional()
                .orElse(Event.Position.START);
    }
}
