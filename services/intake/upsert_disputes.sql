insert into dispute as d
    (dispute, state, category, channel, unit, area, scale, involved, late, received_at, registered_at, revision)
select *
from unnest($1::uuid[], $2::smallint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::integer[],
            $9::boolean[], $10::timestamptz[], $11::timestamptz[], $12::bigint[])
on conflict (dispute) do update set
    state = excluded.state, category = excluded.category, channel = excluded.channel, unit = excluded.unit,
    area = excluded.area, scale = excluded.scale, involved = excluded.involved, late = excluded.late,
    received_at = excluded.received_at, registered_at = excluded.registered_at, revision = excluded.revision
