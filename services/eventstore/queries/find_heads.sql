-- What the writer has to know of streams that it does not remember.
SELECT id, name, last_revision, state, coalesce(truncate_before, 0), coalesce(max_count, 0), coalesce(max_age_s, 0), coalesce(acl::text, '')
FROM streams
WHERE name = ANY ($1::text[])
