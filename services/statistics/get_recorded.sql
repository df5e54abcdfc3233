-- When the youngest event that is counted at a position was recorded.
select recorded
from view_statuses.status
where (from_commit, from_prepare) <= ($1, $2)
order by from_commit desc, from_prepare desc
limit 1
