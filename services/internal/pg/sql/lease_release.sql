update public.lease set until = '-infinity' where name = $1 and epoch = $2
