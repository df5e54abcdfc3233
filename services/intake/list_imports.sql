select i.import, i.state, i.unit, i.file, i.mapping, i.edition, i.sheet, i.rows, i.left_out, i.difference, i.revert_reason, i.actor,
       i.started_at, i.completed_at, i.reverted_at,
       (select count(*) from view_imports.dispute d where d.import = i.import) as disputes,
       (select count(*) from view_imports.dispute d where d.import = i.import and d.voided) as voided
from view_imports.import i
where starts_with(i.unit, @prefix)
  and (@import::uuid is null or i.import = @import)
  and (@state::smallint is null or i.state = @state)
  and (@file::text is null or i.file = @file)
  and (@before::timestamptz is null or (i.started_at, i.import) < (@before, @before_import::uuid))
order by i.started_at desc, i.import desc
limit @size
