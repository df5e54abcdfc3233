package proceeding

import "anjie.internal/services/internal/calendar"

// acceptance counts until when it is decided whether an application is accepted, from the day on which it came or was handed over: nil
// where the rule sets no days, or that day is not known. Who decides later does so all the same, for the parties are not to suffer for it;
// it is warned of.
func (c Open) acceptance(r Rule, applied calendar.Date, referral *Referral) (*Limit, []string, error) {
	came, warnings := applied, c.unanswerable(referral)
	if referral != nil && c.Referral.Received != "" {
		var err error
		if came, err = readDay(c.Referral.Received, "referral.received_on"); err != nil {
			return nil, nil, err
		}
	}
	if r.AcceptIn == 0 || came.IsZero() {
		return nil, warnings, nil
	}
	l, err := limitOf(Rule{ID: r.ID, Amount: r.AcceptIn, Clock: Workdays}, came, c.Calendar)
	if err != nil {
		return nil, nil, err
	}
	switch day := c.day(); {
	case l.expired(day):
		warnings = append(warnings, WarnAcceptLate)
	case l.DueOn.IsZero() && day.After(came.Plus(r.AcceptIn)) && len(warnings) == 0: // before that it is in time, whatever is off
		warnings = append(warnings, WarnAcceptUnknown)
	}
	return &l, warnings, nil
}

// unanswerable warns of a court whose last day for an answer cannot be counted. The answer may come much later, so that it is always said.
func (c Open) unanswerable(r *Referral) []string {
	if r == nil || !r.AnswerBy.IsZero() || r.Channel != CourtChannel || c.Referral.Received == "" {
		return nil
	}
	return []string{WarnAcceptUnknown}
}
