// Package dispute holds the rules of a dispute's beginning: registration and withdrawal.
//
//	          Register            Withdraw
//	(absent) ──────────► open ──────────────► withdrawn
//
// The package is pure. Names, phones, addresses and narratives pass through as sealed or sealable fields; no rule looks into
// them. Times are fields of commands: At is the server's clock when the command arrived, ReceivedAt and OccurredAt are what
// the actor claims.
package dispute

import (
	"time"

	"anjie.internal/services/internal/decider"
	"anjie.internal/services/internal/unit"
)

// MaxInvolved bounds the number of people involved.
const MaxInvolved = 100_000

// MaxParties bounds the parties that are named.
const MaxParties = 50

// Phase says where a dispute stands.
type Phase uint8

// The phases.
const (
	Absent    Phase = iota // never registered
	Open                   // registered, not yet closed
	Withdrawn              // taken back by the applicant
)

// State is what the rules need to remember. Read models fold their own.
type State struct {
	Phase      Phase
	Unit       unit.Code
	Category   string
	ReceivedAt time.Time
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
	case *RegisteredV1:
		return State{Phase: Open, Unit: e.Unit, Category: e.Category, ReceivedAt: e.ReceivedAt}
	case *WithdrawnV1:
		s.Phase = Withdrawn
	}
	return s
}
