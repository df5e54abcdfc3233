-- Last revision of a stream that is published; none while its first append is committed but not published yet.
SELECT revision
FROM events
WHERE stream_id = $1 AND position <= $2
ORDER BY revision DESC
LIMIT 1
