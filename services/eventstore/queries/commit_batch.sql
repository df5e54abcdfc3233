-- Appends one batch: all of it, or nothing (then no row is inserted) when this server does not own the log any more.
-- One statement on purpose: the backend has all of it before it takes the row lock of log_head, so that a server which is
-- paused half-way through sending never holds the lock. Everything reads from fence, so nothing happens without it.
--   $1 epoch  $2 id of the batch  $3 position of its first event  $4 position after its last event
--   $5… columns of streams  $13… columns of events, in the order of their positions
--   $21 names of streams that were taken for new without a look: if one of them is there, nothing happens either
WITH fence AS (
    UPDATE log_head SET next_position = $4, last_batch = $2
    WHERE epoch = $1 AND next_position = $3
        AND NOT EXISTS (SELECT FROM streams WHERE name = ANY ($21::text[]))
    RETURNING next_position
), kept AS (
    INSERT INTO streams (id, name, last_revision, state, truncate_before, max_count, max_age_s, acl)
    SELECT s.id, s.name, s.last_revision, s.state, s.truncate_before, s.max_count, s.max_age_s, s.acl::jsonb
    FROM fence
    CROSS JOIN unnest($5::bigint[], $6::text[], $7::bigint[], $8::smallint[], $9::bigint[], $10::bigint[], $11::bigint[], $12::text[])
        AS s (id, name, last_revision, state, truncate_before, max_count, max_age_s, acl)
    ON CONFLICT (id) DO UPDATE SET
        last_revision = excluded.last_revision, state = excluded.state, truncate_before = excluded.truncate_before,
        max_count = excluded.max_count, max_age_s = excluded.max_age_s, acl = excluded.acl
)
INSERT INTO events (position, stream_id, revision, event_id, type, is_json, data, metadata, created)
SELECT $3 + e.n - 1, e.stream_id, e.revision, e.event_id, e.type, e.is_json, e.data, e.metadata, e.created
FROM fence
CROSS JOIN unnest($13::bigint[], $14::bigint[], $15::uuid[], $16::text[], $17::boolean[], $18::bytea[], $19::bytea[], $20::bigint[])
    WITH ORDINALITY AS e (stream_id, revision, event_id, type, is_json, data, metadata, created, n)
