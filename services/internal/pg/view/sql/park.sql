insert into public.follower_parked
       (follower, "commit", "prepare", stream, revision, event_id, event_type, held, tries, error, parked_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, clock_timestamp())
