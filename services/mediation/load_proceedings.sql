select proceeding, dispute, ordinal, state, before, unit, mode, basis, mediators, sessions, due_on, outcome, late, opened_at,
       recorded_at, ended_at, confirm_by, confirmation, next_due_on, set_aside, revision
from proceeding
where proceeding = any($1::uuid[])
