insert into registrations as r (unit, month, registered, withdrawn)
select * from unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[])
on conflict (unit, month) do update set
    registered = r.registered + excluded.registered,
    withdrawn  = r.withdrawn + excluded.withdrawn
