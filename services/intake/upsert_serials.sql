insert into serial (unit, year, last)
select * from unnest($1::text[], $2::smallint[], $3::integer[])
on conflict (unit, year) do update set last = excluded.last
