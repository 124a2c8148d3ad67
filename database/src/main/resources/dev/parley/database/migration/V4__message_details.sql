-- What a message has beside its words.
alter table message
    -- When its author changed or deleted it for everyone, to the millisecond of their clock.
    add column edited_at  timestamptz,
    add column deleted_at timestamptz;

-- The file of a message. Its bytes are in the media store, once they were fetched or sent from here.
create table message_file (
    message      bigint  primary key references message (seq) on delete cascade,
    session_id   text    not null,  -- whose key encrypts the reference
    mimetype     text    not null,
    filename     text,              -- a document's
    caption      text,
    size         bigint,            -- bytes, as the sender says
    duration     integer,           -- seconds, of sound and video
    width        integer,
    height       integer,
    waveform     bytea,             -- of a voice note: 64 values of 0 to 100
    thumbnail    bytea,             -- a small JPEG
    voice        boolean not null default false,
    animated     boolean not null default false,  -- a video shown as GIF, a moving sticker
    -- Where WhatsApp has it, its key and hashes: the engine's own form, encrypted as whatsapp_key's values are, bound to
    -- the session, 'message-file' and the message's WhatsApp id. Null for a file of ours that is not uploaded yet.
    reference    bytea,
    key_id       text,
    -- SHA-256 of the content in hex: its name in the media store. Null while it is only at WhatsApp.
    content_hash text,
    check ((reference is null) = (key_id is null))
);
create index message_file_content on message_file (content_hash) where content_hash is not null;

-- Who reacts to a message how: the latest of each side counts, also one taken back, so that an older one changes nothing.
create table reaction (
    chat_id       bigint      not null references chat on delete cascade,
    -- The message, by what makes it unique. It may come later, or never.
    whatsapp_id   text        not null,
    message_from_me boolean   not null,
    from_me       boolean     not null,
    emoji         text        not null,  -- empty: taken back
    reacted_at    timestamptz not null,
    primary key (chat_id, whatsapp_id, message_from_me, from_me)
);
