-- What is on its way to WhatsApp, one row each, in the order in which it was accepted: messages, and what is done to
-- messages that are already there. A row goes when WhatsApp took it, or never will; so the table is short.
create table outbox (
    seq         bigint      generated always as identity primary key,
    session_id  text        not null,
    -- The message that is sent, or that the reaction, edit or deletion is about. Its chat is where this goes to.
    message     bigint      not null references message (seq) on delete cascade,
    kind        text        not null check (kind in ('message', 'reaction', 'edit', 'deletion')),
    -- Reserved when it was accepted, so that every attempt has the same. A message's stands in its own row, too.
    whatsapp_id text        not null,
    -- The emoji, or the new text.
    content     text,
    accepted_at timestamptz not null,
    -- How often it was handed to WhatsApp without an answer.
    attempts    smallint    not null default 0,
    -- It has surely not left yet: the session was offline, or its file must be uploaded before. Whoever wants to change
    -- it or take it back may do so as long as this holds; it ends, committed, before the row is handed to WhatsApp.
    held        boolean     not null
);
create index outbox_order on outbox (session_id, seq);
create index outbox_message on outbox (message);

insert into outbox (session_id, message, kind, whatsapp_id, accepted_at, attempts, held)
select session_id, seq, 'message', whatsapp_id, sent_at, attempts, false
from message where status = 'pending' and from_me order by seq;

drop index message_pending;
alter table message
    drop column attempts,
    -- The stable code beside the words of 'failure'.
    add column failure_code text,
    -- SHA-256 of what the caller asked for under the idempotency key: the same key with another wish is a mistake.
    add column request_hash bytea;
