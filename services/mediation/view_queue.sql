create table proceeding (
    proceeding   uuid        not null primary key,
    dispute      uuid        not null,
    ordinal      integer     not null,
    state        smallint    not null, -- anjie.mediation.v1.ProceedingState
    before       smallint    not null, -- the state to which a suspended one comes back
    unit         text        not null collate "C", -- 12 digits; a leading part selects everything below it
    mode         text        not null,
    basis        text        not null,
    mediators    text[]      not null,
    sessions     integer     not null,
    due_on       date,                 -- unknown while the days off of its year are
    outcome      text        not null, -- empty while it is open
    late         boolean     not null,
    opened_at    timestamptz not null, -- claimed
    recorded_at  timestamptz not null, -- of the opening, by the server
    ended_at     timestamptz,          -- claimed
    confirm_by   date,
    confirmation text        not null, -- C3 to C8; empty while nobody applied
    next_due_on  date,                 -- of what is owed under the agreement
    set_aside    boolean     not null, -- with the registration of its dispute: no list shows it
    revision     bigint      not null  -- of the proceeding's last event
);
comment on table proceeding is 'The queue of mediation proceedings, one row each. Read model: rebuilt from the log, no personal data.';
create index proceeding_by_time on proceeding (recorded_at desc, proceeding desc);
create index proceeding_by_unit on proceeding (unit, recorded_at desc, proceeding desc);
create index proceeding_by_dispute on proceeding (dispute);
create index proceeding_by_mediator on proceeding using gin (mediators);
create index proceeding_by_due on proceeding (due_on) where outcome = '';
create index proceeding_by_owed on proceeding (next_due_on) where next_due_on is not null;

create table obligation (
    proceeding uuid     not null,
    place      integer  not null,
    due_on     date,             -- of what is performed on the spot there is none
    closed     boolean  not null, -- performed or replaced
    primary key (proceeding, place)
);
comment on table obligation is 'What is owed under agreements, without what and by whom. Read model: rebuilt from the log.';

create table committee (
    roster       uuid    not null primary key,
    unit         text    not null collate "C",
    committee    text    not null collate "C",
    term_ends_on date    not null,
    chair        text    not null,
    members      text[]  not null, -- accounts
    women        integer not null,
    multi_ethnic boolean not null, -- its area has several ethnic groups
    minority     boolean not null, -- and some member is of a smaller one there; nobody is known to be
    hired        text[]  not null,
    revision     bigint  not null
);
comment on table committee is 'People''s mediation committees, one row each, accounts and no names. Read model: rebuilt from the log.';
create unique index committee_by_unit on committee (unit, committee);
