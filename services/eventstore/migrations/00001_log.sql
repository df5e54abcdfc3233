-- +goose Up

-- The log, as plain tables. Whoever can read SQL can read it:
--   SELECT e.position, s.name, e.revision, e.type, convert_from(e.data, 'UTF8')
--   FROM events e JOIN streams s ON s.id = e.stream_id ORDER BY e.position;

CREATE TABLE log_head (
    one           boolean PRIMARY KEY DEFAULT true CHECK (one),
    epoch         bigint  NOT NULL CHECK (epoch >= 0),
    next_position bigint  NOT NULL CHECK (next_position >= 1),
    last_batch    uuid
) WITH (fillfactor = 10);
COMMENT ON TABLE log_head IS 'One row: who may write the log, and where it ends. Every transaction that appends updates this row first.';
COMMENT ON COLUMN log_head.one IS 'Always true: keeps the table at one row.';
COMMENT ON COLUMN log_head.epoch IS 'Number of the ownership under which appends are accepted. A server raises it when it takes over; a transaction that carries an older number changes nothing.';
COMMENT ON COLUMN log_head.next_position IS 'Position that the next event gets. The last event of the log has next_position - 1.';
COMMENT ON COLUMN log_head.last_batch IS 'Id of the last batch that was committed. Tells a server that lost its connection during COMMIT whether the batch is in the log.';
INSERT INTO log_head (epoch, next_position) VALUES (0, 1);

CREATE TABLE streams (
    id              bigint   PRIMARY KEY,
    name            text     COLLATE "C" NOT NULL UNIQUE CHECK (name <> ''),
    last_revision   bigint   NOT NULL CHECK (last_revision >= -1),
    state           smallint NOT NULL CHECK (state IN (0, 1, 2)),
    truncate_before bigint,
    max_count       bigint,
    max_age_s       bigint,
    acl             jsonb
) WITH (fillfactor = 80);
COMMENT ON TABLE streams IS 'One row per stream. The streams whose name begins with $$ hold the metadata of the stream named after it.';
COMMENT ON COLUMN streams.id IS 'Short number of the stream, given by the server that writes the log.';
COMMENT ON COLUMN streams.name IS 'Name of the stream as clients use it, for example dispute-0192f0c1-….';
COMMENT ON COLUMN streams.last_revision IS 'Revision of the last event. -1: there is metadata, but no event yet. 9223372036854775807: the tombstone.';
COMMENT ON COLUMN streams.state IS '0 live; 1 soft-deleted: reads find nothing, an append revives it; 2 tombstoned: closed for ever.';
COMMENT ON COLUMN streams.truncate_before IS 'From the metadata ($tb): events with a smaller revision are not shown in reads of the stream.';
COMMENT ON COLUMN streams.max_count IS 'From the metadata ($maxCount): only so many of the last revisions are shown. Always 1 for $$ streams: only the last metadata counts.';
COMMENT ON COLUMN streams.max_age_s IS 'From the metadata ($maxAge), in seconds: older events are not shown in reads of the stream.';
COMMENT ON COLUMN streams.acl IS 'From the metadata ($acl): who should read, write and delete. Kept, not enforced.';

CREATE TABLE events (
    position  bigint  PRIMARY KEY CHECK (position >= 1),
    stream_id bigint  NOT NULL,
    revision  bigint  NOT NULL CHECK (revision >= 0),
    event_id  uuid    NOT NULL,
    type      text    COLLATE "C" NOT NULL,
    is_json   boolean NOT NULL,
    data      bytea   NOT NULL,
    metadata  bytea   NOT NULL,
    created   bigint  NOT NULL,
    CONSTRAINT events_revision UNIQUE (stream_id, revision)
)
-- An event with sealed parts has two or three kilobytes. PostgreSQL would try to compress each such row, in vain, and put it
-- aside into a second table: a commit of 24 registrations took 3.4 ms with that and 2.7 ms without. Rows up to a page stay as
-- they are.
WITH (toast_tuple_target = 8160);
ALTER TABLE events ALTER COLUMN data SET STORAGE EXTERNAL, ALTER COLUMN metadata SET STORAGE EXTERNAL;
CREATE INDEX events_event_id ON events (stream_id, event_id);
COMMENT ON TABLE events IS 'The log: one row per event, never changed, never removed.';
COMMENT ON COLUMN events.position IS 'Place in the log: 1, 2, 3 … without a hole, in the order of the commits. Clients see it as commit and as prepare position.';
COMMENT ON COLUMN events.stream_id IS 'The stream, streams.id.';
COMMENT ON COLUMN events.revision IS 'Place in the stream: 0, 1, 2 … The tombstone has 9223372036854775807.';
COMMENT ON COLUMN events.event_id IS 'Id that the client gave. An append that is repeated with the same ids is recognised by them.';
COMMENT ON COLUMN events.type IS 'Type of the event, for example dispute-registered-v1. $metadata and $streamDeleted are the store''s own.';
COMMENT ON COLUMN events.is_json IS 'Whether the client said that data is JSON. It is not checked.';
COMMENT ON COLUMN events.data IS 'The event, byte for byte as appended.';
COMMENT ON COLUMN events.metadata IS 'The event''s metadata, byte for byte as appended.';
COMMENT ON COLUMN events.created IS 'When the server accepted it: intervals of 100 ns since 1970-01-01 UTC, never decreasing. to_timestamp(created / 1e7) shows it.';
COMMENT ON CONSTRAINT events_revision ON events IS 'Last line of defence: no revision of a stream is given twice.';
COMMENT ON INDEX events_event_id IS 'Recognises repeated appends that name no exact revision.';

-- +goose StatementBegin
CREATE FUNCTION events_are_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'events are kept: % refused', TG_OP USING ERRCODE = 'insufficient_privilege';
END
$$;
-- +goose StatementEnd
COMMENT ON FUNCTION events_are_kept() IS 'Refuses whatever would change or remove events. Costs appends nothing.';
CREATE TRIGGER events_are_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON events
    FOR EACH STATEMENT EXECUTE FUNCTION events_are_kept();
-- The owner of the table and superusers are bound by the trigger, until they disable it, and not by the revoke: superusers have
-- all rights, and an owner can grant itself its rights again. The revoke is for everyday accidents.
REVOKE UPDATE, DELETE, TRUNCATE ON events FROM CURRENT_USER;
