insert into obligation (proceeding, place, due_on, closed)
select * from unnest($1::uuid[], $2::integer[], $3::date[], $4::boolean[])
