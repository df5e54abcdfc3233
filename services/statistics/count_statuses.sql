-- How many disputes are in which sets of a window, as of a position. What that means is figure.Tally's business.
select coalesce(outcome, '') as outcome,
       coalesce(closed_on between @first and @last, false) as closed,
       coalesce(accepted_on between @first and @last, false) as accepted,
       registered_on between @first and @last as registered,
       count(*) as disputes
from view_statuses.status
where not merged and not voided
  and (from_commit, from_prepare) <= (@commit, @prepare)
  and (to_commit is null or (to_commit, to_prepare) > (@commit, @prepare))
  and (   closed_year = any (@years) and unit >= @low and unit < @high and closed_on between @first and @last
       or accepted_year = any (@years) and unit >= @low and unit < @high and accepted_on between @first and @last
       or registered_year = any (@years) and unit >= @low and unit < @high and registered_on between @first and @last)
group by 1, 2, 3, 4
