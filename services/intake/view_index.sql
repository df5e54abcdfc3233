create table dispute (
    dispute       uuid        not null primary key,
    unit          text        not null collate "C", -- 12 digits; a leading part selects everything below it
    received_at   timestamptz not null, -- claimed
    registered_at timestamptz not null, -- by the server
    title         bigint[]    not null, -- tokens of pairs of characters, here and below; empty after an erasure
    narrative     bigint[]    not null,
    place         bigint[]    not null,
    papers        bigint[]    not null, -- of a hand-over
    characters    bigint[]    not null  -- tokens of single characters of all four
);
comment on table dispute is 'The blind index: keyed tokens of sealed texts, one row per dispute. Read model: rebuilt from the log and the vault.';
-- Tokens are random numbers: to try to compress them is in vain.
alter table dispute alter title set storage external, alter narrative set storage external, alter place set storage external,
    alter papers set storage external, alter characters set storage external;
create index dispute_by_token on dispute using gin (title, narrative, place, papers, characters);
create index dispute_by_time on dispute (registered_at desc, dispute desc);

create table party (
    dispute   uuid     not null,
    place     smallint not null, -- among the parties of the dispute, from 0
    name      bigint[] not null, -- tokens of pairs of characters and of single ones
    address   bigint[] not null,
    person    bigint, -- token of the whole name
    phone     bigint, -- token of the phone number
    id_number bigint, -- token of the citizen number or credit code
    primary key (dispute, place)
);
comment on table party is 'The blind index: keyed tokens of what identifies the parties of a dispute. Gone after an erasure.';
create index party_by_token on party using gin (name, address);
create index party_by_person on party (person) where person is not null;
create index party_by_phone on party (phone) where phone is not null;
create index party_by_id_number on party (id_number) where id_number is not null;
