-- A conversation with one person. WhatsApp knows a person by phone number and by LID; both are kept, and outside the
-- chat is named by the phone number as soon as that is known. This table is the chat list: kept, not computed.
create table chat (
    id                   bigint      generated always as identity primary key,
    session_id           text        not null references whatsapp_session on delete cascade,
    pn                   text,       -- digits@s.whatsapp.net
    lid                  text,       -- user@lid
    unread_count         integer     not null default 0 check (unread_count >= 0),
    last_message_at      timestamptz not null default 'epoch',  -- that, while there is no message
    last_message_content text,
    last_message_from_me boolean,
    check (pn is not null or lid is not null),
    unique (session_id, pn),
    unique (session_id, lid)
) with (fillfactor = 80);
-- The chat list, newest first; the id makes the order total.
create index chat_newest on chat (session_id, last_message_at desc, id desc);

-- The names that people gave themselves, under each address that they are known by.
create table contact (
    session_id text not null references whatsapp_session on delete cascade,
    jid        text not null,
    push_name  text not null,
    primary key (session_id, jid)
);

-- Phone numbers as people type them, resolved once by asking WhatsApp: its own form can differ (Brazil, Argentina, Mexico).
create table phone_lookup (
    phone        text        primary key,  -- E.164 with +
    pn           text,
    lid          text,
    looked_up_at timestamptz not null default now(),
    check (pn is not null or lid is not null)
);

-- How far a message got. The order is that of the values, and a message only moves forward. 'failed' comes first: a
-- message given up on may yet turn out to have arrived.
create type message_status as enum ('failed', 'pending', 'sent', 'delivered', 'read', 'played');

create table message (
    -- The order of arrival, which decides between messages of the same second.
    seq             bigint         generated always as identity primary key,
    session_id      text           not null references whatsapp_session on delete cascade,
    chat_id         bigint         not null references chat on delete cascade,
    -- In a conversation of two, from_me says who the sender is, under whichever name WhatsApp addresses them.
    from_me         boolean        not null,
    whatsapp_id     text           not null,
    -- The server's time, to the second; until it confirmed a message of ours, the time here.
    sent_at         timestamptz    not null,
    type            text           not null
                                   check (type in ('text', 'image', 'video', 'audio', 'document', 'sticker', 'other')),
    content         text           not null,
    quoted_id       text,
    quoted_content  text,
    -- Only messages of ours have one.
    status          message_status,
    -- Why it is 'failed', in words.
    failure         text,
    -- How often it was handed to WhatsApp without an answer.
    attempts        smallint       not null default 0,
    -- The caller's own name for a sending, so that asking twice sends once.
    idempotency_key text,
    check (from_me or status is null),
    -- What makes a message unique; a redelivery is recognised by it.
    unique (chat_id, whatsapp_id, from_me)
) with (fillfactor = 90);
-- A page of a thread.
create index message_thread on message (chat_id, sent_at, seq);
-- Finds a message by the id alone, as it stands in the path of a request.
create index message_whatsapp_id on message (session_id, whatsapp_id);
-- The outbox: what a session has yet to send, in order.
create index message_pending on message (session_id, seq) where status = 'pending';
create unique index message_idempotency on message (session_id, idempotency_key) where idempotency_key is not null;
