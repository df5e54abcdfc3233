package proceeding

import (
	"errors"

	"anjie.internal/services/internal/calendar"
)

// applicationDays are those in which the parties of a traffic accident apply for mediation after the determination has reached them
// (道路交通安全法实施条例 Art. 94).
const applicationDays = 10

// joint keeps that rule. What is entered late is copied from papers that may not say it: it is warned of, and only refused where they
// say that the law was not kept.
func (c Open) joint(m Mode, applied calendar.Date) (determined calendar.Date, unproven bool, err error) {
	if !m.Joint {
		if c.Determined != "" || c.Written {
			return determined, false, ErrDeterminationNotExpected.On("determined_on")
		}
		return determined, false, nil
	}
	if applied.IsZero() {
		applied = c.day()
	}
	if c.Determined != "" {
		if determined, err = readDay(c.Determined, "determined_on"); err != nil {
			return determined, false, err
		}
		if determined.After(applied) {
			return determined, false, ErrDetermination.On("determined_on")
		}
		last, err := c.Calendar.AddDays(determined, applicationDays)
		// Where the last day could be off and its year is not known, the plain tenth day is certainly within.
		if errors.Is(err, calendar.ErrUnknownYear) {
			last, err = determined.Plus(applicationDays), nil
		}
		if err != nil {
			return determined, false, err
		}
		if applied.After(last) {
			return determined, false, ErrAppliedTooLate.On("applied_on")
		}
	}
	field := ""
	switch {
	case c.Basis != OnApplication:
		field = "basis"
	case SetOf(c.Consented) != All(len(c.Parties)):
		field = "consented"
	case !c.Written:
		field = "applied_in_writing"
	case determined.IsZero():
		field = "determined_on"
	default:
		return determined, false, nil
	}
	if c.LateReason != "" {
		return determined, true, nil
	}
	return determined, false, ErrJointTraffic.On(field)
}
