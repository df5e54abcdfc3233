package dispute

import (
	"slices"

	"anjie.internal/services/internal/entry"
)

// followUp records what was heard after the conclusion. Only an agreement can be performed.
func followUp(s State, c FollowUp) ([]Event, error) {
	class := ClassOf(s.Outcome)
	switch {
	case !codes(c.At).FollowUpMethods.Has(c.Method):
		return nil, ErrUnknownMethod.On("method")
	case !c.Reached && (c.Performance != "" || c.Satisfaction != ""):
		return nil, ErrNotReached.On("reached")
	case c.Performance != "" && !codes(c.At).Performances.Has(c.Performance):
		return nil, ErrUnknownPerformance.On("performance")
	case c.Performance != "" && class != Success && class != Partial:
		return nil, ErrNothingToPerform.On("performance")
	case c.Satisfaction != "" && !codes(c.At).Satisfactions.Has(c.Satisfaction):
		return nil, ErrUnknownGrade.On("satisfaction")
	}
	if err := s.checkAfter(c.Act); err != nil {
		return nil, err
	}
	return []Event{&FollowedUpV1{
		When: c.when(), Codes: codes(c.At).Version, Method: c.Method, Reached: c.Reached, Performance: c.Performance, Satisfaction: c.Satisfaction, Note: c.Note,
	}}, nil
}

// rate takes one verdict of each class on each conclusion.
func rate(s State, c Rate) ([]Event, error) {
	switch {
	case !codes(c.At).Raters.Has(c.Rater):
		return nil, ErrUnknownRater.On("rater")
	case !codes(c.At).Satisfactions.Has(c.Grade):
		return nil, ErrUnknownGrade.On("grade")
	case slices.Contains(s.Rated, c.Rater):
		return nil, ErrAlreadyRated.On("rater")
	}
	if err := s.checkAfter(c.Act); err != nil {
		return nil, err
	}
	return []Event{&RatedV1{When: c.when(), Codes: codes(c.At).Version, Rater: c.Rater, Grade: c.Grade}}, nil
}

func archive(s State, c Archive) ([]Event, error) {
	if !codes(c.At).Retentions.Has(c.Retention) {
		return nil, ErrUnknownRetention.On("retention")
	}
	if err := s.checkAfter(c.Act); err != nil {
		return nil, err
	}
	return []Event{&ArchivedV1{When: c.when(), Codes: codes(c.At).Version, Retention: c.Retention}}, nil
}

// checkAfter refuses a time before the closure, which itself may claim to be a little ahead of our clock.
func (s State) checkAfter(a Act) error {
	if a.OccurredAt.Add(entry.FutureTolerance).Before(s.ClosedAt) {
		return ErrBeforeClosure.On("occurred_at")
	}
	return nil
}

// void takes the dispute out of all sets. What an import brought, its reversion takes: that import and no other.
func void(s State, c Void) ([]Event, error) {
	switch {
	case !codes(c.At).VoidReasons.Has(c.Reason):
		return nil, ErrUnknownVoidReason.On("reason")
	case (c.Reason == reasonImportReverted) != (c.Import != ""):
		return nil, ErrVoidImport.On("import")
	case c.Import != "" && c.Import != s.Import:
		return nil, ErrOtherImport.On("import")
	}
	return []Event{&VoidedV1{When: c.when(), Codes: codes(c.At).Version, Unit: s.Unit, Category: s.Category, Reason: c.Reason, Import: c.Import}}, nil
}
