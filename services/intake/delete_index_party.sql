delete from party
where dispute = $1 and place = $2
