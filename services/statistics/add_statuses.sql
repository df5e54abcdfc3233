insert into status
    (from_commit, from_prepare, to_commit, to_prepare, recorded, dispute, unit, category, outcome, closed_commit, closed_prepare,
     registered_on, accepted_on, closed_on, merged, voided)
select *
from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::timestamptz[], $6::uuid[], $7::text[], $8::text[], $9::text[],
            $10::bigint[], $11::bigint[], $12::date[], $13::date[], $14::date[], $15::boolean[], $16::boolean[])
