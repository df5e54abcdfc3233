-- The rebuilt view takes the place of the live one: $1 live, $2 rebuilt.
update public.follower_position as live
   set "commit" = next."commit", "prepare" = next."prepare", definition = next.definition,
       generation = live.generation + 1, saved_at = clock_timestamp()
  from public.follower_position as next
 where live.name = $1 and next.name = $2
