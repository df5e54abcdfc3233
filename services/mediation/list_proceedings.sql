select proceeding, dispute, ordinal, state, before, unit, mode, basis, mediators, sessions, due_on, outcome, late, opened_at,
       recorded_at, ended_at, confirm_by, confirmation, next_due_on, set_aside, revision
from view_proceedings.proceeding
where starts_with(unit, @prefix) and not set_aside
  and (@state::smallint is null or state = @state)
  and (@mode::text is null or mode = @mode)
  and (@mediator::text is null or mediators @> array[@mediator::text])
  and (@dispute::uuid is null or dispute = @dispute)
  and (@due_by::date is null or outcome = '' and due_on <= @due_by)
  and (@owed_by::date is null or next_due_on <= @owed_by)
  and (@before::timestamptz is null or (recorded_at, proceeding) < (@before, @before_proceeding::uuid))
order by recorded_at desc, proceeding desc
limit @size
