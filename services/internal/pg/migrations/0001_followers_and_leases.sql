-- +goose Up
create table follower_position (
  name       text primary key,
  "commit"   bigint not null default 0,
  "prepare"  bigint not null default 0,
  definition text,
  generation bigint not null default 0,
  saved_at   timestamptz not null default clock_timestamp()
);
comment on table follower_position is 'How far each follower of the event log has come. A row is written in the transaction that writes the follower''s effects.';
comment on column follower_position.name is 'Name of the follower, "view:queue". "view:queue__next" is a rebuild under way.';
comment on column follower_position."commit" is 'Commit part of the position of the last event whose effects are here; 0 before the first event.';
comment on column follower_position."prepare" is 'Prepare part of the same position; equal to commit with the embedded event store.';
comment on column follower_position.definition is 'For views: version of the definition that made the tables, and SHA-256 of its schema. Another one in the program means: rebuild, unless its version is lower.';
comment on column follower_position.generation is 'Raised whenever somebody else than the follower changed its effects (rebuild, unpark), so that the follower looks again.';
comment on column follower_position.saved_at is 'When the row was last written, by the database clock. For people; no rule reads it.';

create table follower_parked (
  follower   text not null,
  "commit"   bigint not null,
  "prepare"  bigint not null,
  stream     text not null,
  revision   bigint not null,
  event_id   uuid not null,
  event_type text not null,
  held       boolean not null,
  tries      integer not null,
  error      text not null,
  parked_at  timestamptz not null default clock_timestamp(),
  primary key (follower, "commit", "prepare")
);
create index follower_parked_stream on follower_parked (follower, stream, revision);
comment on table follower_parked is 'Events that a follower could not apply, and the later events of the same streams, which wait behind them. Other streams go on. Never contains payloads.';
comment on column follower_parked.follower is 'Name of the follower, as in follower_position.';
comment on column follower_parked."commit" is 'Commit part of the event''s position in the log.';
comment on column follower_parked."prepare" is 'Prepare part of the event''s position in the log.';
comment on column follower_parked.stream is 'Stream of the event.';
comment on column follower_parked.revision is 'Revision of the event in its stream.';
comment on column follower_parked.event_id is 'Id of the event.';
comment on column follower_parked.event_type is 'Stored name of the event''s type.';
comment on column follower_parked.held is 'False: the event itself could not be applied. True: it waits behind such an event.';
comment on column follower_parked.tries is 'How often it was tried.';
comment on column follower_parked.error is 'What went wrong, with everything that could come from the payload masked.';
comment on column follower_parked.parked_at is 'When it was parked, by the database clock.';

create table lease (
  name    text primary key,
  holder  text not null,
  epoch   bigint not null,
  until   timestamptz not null,
  pid     integer not null,
  started timestamptz not null,
  unique (name, epoch)
);
comment on table lease is 'Who may do what must be done by one process at a time. The epoch fences: a write names the epoch it holds and does not commit under a newer one.';
comment on column lease.name is 'What is leased, "view:queue".';
comment on column lease.holder is 'Who holds it or held it last. For people; no rule reads it.';
comment on column lease.epoch is 'Raised with every change of holder. Unique with the name, so that raising it waits for writers that have just checked it (FOR KEY SHARE) while renewals do not.';
comment on column lease.until is 'The lease may be taken after this time, by the database clock.';
comment on column lease.pid is 'Server process of the holder''s connection. The lease may be taken at once when that connection has gone.';
comment on column lease.started is 'When that connection began; tells a number that was given again.';

-- +goose Down
drop table lease;
drop table follower_parked;
drop table follower_position;
