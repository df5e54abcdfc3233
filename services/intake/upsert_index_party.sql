insert into party (dispute, place, name, address, person, phone, id_number)
values ($1, $2, $3, $4, $5, $6, $7)
on conflict (dispute, place) do update set
    name = excluded.name, address = excluded.address, person = excluded.person, phone = excluded.phone,
    id_number = excluded.id_number
