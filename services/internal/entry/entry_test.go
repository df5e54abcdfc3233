package entry_test

import (
	"errors"
	"testing"
	"time"

	"anjie.internal/services/internal/entry"
	"anjie.internal/services/internal/fault"
)

func TestTheRuleOfTwoTimes(t *testing.T) {
	at := time.Date(2026, 11, 23, 4, 0, 0, 0, time.UTC)
	for name, test := range map[string]struct {
		claimed time.Time
		late    string
		want    *fault.Error
	}{
		"now":                                  {claimed: at},
		"two minutes ahead is tolerated":       {claimed: at.Add(2 * time.Minute)},
		"more than two minutes ahead is not":   {claimed: at.Add(2*time.Minute + 1), want: entry.ErrInFuture},
		"a slip of the century":                {claimed: at.AddDate(-100, 0, 0), want: entry.ErrTooEarly},
		"a day old is in time":                 {claimed: at.Add(-24 * time.Hour)},
		"older than a day needs a reason":      {claimed: at.Add(-24*time.Hour - 1), want: entry.ErrLateReasonNeeded},
		"older than a day with a reason":       {claimed: at.AddDate(-14, 0, 0), late: "L03"},
		"an invented reason":                   {claimed: at, late: "L77", want: entry.ErrUnknownLateReason},
		"a reason marks what came in time too": {claimed: at, late: "L01"},
	} {
		t.Run(name, func(t *testing.T) {
			err := (entry.Times{At: at, OccurredAt: test.claimed, LateReason: test.late}).Check("occurred_at")
			if test.want == nil && err != nil || test.want != nil && !errors.Is(err, test.want) {
				t.Errorf("got %v, want %v", err, test.want)
			}
		})
	}
}

func TestADayBeginsInBeijing(t *testing.T) {
	day, err := entry.Day("2026-11-23", "arose_on")
	if err != nil || !day.Equal(time.Date(2026, 11, 22, 16, 0, 0, 0, time.UTC)) {
		t.Errorf("%v, %v", day, err)
	}
	if _, err := entry.Day("昨天", "arose_on"); !errors.Is(err, entry.ErrDateFormat) || fault.As(err).Field != "arose_on" {
		t.Errorf("%v", err)
	}
	if n := len(entry.LateReasons()); n != 5 {
		t.Errorf("%d late reasons", n)
	}
}
