insert into public.follower_position as f (name, "commit", "prepare", definition, generation, saved_at)
values ($1, 0, 0, $2, 1, clock_timestamp())
on conflict (name) do update
   set "commit" = 0, "prepare" = 0, definition = excluded.definition, generation = f.generation + 1, saved_at = excluded.saved_at
