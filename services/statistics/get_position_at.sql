-- The last counted event before the first one that was recorded later than $1.
select from_commit, from_prepare, recorded
from view_statuses.status
where recorded <= $1
order by recorded desc, from_commit desc, from_prepare desc
limit 1
