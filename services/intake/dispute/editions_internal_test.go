package dispute

import (
	"testing"
	"time"

	"anjie.internal/services/internal/calendar"
)

func TestTheNewestEditionThatHasBegunIsInForce(t *testing.T) {
	all := []Edition{
		{Version: "first", From: calendar.On(2026, time.November, 1)},
		{Version: "second", From: calendar.On(2027, time.January, 1)},
		{Version: "third", From: calendar.On(2027, time.July, 1)},
	}
	for day, want := range map[calendar.Date]string{
		calendar.On(2012, time.June, 1):      "first", // entered late: coded by the first
		calendar.On(2026, time.December, 31): "first",
		calendar.On(2027, time.January, 1):   "second",
		calendar.On(2027, time.June, 30):     "second",
		calendar.On(2030, time.January, 1):   "third",
	} {
		if got := inForce(all, day).Version; got != want {
			t.Errorf("on %s the %s edition is in force, want the %s", day, got, want)
		}
	}
}
