-- The last counted event.
select from_commit, from_prepare, recorded from status order by from_commit desc, from_prepare desc limit 1
