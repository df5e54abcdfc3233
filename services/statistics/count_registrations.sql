select unit, month, registered, withdrawn
from view_registrations.registrations
where starts_with(unit, @prefix)
  and (@from_month = '' or month >= @from_month)
  and (@to_month = '' or month <= @to_month)
order by unit, month
