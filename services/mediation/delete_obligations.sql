delete from obligation where proceeding = any($1::uuid[])
