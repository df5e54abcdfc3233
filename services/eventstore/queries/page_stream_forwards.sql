-- A page of one stream: from a revision on, never past the published head, never older than the cut-off of $maxAge.
SELECT position, stream_id, revision, event_id, type, is_json, data, metadata, created
FROM events
WHERE stream_id = $1 AND revision >= $2 AND position <= $3 AND created >= $4
ORDER BY revision
LIMIT $5
