select
    dispute, number, state, category, channel, unit, area, scale, involved, late, received_at, registered_at, owner, lead,
    assisting, acknowledged, due_on, limit_on, urgent, risk, risk_until, import, last_step_at, revision
from view_queue.dispute
where number = $1
