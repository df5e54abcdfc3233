package dispute

import (
	"fmt"
	"slices"

	"anjie.internal/services/internal/calendar"
)

// object lets a handler say, within its days and once in a round, that it is not competent (信访工作条例 Art. 23(3), taken over
// for disputes). No clock stops.
func object(s State, c Object) ([]Event, error) {
	h := c.handler()
	switch {
	case s.DecidedBy != "":
		return nil, ErrJurisdictionDecided
	case slices.Contains(s.Round.Objected, h):
		return nil, ErrObjectedAlready
	case s.Round.Objection != nil:
		return nil, ErrObjectionPending
	case s.beforeRound(c.Act):
		return nil, ErrBeforeDispatch.On("occurred_at")
	case calendar.DateOf(c.OccurredAt).String() > s.Round.ObjectBy: // dates in this form sort as days do
		return nil, ErrObjectionLate.On("occurred_at")
	case !codes(c.At).ObjectionReasons.Has(c.Reason):
		return nil, ErrUnknownObjection.On("reason")
	case !c.Grounds.Present():
		return nil, ErrGroundsNeeded.On("grounds")
	}
	return []Event{&ObjectedV1{When: c.when(), Codes: codes(c.At).Version, Round: s.Round.Number, Handler: h, Reason: c.Reason, Grounds: c.Grounds}}, nil
}

// decideObjection answers it. Nobody decides on an objection of the own. Who upholds the lead handler's ends the round; without an
// assisting handler the round goes on. Who upholds the owner's takes the dispute back.
func decideObjection(s State, c DecideObjection) ([]Event, error) {
	switch {
	case s.Round.Objection == nil:
		return nil, ErrNoObjection
	case *s.Round.Objection == c.handler():
		return nil, ErrOwnObjection
	case !c.Grounds.Present():
		return nil, ErrGroundsNeeded.On("grounds")
	}
	by := *s.Round.Objection
	events := []Event{&ObjectionDecidedV1{
		When: c.when(), Round: s.Round.Number, Upheld: c.Upheld, Handler: by, Assisting: by != s.Round.Lead, Grounds: c.Grounds,
	}}
	if c.Upheld && by == s.Owner {
		events = append(events, &OwnershipTakenV1{When: c.when(), Owner: c.handler()})
	}
	return events, nil
}

// disputeJurisdiction opens the question which of several handlers is competent.
func disputeJurisdiction(s State, c DisputeJurisdiction) ([]Event, error) {
	switch {
	case s.DecidedBy != "":
		return nil, ErrJurisdictionDecided
	case len(s.Claimants) > 0:
		return nil, ErrJurisdictionOpen
	case len(c.Claimants) < 2 || len(c.Claimants) > MaxClaimants:
		return nil, ErrClaimantCount.On("claimants")
	}
	for i, h := range c.Claimants {
		field := fmt.Sprintf("claimants[%d]", i)
		if err := h.check(field); err != nil {
			return nil, err
		}
		if slices.Contains(c.Claimants[:i], h) {
			return nil, ErrClaimantTwice.On(field)
		}
	}
	return []Event{&JurisdictionDisputedV1{When: c.when(), Round: s.Round.Number, Claimants: slices.Clone(c.Claimants)}}, nil
}

// decideJurisdiction answers the question for good: by the common superior of the claimants (信访工作条例 Art. 24), who is
// none of them.
func decideJurisdiction(s State, c DecideJurisdiction) ([]Event, error) {
	if len(s.Claimants) == 0 {
		return nil, ErrJurisdictionNotOpen
	}
	for _, h := range s.Claimants {
		if c.ActingDepartment != "" || !c.ActingUnit.Covers(h.Unit) || h == c.handler() {
			return nil, ErrNotCommonSuperior
		}
	}
	if err := checkHandlers(c.Lead, c.Assisting); err != nil {
		return nil, err
	}
	if err := within(c.ActingUnit, c.Lead, c.Assisting); err != nil {
		return nil, err
	}
	if err := c.Limit.check(c.OccurredAt); err != nil {
		return nil, err
	}
	if err := checkOptional(c.AcknowledgeBy, c.OccurredAt); err != nil {
		return nil, err
	}
	return []Event{&JurisdictionDecidedV1{
		When: c.when(), Round: s.Round.Number + 1, By: c.ActingUnit, Lead: c.Lead, Assisting: slices.Clone(c.Assisting), Limit: c.Limit,
		AcknowledgeBy: c.AcknowledgeBy,
	}}, nil
}
