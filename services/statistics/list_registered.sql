-- A page of the disputes that were registered in a window, as of a position. Both bounds are of the index, so that a page begins where the
-- last one ended and ends with the unit.
select dispute, unit, category, coalesce(outcome, '') as outcome, registered_on, accepted_on, closed_on, closed_commit, closed_prepare
from view_statuses.status
where not merged and not voided
  and (from_commit, from_prepare) <= (@commit, @prepare)
  and (to_commit is null or (to_commit, to_prepare) > (@commit, @prepare))
  and (registered_year, unit, registered_on, dispute) > (@after_year, @after_unit, @after_day, @after_dispute)
  and (registered_year, unit) < (@last_year, @high)
  and unit >= @low and unit < @high and registered_on between @first and @last
order by registered_year, unit, registered_on, dispute
limit @size
