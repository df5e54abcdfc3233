select id, coalesce(subject, '') as subject
from vault_key
where subject = $1 or id = any ($2::uuid[])
order by id
for update
