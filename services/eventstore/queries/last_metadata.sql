-- The last event of a $$ stream: the metadata in force.
SELECT e.data
FROM streams s
JOIN events e ON e.stream_id = s.id
WHERE s.name = $1
ORDER BY e.revision DESC
LIMIT 1
