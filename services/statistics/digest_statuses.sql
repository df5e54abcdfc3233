-- The disputes of count_statuses.sql, one by one in the order of their ids.
select dispute,
       coalesce(outcome, '') as outcome,
       coalesce(closed_on between @first and @last, false) as closed,
       coalesce(accepted_on between @first and @last, false) as accepted,
       registered_on between @first and @last as registered
from view_statuses.status
where not merged and not voided
  and (from_commit, from_prepare) <= (@commit, @prepare)
  and (to_commit is null or (to_commit, to_prepare) > (@commit, @prepare))
  and (   closed_year = any (@years) and unit >= @low and unit < @high and closed_on between @first and @last
       or accepted_year = any (@years) and unit >= @low and unit < @high and accepted_on between @first and @last
       or registered_year = any (@years) and unit >= @low and unit < @high and registered_on between @first and @last)
order by dispute
