-- Handlers of a list come as one text, with a blank between them: rows of arrays of different lengths cannot be unnested.
insert into dispute as d
    (dispute, number, state, open, category, channel, unit, area, scale, involved, late, received_at, registered_at, owner,
     lead, assisting, acknowledged, due_on, urgent, risk, import, last_step_at, revision, phase, before, objector, contested,
     unrouted, next_route, risk_until, limit_on, accept_by, acknowledge_by,
     merged_into)
select
    x.dispute, x.number, x.state, x.open, x.category, x.channel, x.unit, x.area, x.scale, x.involved, x.late, x.received_at,
    x.registered_at, x.owner, x.lead, string_to_array(x.assisting, ' '), string_to_array(x.acknowledged, ' '), x.due_on,
    x.urgent, x.risk, x.import, x.last_step_at, x.revision, x.phase, x.before, x.objector, x.contested, x.unrouted, x.next_route,
    x.risk_until, x.limit_on, x.accept_by, x.acknowledge_by, x.merged_into
from unnest(
    $1::uuid[], $2::text[], $3::smallint[], $4::boolean[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[],
    $10::integer[], $11::boolean[], $12::timestamptz[], $13::timestamptz[], $14::text[], $15::text[], $16::text[], $17::text[],
    $18::date[], $19::boolean[], $20::text[], $21::uuid[], $22::timestamptz[], $23::bigint[], $24::smallint[], $25::smallint[],
    $26::text[], $27::boolean[], $28::boolean[], $29::boolean[], $30::date[], $31::date[], $32::date[],
    $33::date[], $34::uuid[]
) as x
    (dispute, number, state, open, category, channel, unit, area, scale, involved, late, received_at, registered_at, owner,
     lead, assisting, acknowledged, due_on, urgent, risk, import, last_step_at, revision, phase, before, objector, contested,
     unrouted, next_route, risk_until, limit_on, accept_by, acknowledge_by,
     merged_into)
on conflict (dispute) do update set
    state = excluded.state, open = excluded.open, category = excluded.category, channel = excluded.channel, area =
    excluded.area, scale = excluded.scale, involved = excluded.involved, late = excluded.late, received_at =
    excluded.received_at, registered_at = excluded.registered_at, owner = excluded.owner, lead = excluded.lead, assisting =
    excluded.assisting, acknowledged = excluded.acknowledged, due_on = excluded.due_on, urgent = excluded.urgent, risk =
    excluded.risk, import = excluded.import, last_step_at = excluded.last_step_at, revision = excluded.revision, phase =
    excluded.phase, before = excluded.before, objector = excluded.objector, contested = excluded.contested, unrouted =
    excluded.unrouted, next_route = excluded.next_route, risk_until = excluded.risk_until,
    limit_on = excluded.limit_on, accept_by = excluded.accept_by, acknowledge_by = excluded.acknowledge_by,
    merged_into = excluded.merged_into
