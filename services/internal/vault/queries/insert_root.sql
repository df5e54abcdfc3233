insert into vault_root (name, wrapped, kek, created_at)
values ($1, $2, $3, $4)
on conflict (name) do nothing
