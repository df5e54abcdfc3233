-- A page of the disputes that were closed in a window, as of a position. Both bounds are of the index, so that a page begins where the
-- last one ended and ends with the unit.
select dispute, unit, category, coalesce(outcome, '') as outcome, registered_on, accepted_on, closed_on, closed_commit, closed_prepare
from view_statuses.status
where not merged and not voided
  and (from_commit, from_prepare) <= (@commit, @prepare)
  and (to_commit is null or (to_commit, to_prepare) > (@commit, @prepare))
  and (closed_year, unit, closed_on, dispute) > (@after_year, @after_unit, @after_day, @after_dispute)
  and (closed_year, unit) < (@last_year, @high)
  and unit >= @low and unit < @high and closed_on between @first and @last
  and outcome = any (@outcomes)
order by closed_year, unit, closed_on, dispute
limit @size
