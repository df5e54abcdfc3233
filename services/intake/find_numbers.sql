select
    d.dispute, d.number, d.state, d.category, d.channel, d.unit, d.area, d.scale, d.involved, d.late, d.received_at,
    d.registered_at, d.owner, d.lead, d.assisting, d.acknowledged, d.due_on, d.limit_on, d.urgent,
    d.risk, d.risk_until, d.import, d.last_step_at, d.revision
from view_queue.dispute d
where d.number >= @number and d.number < @number_to
  and d.unit >= @from and d.unit < @to
  and (@part_of::text is null or @part_of in (d.owner, d.lead) or @part_of = any (d.assisting))
  and (@part_of_unit::text is null or d.unit = @part_of_unit or exists (
    select from unnest(d.assisting || d.owner || d.lead) h where starts_with(h, @part_of_unit || '/')))
  and (@state::smallint is null or d.state = @state)
  and (@category::text is null or d.category = @category)
  and (@after_number::text is null or d.number > @after_number)
order by d.number
limit @size
