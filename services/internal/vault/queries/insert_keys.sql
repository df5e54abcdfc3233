insert into vault_key (id, wrapped, kek, created_at)
select made.id, made.wrapped, $3, $4
from unnest($1::uuid[], $2::bytea[]) as made (id, wrapped)
