select
    dispute, number, state, open, category, channel, unit, area, scale, involved, late, received_at, registered_at, owner, lead,
    assisting, acknowledged, due_on, limit_on, urgent, risk, import, last_step_at, revision, phase, before, objector, contested, unrouted,
    next_route, risk_until, accept_by, acknowledge_by, merged_into
from dispute
where dispute = any($1::uuid[])
