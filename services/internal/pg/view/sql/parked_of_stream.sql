select "commit", "prepare", stream, revision, event_id, event_type, held, tries, error, parked_at
  from public.follower_parked
 where follower = $1 and stream = $2
 order by revision
