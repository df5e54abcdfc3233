select roster, unit, committee, term_ends_on, chair, members, women, multi_ethnic, minority, hired, revision
from committee
where roster = any($1::uuid[])
