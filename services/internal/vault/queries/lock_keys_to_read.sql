select id, wrapped, kek, coalesce(subject, '') as subject
from vault_key
where id = any ($1::uuid[])
order by id
for key share
