-- A page of $all in commit order. Positions are dense, so a range of positions is a page.
SELECT position, stream_id, revision, event_id, type, is_json, data, metadata, created
FROM events
WHERE position >= $1 AND position <= $2
ORDER BY position
