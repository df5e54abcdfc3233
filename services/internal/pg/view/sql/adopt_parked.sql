update public.follower_parked set follower = $1 where follower = $2
