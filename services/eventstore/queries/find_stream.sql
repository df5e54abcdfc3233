-- What readers must know of a stream: where it ends and which of its events are visible.
SELECT id, last_revision, state, truncate_before, max_count, max_age_s
FROM streams
WHERE name = $1
