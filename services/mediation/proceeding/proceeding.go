// Package proceeding holds the rules of a mediation proceeding 调解程序: one attempt to settle a dispute, in one mode, with its own
// limit and outcome.
//
//	          Open           HoldSession          RecordAgreement (written)
//	(absent) ──────► opened ────────────► begun ──────────────────────────► drafted
//	                   │                    │  RecordAgreement                 │  SignAgreement: all parties,
//	                   │ Refuse             │  (oral, on the spot)             │  a mediator, the seal
//	                   ▼                    ▼                                  ▼
//	                 ended ◄────────────────┴──────────────────────────────────┘
//	                   ▲
//	                   └── Fail, Withdraw, Terminate: from every state before
//
// A proceeding never opens again: the dispute gets its next one, with the next ordinal.
//
// The package is pure. Names and what was said pass through as sealed or sealable fields; no rule looks into them. Times are
// fields of commands, and so is the calendar, which is data: which notices are known when a command is decided decides with it.
package proceeding

import (
	"slices"
	"time"

	"anjie.internal/services/internal/decider"
	"anjie.internal/services/internal/unit"
)

// Bounds of what one proceeding names.
const (
	MaxParties     = 50
	MaxMediators   = 9
	MaxObligations = 60
	MaxOrdinal     = 99
	MaxAmount      = 1_000_000_000_000_000 // fen
)

// Phase says where a proceeding stands.
type Phase uint8

// The phases.
const (
	Absent  Phase = iota // never opened
	Opened               // no session yet
	Begun                // a session was held
	Drafted              // a written agreement waits for signatures or the seal
	Ended                // has an outcome
)

// Of is what every fact says of its proceeding: stored with each event that becomes one, so that a follower needs no memory.
type Of struct {
	Dispute ID        `json:"dispute"`
	Unit    unit.Code `json:"unit"` // that mediates
	Mode    string    `json:"mode"`
}

// State is what the rules need to remember. Read models fold their own.
type State struct {
	Phase Phase
	Of
	Ordinal   int
	Parties   int
	Consented Set
	Mediators []string // accounts
	OpenedAt  time.Time
	LastAt    time.Time // the latest claimed time of anything in it
	Limit     Limit
	Sessions  int
	Draft     Draft
	Outcome   string
}

// Draft is an agreement before and after it has effect.
type Draft struct {
	Form           string // empty: none was recorded
	Partial        bool
	Confirmable    bool
	Signed         Set
	MediatorSigned bool
	Sealed         bool
	At             time.Time // the latest of when it was agreed, signed and sealed
}

// complete reports whether a written agreement has all that gives it effect (人民调解法 Art. 29).
func (d Draft) complete(parties int) bool {
	return d.Signed == All(parties) && d.MediatorSigned && d.Sealed
}

// Decider is the whole of the rules in the shape that the command loop runs.
func Decider() decider.Decider[State, Command, Event] {
	return decider.Decider[State, Command, Event]{
		Initial: func() State { return State{} },
		Decide:  Decide,
		Evolve:  Evolve,
	}
}

// Evolve returns the state after an event. It never refuses.
func Evolve(s State, e Event) State {
	switch e := e.(type) {
	case *OpenedV1:
		s = State{
			Phase: Opened, Of: e.Of, Ordinal: e.Ordinal, Parties: len(e.Parties), Consented: SetOf(e.Consented),
			OpenedAt: e.OccurredAt, Limit: e.Limit,
		}
		for _, m := range e.Mediators {
			s.Mediators = append(s.Mediators, m.Account)
		}
		return s.at(e.When)
	case *SessionHeldV1:
		s.Phase, s.Sessions = max(s.Phase, Begun), e.Number
		return s.at(e.When)
	case *AgreementRecordedV1:
		s.Draft = Draft{Form: e.Form, Partial: e.Partial, Confirmable: Confirmable(e.Subjects), At: e.OccurredAt}
		s.Phase = max(s.Phase, Drafted)
		return s.at(e.When)
	case *AgreementSignedV1:
		s.Draft.Signed |= SetOf(e.Signed)
		s.Draft.MediatorSigned = s.Draft.MediatorSigned || len(e.MediatorsSigned) > 0
		s.Draft.Sealed = s.Draft.Sealed || e.Sealed
		s.Draft.At = latest(s.Draft.At, e.OccurredAt)
		return s.at(e.When)
	case *AgreementEffectiveV1:
		return s.at(e.When)
	case *AgreedV1:
		return s.ended(e.Ending)
	case *FailedV1:
		return s.ended(e.Ending)
	case *WithdrawnV1:
		return s.ended(e.Ending)
	case *RefusedV1:
		return s.ended(e.Ending)
	case *TerminatedV1:
		return s.ended(e.Ending)
	}
	return s
}

func (s State) at(w When) State {
	s.LastAt = latest(s.LastAt, w.OccurredAt)
	return s
}

func (s State) ended(e Ending) State {
	s.Phase, s.Outcome = Ended, e.Outcome
	return s.at(e.When)
}

func latest(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// assigned reports whether the actor, or whoever the actor stands in for, mediates here.
func (s State) assigned(by Actor) bool {
	return by.Roles.Mediator && (slices.Contains(s.Mediators, by.Account) || by.For != "" && slices.Contains(s.Mediators, by.For))
}
