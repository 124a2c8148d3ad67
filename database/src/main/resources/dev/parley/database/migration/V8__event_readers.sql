-- Whoever passes events on to the outside by a place of its own that outlives it: Redis, webhooks. One bridge at a time
-- moves it. The row 'forgotten' is the last place that was deleted for its age.
create table event_reader (
    name        text   primary key,
    transaction xid8   not null,
    cursor      bigint not null,  -- everything up to (transaction, cursor) is passed on
    held_by     text,             -- one run of a bridge
    held_until  timestamptz       -- from then on another bridge may take over
);

-- One session's events, in the order in which they are read; and they are forgotten from the front of that order.
create index event_session_order on event (session_id, transaction, cursor);
drop index event_session;
drop index event_age;

-- Where events are sent over HTTP.
create table webhook (
    id         text        primary key,
    url        text        not null,
    events     text[]      not null,  -- as the caller wrote them
    session_id text,                  -- only events of this session; no reference: it may come later
    -- Twelve bytes of nonce, then AES-256-GCM ciphertext with its tag, bound to the bridge's webhooks, 'secret' and the id.
    secret     bytea       not null,
    key_id     text        not null,
    created_at timestamptz not null default now()
);

-- An event that a webhook has not taken yet, or never took.
create table webhook_delivery (
    id              bigint      generated always as identity primary key,  -- in the order of the events
    webhook_id      text        not null references webhook on delete cascade,
    event           bigint      not null,  -- event.cursor; no reference: a failed one outlives the event
    session_id      text        not null,
    channel         text        not null,
    happened_at     timestamptz not null,
    attempts        integer     not null default 0,
    next_attempt_at timestamptz not null default now(),
    queued_at       timestamptz not null default now(),
    in_line         boolean     not null default true,  -- holds up the later ones of its session
    last_error      text,
    failed_at       timestamptz,  -- given up, until somebody asks for it again
    payload         json,         -- of one that was given up: by then the event may be gone
    unique (webhook_id, event)
);
create index webhook_delivery_line on webhook_delivery (webhook_id, session_id, id) where failed_at is null and in_line;
create index webhook_delivery_aside on webhook_delivery (webhook_id, next_attempt_at) where failed_at is null and not in_line;
create index webhook_delivery_failed on webhook_delivery (webhook_id, id) where failed_at is not null;
