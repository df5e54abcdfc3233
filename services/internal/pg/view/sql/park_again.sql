update public.follower_parked
   set held = false, tries = tries + 1, error = $4
 where follower = $1 and stream = $2 and revision = $3
