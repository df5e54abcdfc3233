package say

import "time"

// Beijing is where all times are shown.
func Beijing() *time.Location {
	loc, err := time.LoadLocation("Asia/Shanghai")
	if err != nil { // the zone is linked into the program
		return time.FixedZone("Asia/Shanghai", 8*60*60)
	}
	return loc
}

// Clock is a time to the second; a dash where there is none.
func Clock(t time.Time) string {
	if t.IsZero() || t.Unix() == 0 {
		return "–"
	}
	return t.In(Beijing()).Format(time.DateTime)
}
