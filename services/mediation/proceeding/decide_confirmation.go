package proceeding

import (
	"errors"
	"slices"

	"anjie.internal/services/internal/calendar"
	"anjie.internal/services/internal/entry"
)

// applyForConfirmation keeps Art. 33: all parties together, within 30 days of effect, and not where no court confirms.
func applyForConfirmation(s State, c ApplyForConfirmation) ([]Event, error) {
	if err := s.toOfficer(c.Act); err != nil {
		return nil, err
	}
	if err := s.effected(c.Act); err != nil {
		return nil, err
	}
	switch {
	case c.Calendar == nil:
		return nil, errNoCalendar
	case !s.Draft.Confirmable:
		return nil, ErrNotConfirmable
	case s.Confirmation != "" && s.Confirmation != NotAccepted && s.Confirmation != ApplicationBack:
		return nil, ErrAppliedBefore
	case !c.Court.Present():
		return nil, ErrCourtNeeded.On("court")
	}
	if err := checkParties(c.Applicants, s.Parties, "applicants"); err != nil {
		return nil, err
	}
	if SetOf(c.Applicants) != All(s.Parties) {
		return nil, ErrJointApplication.On("applicants")
	}
	effective, day := calendar.DateOf(s.EffectiveAt), c.day()
	// Where the last day could be off and its year is not known, the plain thirtieth day is certainly within.
	last, err := c.Calendar.AddDays(effective, confirmationDays)
	if errors.Is(err, calendar.ErrUnknownYear) {
		last, err = effective.Plus(confirmationDays), nil
	}
	if err != nil {
		return nil, err
	}
	if day.After(last) {
		return nil, ErrWindowClosed.On("occurred_at")
	}
	return []Event{&ConfirmationAppliedV1{When: c.when(), Of: s.Of, Court: c.Court}}, nil
}

func decideConfirmation(s State, c DecideConfirmation) ([]Event, error) {
	if err := s.toOfficer(c.Act); err != nil {
		return nil, err
	}
	if err := s.effected(c.Act); err != nil {
		return nil, err
	}
	if c.OccurredAt.Add(entry.FutureTolerance).Before(s.AppliedAt) {
		return nil, ErrBeforeApplication.On("occurred_at")
	}
	from := Applied
	if c.Result == EnforcementSought {
		from = Confirmed
	}
	switch c.Result {
	case NotAccepted, Confirmed, Dismissed, ApplicationBack, EnforcementSought:
	default:
		return nil, ErrUnknownConfirmation.On("result")
	}
	if s.Confirmation != from {
		return nil, ErrNotApplied.On("result")
	}
	if err := c.checkReason(); err != nil {
		return nil, err
	}
	if c.Result == EnforcementSought && !slices.ContainsFunc(s.Obligations, func(o Owing) bool { return !o.Closed() && c.day().After(o.DueOn) }) {
		return nil, ErrNothingDue.On("result")
	}
	return []Event{&ConfirmationDecidedV1{When: c.when(), Of: s.Of, Codes: CodesVersion, Result: c.Result, Reason: c.Reason, Number: c.Number, Note: c.Note}}, nil
}

// checkReason wants a reason of its own kind for what is not accepted and what is dismissed, and none for anything else.
func (c DecideConfirmation) checkReason() error {
	switch known := confirmationReasons.Has(c.Reason); {
	case c.Result == NotAccepted && known && c.Reason < "N10",
		c.Result == Dismissed && known && c.Reason > "N10",
		c.Result != NotAccepted && c.Result != Dismissed && c.Reason == "":
		return nil
	}
	return ErrConfirmationReason.On("reason")
}
