-- The contents in the media store. A row is written before its content is put there and removed before the content
-- is, so a content without a row is nobody's.
create table media_content (
    hash     text        primary key,  -- SHA-256 in hex
    size     bigint      not null,     -- bytes
    mimetype text        not null,     -- what the bytes are, whatever the message says
    used_at  timestamptz not null      -- to some minutes
);
create index media_content_used on media_content (used_at);

alter table message_file
    add foreign key (content_hash) references media_content on delete set null,
    -- When the phone said that it has the file no more. What is in the store is then the only one.
    add column lost_at  timestamptz,
    -- When the phone was last asked to upload it again.
    add column asked_at timestamptz,
    -- How often it was fetched in vain ahead of being asked for.
    add column fetches  smallint not null default 0;

-- Small pictures and voice notes to be fetched ahead, latest first.
create index message_file_wanted on message_file (session_id, message desc)
    where content_hash is null and reference is not null and lost_at is null and fetches < 3
        and size <= 1048576 and (voice or mimetype like 'image/%');
