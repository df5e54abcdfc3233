-- A renewal need not outlive a crash of the server: the holder's connection does not either, and without it the lease is free. So
-- it does not wait for the disk, where the appends of the event store wait as well.
update public.lease
   set until = clock_timestamp() + $3::bigint * interval '1 microsecond'
  from (select set_config('synchronous_commit', 'off', true)) as soon
 where name = $1 and epoch = $2
