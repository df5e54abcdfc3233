-- Takes a lease that is free, expired, or whose holder's connection has gone. No row: somebody holds it. The first condition
-- keeps those who only look from locking the row; the second decides under its lock.
insert into public.lease as l (name, holder, epoch, until, pid, started)
select $1, $2, 1, clock_timestamp() + $3::bigint * interval '1 microsecond', a.pid, a.backend_start
  from pg_stat_activity a
 where a.pid = pg_backend_pid()
   and not exists (
         select from public.lease o
           join pg_stat_activity h on h.pid = o.pid and coalesce(h.backend_start = o.started, true)
          where o.name = $1 and o.until >= clock_timestamp())
on conflict (name) do update
   set holder = excluded.holder, epoch = l.epoch + 1, until = excluded.until, pid = excluded.pid, started = excluded.started
 where l.until < clock_timestamp()
    or not exists (select from pg_stat_activity h where h.pid = l.pid and coalesce(h.backend_start = l.started, true))
returning epoch
