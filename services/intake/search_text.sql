-- Disputes one of whose texts, or one of whose parties, holds all tokens of a text of two characters or more, newest first.
with hit as (
    select dispute
    from view_index.dispute
    where title @> @text or narrative @> @text or place @> @text or papers @> @text
    union
    select dispute
    from view_index.party
    where name @> @name or address @> @text or phone = @phone or id_number = @id_number
)
select d.dispute, d.registered_at, coalesce(q.number, '') as number
from hit
join view_index.dispute d using (dispute)
left join view_queue.dispute q using (dispute)
where (d.unit >= @from and d.unit < @to
       or @desks and d.dispute in (select dispute from view_queue.desk where handler >= @from and handler < @to))
  and (@state::smallint is null or q.state is null or q.state = @state)
  and (@before::timestamptz is null or (d.registered_at, d.dispute) < (@before, @before_dispute::uuid))
order by d.registered_at desc, d.dispute desc
limit @size
