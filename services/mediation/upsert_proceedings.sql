insert into proceeding as p
    (proceeding, dispute, ordinal, state, before, unit, mode, basis, mediators, sessions, due_on, outcome, late, opened_at,
     recorded_at, ended_at, confirm_by, confirmation, next_due_on, set_aside, revision)
select proceeding, dispute, ordinal, state, before, unit, mode, basis, string_to_array(mediators, ','), sessions, due_on, outcome,
       late, opened_at, recorded_at, ended_at, confirm_by, confirmation, next_due_on, set_aside, revision
from unnest($1::uuid[], $2::uuid[], $3::integer[], $4::smallint[], $5::smallint[], $6::text[], $7::text[], $8::text[], $9::text[],
            $10::integer[], $11::date[], $12::text[], $13::boolean[], $14::timestamptz[], $15::timestamptz[], $16::timestamptz[],
            $17::date[], $18::text[], $19::date[], $20::boolean[], $21::bigint[])
  as r (proceeding, dispute, ordinal, state, before, unit, mode, basis, mediators, sessions, due_on, outcome, late, opened_at,
        recorded_at, ended_at, confirm_by, confirmation, next_due_on, set_aside, revision)
on conflict (proceeding) do update set
    state = excluded.state, before = excluded.before, mediators = excluded.mediators, sessions = excluded.sessions,
    due_on = excluded.due_on, outcome = excluded.outcome, ended_at = excluded.ended_at, confirm_by = excluded.confirm_by,
    confirmation = excluded.confirmation, next_due_on = excluded.next_due_on, set_aside = excluded.set_aside,
    revision = excluded.revision
