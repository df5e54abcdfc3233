select roster, unit, committee, term_ends_on, chair, members, women, hired, revision
from committee
where roster = any($1::uuid[])
