update public.lease
   set until = clock_timestamp() + $3::bigint * interval '1 microsecond'
 where name = $1 and epoch = $2
