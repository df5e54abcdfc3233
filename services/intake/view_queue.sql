create table dispute (
    dispute       uuid        not null primary key,
    state         smallint    not null, -- anjie.intake.v1.DisputeState
    category      text        not null,
    channel       text        not null,
    unit          text        not null collate "C", -- 12 digits; a leading part selects everything below it
    area          text        not null,
    scale         text        not null,
    involved      integer     not null,
    late          boolean     not null,
    received_at   timestamptz not null, -- claimed
    registered_at timestamptz not null, -- by the server
    revision      bigint      not null  -- of the dispute's last event
);
comment on table dispute is 'The queue of disputes, one row each. Read model: rebuilt from the log, no personal data.';
create index dispute_by_time on dispute (registered_at desc, dispute desc);
create index dispute_by_unit on dispute (unit, registered_at desc, dispute desc);
