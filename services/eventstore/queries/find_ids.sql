-- Which of the proposed ids are in the stream already, and where.
SELECT w.n, e.event_id, e.revision, e.position
FROM unnest($1::bigint[], $2::bigint[], $3::uuid[]) AS w (n, stream_id, event_id)
JOIN events e ON e.stream_id = w.stream_id AND e.event_id = w.event_id
ORDER BY w.n, e.revision
