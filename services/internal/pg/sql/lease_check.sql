-- The lock makes a takeover wait until this transaction has ended; the timeout ends it when its client is paused.
select set_config('idle_in_transaction_session_timeout', $3, true)
  from public.lease
 where name = $1 and epoch = $2
   for key share of lease
