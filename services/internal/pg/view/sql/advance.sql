-- No row: somebody else has changed the view since this follower looked (rebuild, unpark, another follower).
update public.follower_position
   set "commit" = $2, "prepare" = $3, saved_at = clock_timestamp()
 where name = $1 and generation = $4 and "commit" = $5 and "prepare" = $6
