-- What people are called and what else is known of them, under each address that they are known by.
alter table contact
    alter column push_name drop not null,
    add column saved_name    text,  -- what the owner calls them; counts before what they call themselves
    add column business_name text,  -- that WhatsApp vouches for
    add column about         text,
    add column blocked       boolean     not null default false,
    -- WhatsApp's address of the picture, which expires; null while there is none or none may be seen.
    add column picture_url   text,
    add column picture_id    text,
    add column picture_at    timestamptz;  -- when WhatsApp was asked; null: to be asked
create index contact_blocked on contact (session_id) where blocked;

-- The best name of a person under two addresses.
create function person_name(session text, pn text, lid text) returns text language sql stable parallel safe as $$
    select coalesce(max(c.saved_name), max(c.push_name), max(c.business_name))
    from contact c where c.session_id = person_name.session and c.jid in (person_name.pn, person_name.lid)
$$;

alter table chat
    -- The person's best name; kept here so that the chat list can be searched without a join.
    add column name           text,
    -- False for one that only settings were heard of, and no message yet.
    add column shown          boolean     not null default true,
    add column archived       boolean     not null default false,
    add column pinned_at      timestamptz,
    add column muted_until    timestamptz,  -- the end of 9999: without an end
    -- The owner wants to see it as unread, whatever was read.
    add column marked_unread  boolean     not null default false,
    -- New messages disappear after so many seconds; 0: never.
    add column expires_in     integer     not null default 0,
    add column expires_set_at timestamptz not null default 'epoch',
    -- Whether the unread count, and archive, pin and mute, were learned from something newer than the history.
    add column unread_known   boolean     not null default false,
    add column settings_known boolean     not null default false,
    -- Whether the phone has older messages than those stored here.
    add column older          text        not null default 'unknown' check (older in ('unknown', 'on_phone', 'none'));
update chat set name = person_name(session_id, pn, lid);
drop index chat_newest;
create index chat_newest on chat (session_id, last_message_at desc, id desc) where shown;

-- Whether a new message takes its chat out of the archive: a setting of the account.
alter table whatsapp_session add column unarchive_chats boolean not null default false;

alter table message
    -- Stands for a message that cannot be read yet, and is replaced when that comes.
    add column placeholder  boolean     not null default false,
    add column starred      boolean     not null default false,
    -- Pinned by either side for both.
    add column pinned_until timestamptz,
    -- The words, and the session behind a '=', which no word holds: a search reads nothing of others, by the index alone.
    -- Punctuation parts words here, so that 'bill.pdf' is found by 'pdf'; longer words than 2 kB are not indexed.
    add column search tsvector not null generated always as (
        case when deleted_at is null and not placeholder then
            to_tsvector('simple', translate(left(content, 65536), '.,:;/\@-_+#&=?!|"''()[]{}<>*~%$', repeat(' ', 30)))
            || array_to_tsvector(array['=' || session_id])
        else '' end) stored;
create index message_search on message using gin (search);

-- What is known of messages that are not here: not yet, or no more.
create table message_amendment (
    chat_id     bigint      not null references chat on delete cascade,
    whatsapp_id text        not null,
    from_me     boolean     not null,
    -- Gone on the own devices: it must not come back.
    removed     boolean     not null default false,
    -- Its latest edit, which came first.
    edited_at   timestamptz,
    content     text,
    noted_at    timestamptz not null default now(),
    primary key (chat_id, whatsapp_id, from_me),
    check ((edited_at is null) = (content is null))
);
create index message_amendment_age on message_amendment (noted_at);

-- Who voted for what in a poll: the latest vote of each side, also one withdrawn.
create table poll_vote (
    chat_id         bigint      not null references chat on delete cascade,
    whatsapp_id     text        not null,
    message_from_me boolean     not null,
    from_me         boolean     not null,
    options         text[]      not null,
    voted_at        timestamptz not null,
    primary key (chat_id, whatsapp_id, message_from_me, from_me)
);
