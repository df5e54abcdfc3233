create table registrations (
    unit       text   not null collate "C", -- 12 digits; a leading part selects everything below it
    month      text   not null collate "C", -- YYYY-MM, Beijing civil month of the recording time
    registered bigint not null,
    withdrawn  bigint not null,
    primary key (unit, month)
);
comment on table registrations is 'Disputes registered and withdrawn per unit and month (registrations-v1). Read model: rebuilt from the log.';
create table as_of (
    name        text        not null primary key, -- of the definition
    recorded_at timestamptz not null              -- of the youngest counted event
);
comment on table as_of is 'Recording time of the youngest event that is counted. Read model: rebuilt from the log.';
