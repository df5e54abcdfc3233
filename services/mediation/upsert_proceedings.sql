insert into proceeding as p
    (proceeding, dispute, ordinal, state, unit, mode, basis, mediators, sessions, due_on, outcome, late, opened_at, recorded_at,
     ended_at, confirm_by, next_due_on, revision)
select proceeding, dispute, ordinal, state, unit, mode, basis, string_to_array(mediators, ','), sessions, due_on, outcome, late,
       opened_at, recorded_at, ended_at, confirm_by, next_due_on, revision
from unnest($1::uuid[], $2::uuid[], $3::integer[], $4::smallint[], $5::text[], $6::text[], $7::text[], $8::text[], $9::integer[],
            $10::date[], $11::text[], $12::boolean[], $13::timestamptz[], $14::timestamptz[], $15::timestamptz[], $16::date[],
            $17::date[], $18::bigint[])
  as r (proceeding, dispute, ordinal, state, unit, mode, basis, mediators, sessions, due_on, outcome, late, opened_at, recorded_at,
        ended_at, confirm_by, next_due_on, revision)
on conflict (proceeding) do update set
    state = excluded.state, mediators = excluded.mediators, sessions = excluded.sessions, due_on = excluded.due_on,
    outcome = excluded.outcome, ended_at = excluded.ended_at, confirm_by = excluded.confirm_by,
    next_due_on = excluded.next_due_on, revision = excluded.revision
