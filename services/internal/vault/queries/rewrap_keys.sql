update vault_key
set wrapped = made.wrapped, kek = $3
from unnest($1::uuid[], $2::bytea[]) as made (id, wrapped)
where vault_key.id = made.id
