-- A page of one stream against its order: revisions $2 down to $3, never past the published head, never older than $maxAge.
SELECT position, stream_id, revision, event_id, type, is_json, data, metadata, created
FROM events
WHERE stream_id = $1 AND revision <= $2 AND revision >= $3 AND position <= $4 AND created >= $5
ORDER BY revision DESC
LIMIT $6
