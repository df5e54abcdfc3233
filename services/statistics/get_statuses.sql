-- The statuses that hold now, of some disputes.
select dispute, from_commit, from_prepare, unit, category, outcome, closed_commit, closed_prepare, registered_on, accepted_on, closed_on, merged, voided
from status
where dispute = any ($1::uuid[]) and to_commit is null
