-- Everything in a schema that a query can lock, in an order that all swaps share.
select c.relname
  from pg_class c
  join pg_namespace n on n.oid = c.relnamespace
 where n.nspname = $1 and c.relkind in ('r', 'p', 'm')
 order by c.relname
