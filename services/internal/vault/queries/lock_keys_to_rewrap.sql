select id, wrapped, kek, coalesce(subject, '') as subject
from vault_key
where wrapped is not null and kek <> $1
order by id
limit $2
for update
