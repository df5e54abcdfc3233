insert into as_of as a (name, recorded_at) values ($1, $2)
on conflict (name) do update set recorded_at = greatest(a.recorded_at, excluded.recorded_at)
