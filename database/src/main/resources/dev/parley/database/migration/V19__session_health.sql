-- What people want to know of an account when something seems wrong with it.
create table session_health (
    session_id       text        primary key references whatsapp_session on delete cascade,
    received_at      timestamptz,           -- when something from WhatsApp was last stored; to some seconds
    sent_at          timestamptz,           -- when WhatsApp last took a message from here
    phone_seen_at    timestamptz,           -- to the hour
    lock_active      boolean     not null default false,  -- no first messages to people
    lock_until       timestamptz,           -- null: WhatsApp does not say
    lock_type        text,                  -- in WhatsApp's own words
    cap_status       text,                  -- likewise: of new chats in a cycle
    cap_total        bigint,
    cap_used         bigint,
    cap_until        timestamptz,
    disconnected_at  timestamptz,
    disconnect_code  text,
    disconnect_words text,
    set_aside        integer     not null default 0       -- stanzas that could not be stored yet
);
