insert into desk (handler, dispute, registered_at, due_on, mine, unacknowledged)
select * from unnest($1::text[], $2::uuid[], $3::timestamptz[], $4::date[], $5::boolean[], $6::boolean[])
on conflict (handler, dispute) do update set
    due_on = excluded.due_on, mine = excluded.mine, unacknowledged = excluded.unacknowledged
