package dispute

import (
	"time"

	"anjie.internal/services/internal/entry"
)

// conclude closes the dispute. The lead handler may do it once the dispatch is acknowledged.
func conclude(s State, c Conclude) ([]Event, error) {
	if s.Phase == Dispatched && !s.centre(c.Act) {
		return nil, ErrNotAcknowledged
	}
	if err := s.conclusion(c.Outcome, c.OnTheSpot, c.OccurredAt); err != nil {
		return nil, err
	}
	return []Event{s.concluded(c.Act, c)}, nil
}

// conclusion refuses an outcome with which the dispute cannot be concluded now.
func (s State) conclusion(outcome string, onTheSpot bool, at time.Time) error {
	class := ClassOf(outcome)
	switch {
	case outcome == "":
		return ErrOutcomeNeeded.On("outcome")
	case !class.concludes():
		return ErrUnknownOutcome.On("outcome")
	case onTheSpot && outcome != outcomeOnTheSpot:
		return ErrOnTheSpotOutcome.On("outcome")
	case onTheSpot && s.Phase != Registered && s.Phase != Accepted:
		return ErrOnTheSpotTooLate.On("on_the_spot")
	case !onTheSpot && s.Phase == Registered:
		return ErrNotAccepted
	case class.Mediated() && !Mediable(s.Exchange) && !s.LastProceeding.binds(): // it may have been classified while mediation went on
		return ErrNotMediable.On("outcome")
	case s.OpenTasks() > 0:
		return ErrTasksOpen
	case !s.agrees(outcome):
		return ErrOutcomeContradicts.On("outcome")
	case at.Add(entry.FutureTolerance).Before(s.AcceptedAt): // the acceptance may claim to be that much ahead
		return ErrBeforeAcceptance.On("occurred_at")
	case at.Before(s.ResumedAt):
		return ErrBeforeReopening.On("occurred_at")
	case outcome == s.LastProceeding.Outcome && at.Add(entry.FutureTolerance).Before(s.LastProceeding.EndedAt):
		return ErrBeforeMediationEnd.On("occurred_at")
	}
	return nil
}

// agrees reports whether the outcome is that of mediation, if there was any since the last reopening. Where it ended without an outcome
// of its own, the parties may still settle or take the application back, and the matter may still go another way. That a party
// refused or that it was terminated is an outcome of mediation only, but for matters that may not be mediated: those are terminated here.
func (s State) agrees(outcome string) bool {
	class := ClassOf(outcome)
	switch {
	case outcome == s.LastProceeding.Outcome:
		return true
	case s.LastProceeding.binds():
		return false
	case outcome == outcomeTerminated:
		return !Mediable(s.Exchange)
	case outcome == outcomePartyRefused:
		return false
	}
	return s.LastProceeding.ID == "" || class == Transferred || class == Neither
}

// binds reports whether the proceeding ended with an agreement or a failure. Then the dispute ends with it and in no other way: else a
// failure could be told as a withdrawal, a transfer or a duplicate, and leave the success rate.
func (p Proceeding) binds() bool { return ClassOf(p.Outcome).Mediated() }

// follow adds what follows by itself from an event: what mediation settled is concluded as soon as nothing is in the way, and what the
// parties ended there themselves with the end. It is concluded when the last of it happened, whichever intake heard of first.
func (s State) follow(a Act, e Event) []Event {
	s = Evolve(s, e)
	a.OccurredAt = latest(a.OccurredAt, latest(s.LastProceeding.EndedAt, s.AcceptedAt))
	outcome := s.LastProceeding.Outcome
	_, now := e.(*ProceedingEndedV1)
	ends := ClassOf(outcome) == Success || now && (outcome == outcomeTakenBack || outcome == outcomeSettled)
	if !ends || s.Running.ID != "" || s.conclusion(outcome, false, a.OccurredAt) != nil {
		return []Event{e}
	}
	return []Event{e, s.concluded(a, Conclude{Outcome: outcome})}
}

func latest(a, b time.Time) time.Time {
	if a.Before(b) {
		return b
	}
	return a
}

func (s State) concluded(a Act, c Conclude) *ConcludedV1 {
	e := &ConcludedV1{
		When: a.when(), Codes: codes(a.At).Version, Unit: s.Unit, Category: s.Category, Handler: s.responsible(),
		Outcome: c.Outcome, OnTheSpot: c.OnTheSpot, Note: c.Note,
	}
	if s.LastProceeding.Outcome == c.Outcome {
		e.Proceeding = s.LastProceeding.ID
	}
	return e
}

// responsible is the lead handler, or the owner when nobody is addressed.
func (s State) responsible() Handler {
	if s.Round.Lead != (Handler{}) {
		return s.Round.Lead
	}
	return s.Owner
}

// reopen withdraws the closure. Acceptance and limit stay, so that the time it has taken goes on from where it began.
func reopen(s State, c Reopen) ([]Event, error) {
	refused := ClassOf(s.Outcome) == NotAccepted
	switch {
	case !codes(c.At).ReopeningReasons.Has(c.Reason):
		return nil, ErrUnknownReopening.On("reason")
	case refused != (c.Reason == reasonRefusalOverturned),
		c.Reason == reasonApplicantReturns && !withdrawalReasons.Has(s.Outcome):
		return nil, ErrReopeningMismatch.On("reason")
	case c.OccurredAt.Before(s.ClosedAt):
		return nil, ErrBeforeClosure.On("occurred_at")
	}
	return []Event{&ReopenedV1{When: c.when(), Codes: codes(c.At).Version, Unit: s.Unit, Category: s.Category, Reason: c.Reason, Outcome: s.Outcome}}, nil
}
