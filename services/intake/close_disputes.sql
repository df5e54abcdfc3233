update dispute d
set state = $3, revision = x.revision
from unnest($1::uuid[], $2::bigint[]) as x (dispute, revision)
where d.dispute = x.dispute
