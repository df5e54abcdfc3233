select proceeding, place, due_on, closed
from obligation
where proceeding = any($1::uuid[])
order by proceeding, place
