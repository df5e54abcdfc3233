delete from public.follower_parked where follower = $1
