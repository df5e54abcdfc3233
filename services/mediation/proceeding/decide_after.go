package proceeding

import (
	"anjie.internal/services/internal/calendar"
)

// owed returns the obligation at a place while it is still owed.
func (s State) owed(a Act, place int) (Owing, error) {
	if err := s.toOfficer(a); err != nil {
		return Owing{}, err
	}
	if err := s.effected(a); err != nil {
		return Owing{}, err
	}
	if place < 0 || place >= len(s.Obligations) {
		return Owing{}, ErrNoSuchObligation.On("obligation")
	}
	o := s.Obligations[place]
	if o.Closed() {
		return Owing{}, ErrPerformedBefore.On("obligation")
	}
	return o, nil
}

func perform(s State, c Perform) ([]Event, error) {
	o, err := s.owed(c.Act, c.Obligation)
	if err != nil {
		return nil, err
	}
	day, left := c.day(), o.Amount-o.Performed
	switch c.Result {
	case PerformedAtOnce:
		if day != calendar.DateOf(s.EffectiveAt) {
			return nil, ErrNotAtOnce.On("result")
		}
	case PerformedInTime:
		if day.After(o.DueOn) {
			return nil, ErrPerformedTooLate.On("result")
		}
	case PerformedLate:
		if !day.After(o.DueOn) {
			return nil, ErrPerformedNotLate.On("result")
		}
	case PerformedInPart:
		if o.Amount > 0 && (c.Amount < 1 || c.Amount >= left) {
			return nil, ErrPartAmount.On("amount")
		}
	default:
		return nil, ErrUnknownPerformance.On("result")
	}
	e := &PerformedV1{When: c.when(), Of: s.Of, Codes: CodesVersion, Obligation: c.Obligation, Result: c.Result, Amount: c.Amount, Note: c.Note}
	switch {
	case c.Amount < 0 || o.Amount == 0 && c.Amount != 0:
		return nil, ErrNoAmount.On("amount")
	case c.Result != PerformedInPart && c.Amount != 0 && c.Amount != left:
		return nil, ErrWholeAmount.On("amount")
	case c.Result != PerformedInPart:
		e.Amount = left
	}
	e.Performed = o.Performed + e.Amount
	return []Event{e}, nil
}

func defaulted(s State, c Default) ([]Event, error) {
	o, err := s.owed(c.Act, c.Obligation)
	if err != nil {
		return nil, err
	}
	switch {
	case !c.day().After(o.DueOn):
		return nil, ErrNotDue.On("obligation")
	case o.Result == NotPerformed:
		return nil, ErrDefaultedBefore.On("obligation")
	}
	return []Event{&DefaultedV1{When: c.when(), Of: s.Of, Codes: CodesVersion, Obligation: c.Obligation, Note: c.Note}}, nil
}

func changeObligation(s State, c ChangeObligation) ([]Event, error) {
	if _, err := s.owed(c.Act, c.Obligation); err != nil {
		return nil, err
	}
	if len(s.Obligations) >= MaxObligations {
		return nil, ErrObligationCount.On("replacement")
	}
	if err := s.agreedBy(c.Consented, ErrChangeConsent); err != nil {
		return nil, err
	}
	n, err := c.New.read(s.Parties, c.day(), false, "replacement.")
	if err != nil {
		return nil, err
	}
	return []Event{&ChangedV1{When: c.when(), Of: s.Of, Codes: CodesVersion, Obligation: c.Obligation, Place: len(s.Obligations), New: n, Note: c.Note}}, nil
}

func supervisePerformance(s State, c SupervisePerformance) ([]Event, error) {
	if err := s.toOfficer(c.Act); err != nil {
		return nil, err
	}
	if err := s.effected(c.Act); err != nil {
		return nil, err
	}
	if !methods.Has(c.Method) {
		return nil, ErrUnknownMethod.On("method")
	}
	return []Event{&SupervisedV1{When: c.when(), Codes: CodesVersion, Method: c.Method, Note: c.Note}}, nil
}

func followUp(s State, c FollowUp) ([]Event, error) {
	if err := s.toWindow(c.Act); err != nil {
		return nil, err
	}
	if err := s.over(c.Act); err != nil {
		return nil, err
	}
	switch {
	case !methods.Has(c.Method):
		return nil, ErrUnknownMethod.On("method")
	case checkParties([]int{c.Party}, s.Parties, "") != nil:
		return nil, ErrNoSuchParty.On("party")
	case !c.Reached && (c.Performance != "" || c.Satisfaction != ""):
		return nil, ErrNotReached.On("reached")
	case c.Performance != "" && !performances.Has(c.Performance):
		return nil, ErrUnknownPerformance.On("performance")
	case c.Performance != "" && s.EffectiveAt.IsZero():
		return nil, ErrNoAgreement.On("performance")
	case c.Satisfaction != "" && !satisfactions.Has(c.Satisfaction):
		return nil, ErrUnknownSatisfaction.On("satisfaction")
	}
	return []Event{&FollowedUpV1{
		When: c.when(), Codes: CodesVersion, Method: c.Method, Party: c.Party, Reached: c.Reached, Performance: c.Performance,
		Satisfaction: c.Satisfaction, Note: c.Note,
	}}, nil
}

func reportRisk(s State, c ReportRisk) ([]Event, error) {
	if err := s.toWindow(c.Act); err != nil {
		return nil, err
	}
	if err := s.since(c.Act); err != nil {
		return nil, err
	}
	switch {
	case !risks.Has(c.Risk):
		return nil, ErrUnknownRisk.On("risk")
	case !referrers.Has(c.To):
		return nil, ErrUnknownReferrer.On("to")
	}
	return []Event{&RiskReportedV1{When: c.when(), Codes: CodesVersion, Risk: c.Risk, To: c.To, Note: c.Note}}, nil
}
