update vault_key
set wrapped = null, destroyed_at = coalesce(destroyed_at, $3), subject = $1, bound_at = coalesce(bound_at, $3)
where id = any ($2::uuid[])
