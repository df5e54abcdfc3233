-- Parties with a token in common with those asked for, of disputes received since a time: the surest first, then the newest.
select p.dispute, p.person, p.phone, p.id_number
from view_index.party p
join view_index.dispute d using (dispute)
where (p.id_number = any (@id_numbers) or p.phone = any (@phones) or p.person = any (@persons))
  and d.received_at >= @since
  and d.dispute <> @self
order by coalesce(p.id_number = any (@id_numbers), false) desc, coalesce(p.phone = any (@phones), false) desc,
         d.received_at desc, p.dispute, p.place
limit @most
