-- Names of streams by id, for the readers' cache: a name never changes.
SELECT id, name
FROM streams
WHERE id = ANY ($1::bigint[])
