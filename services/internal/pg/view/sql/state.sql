select "commit", "prepare", coalesce(definition, ''), generation,
       (select array_agg(distinct stream) from public.follower_parked where follower = $1),
       (select count(*) from public.follower_parked where follower = $1)
  from public.follower_position
 where name = $1
