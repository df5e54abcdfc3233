-- Targets of links, as far as they exist, are published and visible to a reader of their stream.
SELECT e.position, e.stream_id, e.revision, e.event_id, e.type, e.is_json, e.data, e.metadata, e.created
FROM unnest($1::text[], $2::bigint[]) AS wanted (stream, revision)
JOIN streams AS s ON s.name = wanted.stream
JOIN events AS e ON e.stream_id = s.id AND e.revision = wanted.revision
WHERE e.position <= $3
  AND s.state = 0
  AND e.revision >= coalesce(s.truncate_before, 0)
  AND e.revision > s.last_revision - coalesce(s.max_count, s.last_revision + 1)
  AND (s.max_age_s IS NULL OR e.created >= $4::bigint - s.max_age_s * 10000000)
