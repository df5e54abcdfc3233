create table dispute (
    dispute       uuid        not null primary key,
    number        text        not null collate "C", -- case-number-v1: year of receipt, unit, serial
    state         smallint    not null, -- anjie.intake.v1.DisputeState
    open          boolean     not null, -- somebody still has to do something
    category      text        not null,
    channel       text        not null,
    unit          text        not null collate "C", -- 12 digits; a leading part selects everything below it
    area          text        not null,
    scale         text        not null,
    involved      integer     not null,
    late          boolean     not null,
    received_at   timestamptz not null, -- claimed
    registered_at timestamptz not null, -- by the server
    owner         text        not null, -- unit/department, as all handlers here
    lead          text        not null, -- empty while it is with nobody
    assisting     text[]      not null,
    acknowledged  text[]      not null,
    due_on        date,                 -- by which somebody must do something: accept, acknowledge, or be done
    limit_on      date,                 -- of the limit in force
    urgent        boolean     not null,
    risk          text        not null, -- of the case as it was assessed last, empty before; it holds until risk_until
    import        uuid,
    merged_into   uuid,                 -- the earlier dispute, while the merger holds
    last_step_at  timestamptz not null,
    revision      bigint      not null, -- of the dispute's last event
    -- What the fold must remember, see standing.go.
    phase         smallint    not null,
    before        smallint    not null,
    objector      text        not null, -- empty while no objection is pending
    contested     boolean     not null,
    unrouted      boolean     not null,
    next_route    boolean     not null,
    risk_until    date,                 -- the last day of the assessment, in Beijing
    accept_by     date,
    acknowledge_by date
);
comment on table dispute is 'The queue of disputes, one row each. Read model: rebuilt from the log, no personal data.';
create index dispute_by_time on dispute (registered_at desc, dispute desc);
create index dispute_by_unit on dispute (unit, registered_at desc, dispute desc);
create index dispute_by_state on dispute (state, registered_at desc, dispute desc);
create index dispute_by_category on dispute (category, registered_at desc, dispute desc);
create unique index dispute_by_number on dispute (number);
create index dispute_by_merger on dispute (merged_into, number) where merged_into is not null;
create index dispute_by_due on dispute (due_on, dispute) where open and due_on is not null;

create table serial (
    unit text     not null,
    year smallint not null,
    last integer  not null,
    primary key (unit, year)
);
comment on table serial is 'The last serial of each unit and year of receipt. Numbers are dense, in the order of the log, and never used again.';

create table desk (
    handler        text        not null collate "C",
    dispute        uuid        not null,
    registered_at  timestamptz not null,
    due_on         date,
    mine           boolean     not null, -- owns it or leads
    unacknowledged boolean     not null, -- was addressed and has not acknowledged
    primary key (handler, dispute)
);
comment on table desk is 'What lies on the desk of a unit or department: open disputes that it owns, leads or has to acknowledge.';
create index desk_mine on desk (handler, registered_at desc, dispute desc) where mine;
create index desk_unacknowledged on desk (handler, registered_at desc, dispute desc) where unacknowledged;
create index desk_due on desk (handler, due_on, dispute) where mine and due_on is not null;
