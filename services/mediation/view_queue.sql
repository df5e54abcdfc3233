create table proceeding (
    proceeding  uuid        not null primary key,
    dispute     uuid        not null,
    ordinal     integer     not null,
    state       smallint    not null, -- anjie.mediation.v1.ProceedingState
    unit        text        not null collate "C", -- 12 digits; a leading part selects everything below it
    mode        text        not null,
    basis       text        not null,
    mediators   text[]      not null,
    sessions    integer     not null,
    due_on      date,                 -- unknown while the days off of its year are
    outcome     text        not null, -- empty while it is open
    late        boolean     not null,
    opened_at   timestamptz not null, -- claimed
    recorded_at timestamptz not null, -- of the opening, by the server
    ended_at    timestamptz,          -- claimed
    confirm_by  date,
    next_due_on date,
    revision    bigint      not null  -- of the proceeding's last event
);
comment on table proceeding is 'The queue of mediation proceedings, one row each. Read model: rebuilt from the log, no personal data.';
create index proceeding_by_time on proceeding (recorded_at desc, proceeding desc);
create index proceeding_by_unit on proceeding (unit, recorded_at desc, proceeding desc);
create index proceeding_by_dispute on proceeding (dispute);
create index proceeding_by_mediator on proceeding using gin (mediators);
create index proceeding_by_due on proceeding (due_on) where outcome = '';
