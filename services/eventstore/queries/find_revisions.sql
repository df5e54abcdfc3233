-- The events that follow an expected revision: is an append that comes late the repetition of one that was accepted?
SELECT w.n - 1, e.event_id, e.revision, e.position
FROM unnest($1::bigint[], $2::bigint[], $3::bigint[]) WITH ORDINALITY AS w (stream_id, low, high, n)
JOIN events e ON e.stream_id = w.stream_id AND e.revision BETWEEN w.low AND w.high
ORDER BY w.n, e.revision
