package proceeding

import "anjie.internal/services/internal/entry"

// ending is what the end of a proceeding says. Whoever ends it checks that it is open.
func (s State) ending(w When, outcome string) Ending {
	return Ending{When: w, Of: s.Of, Codes: CodesVersion, Ordinal: s.Ordinal, Outcome: outcome, Sessions: s.Sessions, DueOn: s.Limit.DueOn}
}

// closes checks what every end without an agreement must keep.
func (s State) closes(a Act) error {
	if err := s.toOfficer(a); err != nil {
		return err
	}
	if err := s.open(a); err != nil {
		return err
	}
	if a.OccurredAt.Add(entry.FutureTolerance).Before(s.LastAt) {
		return ErrBeforeLast.On("occurred_at")
	}
	return nil
}

func fail(s State, c Fail) ([]Event, error) {
	if err := s.closes(c.Act); err != nil {
		return nil, err
	}
	switch c.Outcome {
	case NoAgreement:
		if s.Phase == Drafted {
			return nil, ErrDraftedBefore.On("failure.outcome")
		}
	case LimitExpired:
		if !s.Suspended.IsZero() {
			return nil, ErrSuspended
		}
		if s.Limit.DueOn.IsZero() {
			return nil, ErrLimitUnknown.On("failure.outcome")
		}
		if !s.Limit.expired(c.day()) {
			return nil, ErrLimitNotExpired.On("failure.outcome")
		}
	case NotSigned:
		if s.Phase != Drafted {
			return nil, ErrNotDrafted.On("failure.outcome")
		}
	default:
		return nil, ErrUnknownOutcome.On("failure.outcome")
	}
	if len(c.RoutesTold) == 0 {
		return nil, ErrRoutesNeeded.On("failure.routes_told")
	}
	if err := checkCodes(c.RoutesTold, routes, ErrUnknownRoute, "failure.routes_told"); err != nil {
		return nil, err
	}
	return []Event{&FailedV1{Ending: s.ending(c.when(), c.Outcome), RoutesTold: c.RoutesTold, Note: c.Note}}, nil
}

func withdraw(s State, c Withdraw) ([]Event, error) {
	if err := s.closes(c.Act); err != nil {
		return nil, err
	}
	if c.Outcome != TakenBack && c.Outcome != SettledAlone {
		return nil, ErrUnknownOutcome.On("withdrawal.outcome")
	}
	if err := s.lapsed(c.day()); err != nil {
		return nil, err
	}
	return []Event{&WithdrawnV1{Ending: s.ending(c.when(), c.Outcome), Note: c.Note}}, nil
}

// refusedAs is the outcome of a proceeding that stops because a party clearly refuses. Before the first session it is R33, which counts
// for nothing. Once the parties have sat together the attempt has failed, R21, and where a draft waits R23: else every failure could be
// told as a refusal, and leave the success rate (R33 未开始).
func (s State) refusedAs() string {
	switch {
	case s.Draft.Form != "":
		return NotSigned
	case s.Sessions > 0:
		return NoAgreement
	default:
		return PartyRefused
	}
}

// refuse keeps 人民调解法 Art. 17: where one party clearly refuses, there is no mediation, at any time. Once it has begun that is a
// failure, and Art. 26 wants the parties told where else they can go.
func refuse(s State, c Refuse) ([]Event, error) {
	if err := s.closes(c.Act); err != nil {
		return nil, err
	}
	if err := checkParties([]int{c.Party}, s.Parties, "refusal.party"); err != nil {
		return nil, err
	}
	if err := checkCodes(c.RoutesTold, routes, ErrUnknownRoute, "refusal.routes_told"); err != nil {
		return nil, err
	}
	if outcome := s.refusedAs(); outcome != PartyRefused {
		if len(c.RoutesTold) == 0 {
			return nil, ErrRefusedLater.On("refusal.routes_told")
		}
		return []Event{&FailedV1{Ending: s.ending(c.when(), outcome), RoutesTold: c.RoutesTold, RefusedBy: []int{c.Party}, Note: c.Note}}, nil
	}
	if err := s.lapsed(c.day()); err != nil {
		return nil, err
	}
	return []Event{&RefusedV1{Ending: s.ending(c.when(), PartyRefused), Party: c.Party, RoutesTold: c.RoutesTold, Note: c.Note}}, nil
}

func terminate(s State, c Terminate) ([]Event, error) {
	if err := s.toChair(c.Act); err != nil {
		return nil, err
	}
	if err := s.closes(c.Act); err != nil {
		return nil, err
	}
	if !grounds.Has(c.Ground) {
		return nil, ErrUnknownGround.On("termination.ground")
	}
	if err := checkCodes(c.RoutesTold, routes, ErrUnknownRoute, "termination.routes_told"); err != nil {
		return nil, err
	}
	if err := s.lapsed(c.day()); err != nil {
		return nil, err
	}
	return []Event{&TerminatedV1{Ending: s.ending(c.when(), Terminated), Ground: c.Ground, RoutesTold: c.RoutesTold, Note: c.Note}}, nil
}
