with cleared as (delete from party where dispute = $1)
update dispute set title = '{}', narrative = '{}', place = '{}', papers = '{}', characters = '{}'
where dispute = $1
