-- What the figures know of every dispute, at every position of the log: a row holds from one counted event of its dispute up to the
-- next one, which is what makes any figure as of any position one query.
create table status (
    from_commit     bigint      not null, -- position of the event that made it so
    from_prepare    bigint      not null,
    to_commit       bigint,               -- position of the event that ended it; null: it holds
    to_prepare      bigint,
    recorded        timestamptz not null, -- running maximum of the recording times of all counted events up to this one
    dispute         uuid        not null,
    unit            text        not null collate "C", -- that registered it; 12 digits, a leading part selects everything below it
    category        text        not null,
    outcome         text,                 -- null: open
    closed_commit   bigint,               -- position of the closing event
    closed_prepare  bigint,
    registered_on   date        not null, -- Beijing days of claimed times
    accepted_on     date,
    closed_on       date,
    registered_year smallint    not null generated always as (extract(year from registered_on)) stored,
    accepted_year   smallint    generated always as (extract(year from accepted_on)) stored,
    closed_year     smallint    generated always as (extract(year from closed_on)) stored,
    merged          boolean     not null,
    voided          boolean     not null,
    primary key (from_commit, from_prepare)
);
comment on table status is 'Status of every dispute at every position of the log. Read model: rebuilt from the log, no personal data.';
create unique index status_present on status (dispute) where to_commit is null;
create index status_by_recording on status (recorded, from_commit, from_prepare);
-- The year comes first so that a window reads its own years only, and the unit next so that a village does not read its whole
-- province. The order is that of the pages of ListCountedDisputes.
create index status_closed on status (closed_year, unit, closed_on, dispute) where closed_on is not null and not merged and not voided;
create index status_accepted on status (accepted_year, unit, accepted_on, dispute) where accepted_on is not null and not merged and not voided;
create index status_registered on status (registered_year, unit, registered_on, dispute) where not merged and not voided;
