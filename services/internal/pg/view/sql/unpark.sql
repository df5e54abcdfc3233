delete from public.follower_parked where follower = $1 and stream = $2 and revision < $3
