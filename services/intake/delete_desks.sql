delete from desk k
using unnest($1::text[], $2::uuid[]) as x (handler, dispute)
where k.handler = x.handler and k.dispute = x.dispute
