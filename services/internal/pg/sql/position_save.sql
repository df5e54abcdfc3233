insert into public.follower_position as f (name, "commit", "prepare", saved_at)
values ($1, $2, $3, clock_timestamp())
on conflict (name) do update
   set "commit" = excluded."commit", "prepare" = excluded."prepare", saved_at = excluded.saved_at
 where (f."commit", f."prepare") <= (excluded."commit", excluded."prepare")
