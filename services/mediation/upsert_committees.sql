insert into committee as c (roster, unit, committee, term_ends_on, chair, members, women, multi_ethnic, minority, hired, revision)
select roster, unit, committee, term_ends_on, chair, string_to_array(members, ','), women, multi_ethnic, minority, string_to_array(hired, ','), revision
from unnest($1::uuid[], $2::text[], $3::text[], $4::date[], $5::text[], $6::text[], $7::integer[], $8::boolean[], $9::boolean[], $10::text[], $11::bigint[])
  as r (roster, unit, committee, term_ends_on, chair, members, women, multi_ethnic, minority, hired, revision)
on conflict (roster) do update set
    term_ends_on = excluded.term_ends_on, chair = excluded.chair, members = excluded.members, women = excluded.women,
    multi_ethnic = excluded.multi_ethnic, minority = excluded.minority, hired = excluded.hired, revision = excluded.revision
