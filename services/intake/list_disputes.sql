select dispute, state, category, channel, unit, area, scale, involved, late, received_at, registered_at, revision
from view_queue.dispute
where starts_with(unit, @prefix)
  and (@state::smallint is null or state = @state)
  and (@category::text is null or category = @category)
  and (@before::timestamptz is null or (registered_at, dispute) < (@before, @before_dispute::uuid))
order by registered_at desc, dispute desc
limit @size
