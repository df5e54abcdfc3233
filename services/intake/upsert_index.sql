with cleared as (delete from party where dispute = $1)
insert into dispute as d (dispute, unit, received_at, registered_at, title, narrative, place, papers, characters)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
on conflict (dispute) do update set
    unit = excluded.unit, received_at = excluded.received_at, registered_at = excluded.registered_at, title = excluded.title,
    narrative = excluded.narrative, place = excluded.place, papers = excluded.papers, characters = excluded.characters
