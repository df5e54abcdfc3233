select dispute, unit, registered_at, title, narrative
from view_index.dispute
where dispute = any (@disputes)
