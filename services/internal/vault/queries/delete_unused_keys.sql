delete from vault_key
where id = any ($1::uuid[]) and subject is null
