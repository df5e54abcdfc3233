select "commit", "prepare" from public.follower_position where name = $1
