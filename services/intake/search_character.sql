-- Disputes whose texts or parties hold a single character, newest first.
with hit as (
    select dispute
    from view_index.dispute
    where characters @> @text
    union
    select dispute
    from view_index.party
    where name @> @name or address @> @text
)
select d.dispute, d.unit, d.registered_at
from hit
join view_index.dispute d using (dispute)
where starts_with(d.unit, @prefix)
  and (@before::timestamptz is null or (d.registered_at, d.dispute) < (@before, @before_dispute::uuid))
order by d.registered_at desc, d.dispute desc
limit @size
