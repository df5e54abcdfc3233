package dispute

import (
	"fmt"
	"slices"
	"time"

	"anjie.internal/services/internal/entry"
	"anjie.internal/services/internal/unit"
)

// offerOwnership leaves the owner what it is until the other accepts: a dispute always has one.
func offerOwnership(s State, c OfferOwnership) ([]Event, error) {
	if err := c.To.check("to"); err != nil {
		return nil, err
	}
	if c.To == s.Owner {
		return nil, ErrAlreadyOwner.On("to")
	}
	return []Event{&OwnershipOfferedV1{When: c.when(), To: c.To}}, nil
}

func takeOwnership(s State, c TakeOwnership) ([]Event, error) {
	if s.Offer == nil || *s.Offer != c.handler() {
		return nil, ErrNotOffered
	}
	return []Event{&OwnershipTakenV1{When: c.when(), Owner: c.handler()}}, nil
}

// dispatch addresses one lead handler and assisting ones. The routing table may send a dispute anywhere; a person only
// within the own unit. What no rule matches becomes visible, once for each version of the table.
func dispatch(s State, c Dispatch) ([]Event, error) {
	r := c.Route
	if r.Profile < 0 {
		return nil, ErrProfileVersion.On("profile")
	}
	if r.Unmatched {
		if r.Lead != (Handler{}) || len(r.Assisting) > 0 || r.Rule != "" {
			return nil, ErrRouteContradicts.On("route")
		}
		if s.Unrouted != nil && *s.Unrouted == r.Profile {
			return nil, nil
		}
		return []Event{&UnroutedV1{When: c.when(), Profile: r.Profile}}, nil
	}
	if err := checkHandlers(r.Lead, r.Assisting); err != nil {
		return nil, err
	}
	if r.Rule == "" {
		if err := within(c.ActingUnit, r.Lead, r.Assisting); err != nil {
			return nil, err
		}
	} else if !made(r.Rule, 64, letters+digits+"._-") {
		return nil, ErrRouteRule.On("rule")
	}
	if err := checkTerms(c.Limit, c.AcknowledgeBy, c.ObjectBy, c.OccurredAt); err != nil {
		return nil, err
	}
	return []Event{&DispatchedV1{
		When: c.when(), Round: s.Round.Number + 1, Lead: r.Lead, Assisting: slices.Clone(r.Assisting),
		Limit: c.Limit, AcknowledgeBy: c.AcknowledgeBy, ObjectBy: c.ObjectBy, Rule: r.Rule, Profile: r.Profile,
	}}, nil
}

// acknowledge confirms the receipt. The lead handler's takes the ownership too. A second one changes nothing.
func acknowledge(s State, c Acknowledge) ([]Event, error) {
	h := c.handler()
	if s.Round.Objection != nil && *s.Round.Objection == h {
		return nil, ErrObjectionPending
	}
	if slices.Contains(s.Round.Acknowledged, h) {
		return nil, nil
	}
	if s.beforeRound(c.Act) {
		return nil, ErrBeforeDispatch.On("occurred_at")
	}
	events := []Event{&AcknowledgedV1{When: c.when(), Round: s.Round.Number, Handler: h}}
	if h == s.Round.Lead && h != s.Owner {
		events = append(events, &OwnershipTakenV1{When: c.when(), Owner: h})
	}
	return events, nil
}

// beforeRound reports whether something claims to have happened before it was sent. The dispatch may claim to be a little ahead.
func (s State) beforeRound(a Act) bool {
	return a.OccurredAt.Add(entry.FutureTolerance).Before(s.Round.At)
}

// reassign begins a new round. What a common superior has decided, only a unit that stands as high may change.
func reassign(s State, c Reassign) ([]Event, error) {
	if s.Round.Number == 0 {
		return nil, ErrNotDispatched
	}
	if !codes(c.At).ReassignmentReasons.Has(c.Reason) {
		return nil, ErrUnknownReassignment.On("reason")
	}
	if s.DecidedBy != "" && !c.ActingUnit.Covers(s.DecidedBy) {
		return nil, ErrJurisdictionBinds
	}
	if c.Profile < 0 {
		return nil, ErrProfileVersion.On("profile")
	}
	if err := checkHandlers(c.Lead, c.Assisting); err != nil {
		return nil, err
	}
	if err := within(c.ActingUnit, c.Lead, c.Assisting); err != nil {
		return nil, err
	}
	if s.Round.sent(c.Lead, c.Assisting) {
		return nil, ErrSameHandlers.On("lead")
	}
	if err := checkTerms(c.Limit, c.AcknowledgeBy, c.ObjectBy, c.OccurredAt); err != nil {
		return nil, err
	}
	return []Event{&ReassignedV1{
		When: c.when(), Codes: codes(c.At).Version, Round: s.Round.Number + 1, Lead: c.Lead, Assisting: slices.Clone(c.Assisting),
		Limit: c.Limit, AcknowledgeBy: c.AcknowledgeBy, ObjectBy: c.ObjectBy, Reason: c.Reason, Profile: c.Profile,
	}}, nil
}

// sent reports whether the round addresses exactly these.
func (r Round) sent(lead Handler, assisting []Handler) bool {
	return r.Lead == lead && len(r.Assisting) == len(assisting) &&
		!slices.ContainsFunc(assisting, func(h Handler) bool { return !slices.Contains(r.Assisting, h) })
}

// checkTerms checks the last days of a round.
func checkTerms(limit Limit, acknowledgeBy *Limit, objectBy string, from time.Time) error {
	if err := limit.check(from); err != nil {
		return err
	}
	if err := checkOptional(acknowledgeBy, from); err != nil {
		return err
	}
	return checkDue(objectBy, from, "object_by")
}

// within refuses handlers outside the acting unit: a centre gives work to its own departments and to what lies below it.
func within(acting unit.Code, lead Handler, assisting []Handler) error {
	if !acting.Covers(lead.Unit) {
		return ErrHandlerBeyond.On("lead.unit")
	}
	for i, h := range assisting {
		if !acting.Covers(h.Unit) {
			return ErrHandlerBeyond.On(fmt.Sprintf("assisting[%d].unit", i))
		}
	}
	return nil
}
