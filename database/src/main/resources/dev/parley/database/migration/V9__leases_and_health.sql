-- The running bridges. Whoever cannot prolong its time before it is over is dead: it starts again under another id.
create table bridge_process (
    id         text        primary key,
    started_at timestamptz not null default now(),
    alive_till timestamptz not null
);

-- Which of them runs a session. At most one can write for it: whoever takes a session over raises the epoch, and each
-- transaction of an owner holds this row shared when it commits and fails when the epoch is no longer its own.
create table session_lease (
    session_id text    primary key references whatsapp_session on delete cascade,
    owner      text    references bridge_process on delete set null,
    epoch      bigint  not null,
    -- Whether a process that has room is to run it: not once it ended for good.
    wanted     boolean not null
);
create index session_lease_owner on session_lease (owner);
