select d.dispute, d.unit, d.registered_at, d.title, d.narrative, coalesce(q.number, '')
from view_index.dispute d
left join view_queue.dispute q using (dispute)
where d.dispute = any (@disputes)
