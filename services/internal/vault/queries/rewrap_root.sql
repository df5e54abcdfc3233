update vault_root
set wrapped = $2, kek = $3
where name = $1
