with parked as (delete from public.follower_parked where follower = $1)
delete from public.follower_position where name = $1
