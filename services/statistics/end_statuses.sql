-- $1, $2 where the rows begin, $3, $4 where they end
update status s
set to_commit = x.to_commit, to_prepare = x.to_prepare
from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[]) as x (from_commit, from_prepare, to_commit, to_prepare)
where (s.from_commit, s.from_prepare) = (x.from_commit, x.from_prepare)
