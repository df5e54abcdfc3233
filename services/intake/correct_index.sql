-- What was not corrected comes as null. Characters of texts that are no longer there stay: what is found is opened and looked at.
update dispute set
    received_at = coalesce($2, received_at), title = coalesce($3, title), narrative = coalesce($4, narrative),
    place = coalesce($5, place),
    characters = array(select distinct x from unnest(characters || $6::bigint[]) as x order by x)
where dispute = $1
