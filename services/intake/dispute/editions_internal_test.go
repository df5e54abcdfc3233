package dispute

import (
	"slices"
	"strings"
	"testing"
	"time"

	"anjie.internal/services/internal/calendar"
	"anjie.internal/services/internal/fault"
	"anjie.internal/services/internal/personal"
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

// TestACommandIsCodedByTheEditionOfItsDay lets every code of the first edition go out of use. What is entered before that day is taken as
// ever, whatever it is about, and what is entered from then on is not.
func TestACommandIsCodedByTheEditionOfItsDay(t *testing.T) {
	before := editions
	t.Cleanup(func() { editions = before })
	last := time.Date(2027, 6, 30, 4, 0, 0, 0, time.UTC)
	editions = append(slices.Clip(before), Edition{Version: "bare", From: calendar.On(2027, time.July, 1)})
	s := State{
		Phase: Concluded, Unit: "320205101203", Outcome: "R11", Before: Handling, Owner: Handler{Unit: "320205101203"}, Round: Round{Number: 1, Lead: Handler{Unit: "320205101203"}},
	}
	open := s
	open.Phase, open.Outcome = Handling, ""
	act := func(at time.Time) Act { return Act{At: at, OccurredAt: at, ActingUnit: "320205101203"} }
	limit := Limit{Rule: "handle", Amount: 10, Clock: "wd", DueOn: "2027-12-31", Calendar: "cn"}
	for name, test := range map[string]struct {
		state   State
		command func(time.Time) Command
	}{
		"reopening": {s, func(at time.Time) Command { return Reopen{Act: act(at), Reason: "P01"} }},
		"voiding":   {s, func(at time.Time) Command { return Void{Act: act(at), Reason: "X01"} }},
		"rating":    {s, func(at time.Time) Command { return Rate{Act: act(at), Rater: "Q01", Grade: "G01"} }},
		"archiving": {s, func(at time.Time) Command { return Archive{Act: act(at), Retention: "D10"} }},
		"objecting": {withObjectBy(open), func(at time.Time) Command {
			return Object{Act: act(at), Reason: "O01", Grounds: personal.Plain("不归我管")}
		}},
		"marking urgent": {open, func(at time.Time) Command { return MarkUrgent{Act: act(at), Reason: "E01", Limit: limit} }},
		"assessing": {open, func(at time.Time) Command {
			return AssessRisk{Act: act(at), Level: Blue, Indicators: []string{"I01"}, ExpiresOn: "2027-07-20", Grounds: personal.Plain("曾争执")}
		}},
	} {
		if _, err := Decide(test.state, test.command(last)); err != nil {
			t.Errorf("%s on the last day of the first edition: %v", name, err)
		}
		if _, err := Decide(test.state, test.command(last.AddDate(0, 0, 1))); fault.As(err) == nil || !strings.HasPrefix(fault.As(err).Code, "unknown-") {
			t.Errorf("%s on the first day of the next: %v", name, err)
		}
	}
}

func withObjectBy(s State) State {
	s.Round.ObjectBy = "2027-12-31"
	return s
}
