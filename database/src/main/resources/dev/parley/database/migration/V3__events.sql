-- What leaves the bridge, written in the transaction that made it true and read by whoever tells the world.
--
-- A cursor is drawn before its transaction commits, so a lower one can become visible after a higher one. A reader that
-- must not miss any reads in the order (transaction, cursor) and only up to the oldest transaction still running.
create table event (
    cursor     bigint      generated always as identity primary key,
    transaction xid8       not null default pg_current_xact_id(),
    channel    text        not null,  -- wa:msg:<session>, wa:status:<session>, …
    session_id text        not null,  -- no reference: the last events of a session outlive it
    payload    json        not null,  -- json, not jsonb: sent on as it was written
    created_at timestamptz not null default now()
);
create index event_order on event (transaction, cursor);
create index event_session on event (session_id, cursor);
create index event_age on event using brin (created_at);
