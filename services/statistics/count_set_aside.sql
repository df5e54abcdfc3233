select count(*) from public.follower_parked where follower = $1 and ("commit", "prepare") <= ($2, $3)
