-- The rows are being encrypted under another master key, or that was interrupted: no bridge runs until it is done.
create table key_rotation (
    one        boolean     primary key default true check (one),
    key_id     text        not null,  -- of the new key
    started_at timestamptz not null default now()
);
