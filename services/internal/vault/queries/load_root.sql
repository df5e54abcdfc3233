select name, wrapped, kek
from vault_root
where name = $1
