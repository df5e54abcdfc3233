-- Where the log really ends, and what the next stream and the next event must not fall behind.
SELECT coalesce((SELECT max(position) FROM events), 0),
       coalesce((SELECT created FROM events ORDER BY position DESC LIMIT 1), 0),
       coalesce((SELECT max(id) FROM streams), 0)
