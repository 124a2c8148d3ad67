-- Whoever owns sessions. The inbox signs people up with an e-mail address; a caller of the bridge that has users of its
-- own only has an id for them, and such a user cannot sign in.
create table app_user (
    id         text        primary key,
    email      text        unique,
    name       text,
    created_at timestamptz not null default now()
);

-- One WhatsApp number of a user, or the place for one.
create table whatsapp_session (
    id              text        primary key,
    user_id         text        not null references app_user on delete cascade,
    slot            integer     not null check (slot >= 1),
    -- E.164 with +; null until linked and again after the phone removed the link. Unique: one phone, one link.
    phone           text        unique,
    -- The same account by LID, user@lid.
    lid             text,
    display_name    text,
    profile_pic_url text,
    status          text        not null default 'disconnected'
                                check (status in ('disconnected', 'connecting', 'qr_ready', 'connected')),
    -- A stable code, and the sentence for people that goes with it; null when there is nothing to explain.
    reason          text,
    reason_words    text,
    -- Set when this link must be undone: the reason to do so. It survives a restart, so no device stays linked unseen.
    unlink_reason   text,
    -- The phone whose chats are stored under this session. Linking another one removes them: a reply must not go out
    -- from a number that the other person never wrote to.
    chats_of_phone  text,
    last_seen       timestamptz,
    created_at      timestamptz not null default now(),
    updated_at      timestamptz not null default now(),
    unique (user_id, slot)
);
create index whatsapp_session_user on whatsapp_session (user_id);
create index whatsapp_session_status on whatsapp_session (status);

-- The credentials and Signal keys of a session: one row a key, so that a ratchet step writes one small row.
create table whatsapp_key (
    session_id text  not null references whatsapp_session on delete cascade,
    -- What the entry is, in the engine's words ('session', 'pre-key', …), and its name among those.
    kind       text  not null,
    name       text  not null,
    -- Twelve bytes of nonce, then AES-256-GCM ciphertext with its tag, bound to session, kind and name.
    value      bytea not null,
    -- Names the master key that it is encrypted under.
    key_id     text  not null,
    -- Some kinds are kept for a number of days only.
    written_on date  not null default current_date,
    primary key (session_id, kind, name)
) with (fillfactor = 70);  -- room for the next version of a row in the same page: ratchets are rewritten all the time
create index whatsapp_key_age on whatsapp_key (session_id, kind, written_on) where kind in ('sent-message', 'retry');
-- Ciphertext does not compress; trying would only cost time.
alter table whatsapp_key alter column value set storage external;
