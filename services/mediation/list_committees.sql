select roster, unit, committee, term_ends_on, chair, members, women, multi_ethnic, minority, hired, revision
from view_proceedings.committee
where starts_with(unit, @prefix)
  and (@ends_by::date is null or term_ends_on <= @ends_by)
  and (unit, committee) > (@after_unit, @after_committee)
order by unit, committee
limit @size
