create table import (
    import        uuid        not null primary key,
    state         smallint    not null, -- anjie.intake.v1.ImportState
    unit          text        not null collate "C", -- 12 digits; a leading part selects everything below it
    file          text        not null,
    mapping       text        not null,
    edition       integer     not null,
    sheet         integer     not null,
    rows          integer     not null,
    left_out      integer     not null,
    difference    text        not null,
    revert_reason text        not null,
    actor         text        not null, -- account that started it
    started_at    timestamptz not null,
    completed_at  timestamptz,
    reverted_at   timestamptz,
    reverted_by   text        not null, -- account, empty when it was not reverted
    reverting     uuid                  -- id of the event that reverted it
);
comment on table import is 'Ledger imports, one row each. Read model: rebuilt from the log, no personal data.';
create index import_by_time on import (started_at desc, import desc);

create table dispute (
    dispute uuid    not null primary key,
    import  uuid    not null,
    voided  boolean not null
);
comment on table dispute is 'What came with which import. Read model: rebuilt from the log, no personal data.';
create index dispute_by_import on dispute (import, voided, dispute);
