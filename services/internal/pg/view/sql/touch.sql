update public.follower_position set generation = generation + 1, saved_at = clock_timestamp() where name = $1
