select "commit", "prepare", stream, revision, event_id, event_type, held, tries, error, parked_at
  from public.follower_parked
 where follower = $1
 order by "commit", "prepare"
