update vault_key
set subject = bound.subject, bound_at = $3
from unnest($1::uuid[], $2::text[]) as bound (id, subject)
where vault_key.id = bound.id and vault_key.subject is null
