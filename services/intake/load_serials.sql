select s.unit, s.year, s.last
from serial s
join unnest($1::text[], $2::smallint[]) as x (unit, year) on s.unit = x.unit and s.year = x.year
