package dispute

import (
	"time"

	"anjie.internal/services/internal/personal"
	"anjie.internal/services/internal/unit"
)

// Command is what can be asked of a dispute.
//
//sumtype:decl
type Command interface {
	command()
	// Times returns the claimed time, the server's time and the late reason: what the metadata of the events repeats.
	Times() (claimed, at time.Time, lateReason string)
}

// Register records a dispute for the first time.
type Register struct {
	At         time.Time // the server's clock
	ReceivedAt time.Time // claimed
	LateReason string

	// ActingUnit is the actor's unit; Unit must lie within it.
	ActingUnit unit.Code
	Unit       unit.Code
	Area       unit.Code
	Category   string
	Channel    string
	Involved   int
	AroseOn    string
	Referral   *Referral

	Title     *personal.Field
	Narrative *personal.Field
	Place     *personal.Field
	Parties   []Party
}

// Withdraw takes an open dispute back.
type Withdraw struct {
	At         time.Time // the server's clock
	OccurredAt time.Time // claimed
	LateReason string

	// ActingUnit is the actor's unit; the dispute must lie within it.
	ActingUnit unit.Code
	Reason     string
	Note       *personal.Field
}

func (Register) command() {}
func (Withdraw) command() {}

// Times returns the claimed time, the server's time and the late reason.
func (c Register) Times() (claimed, at time.Time, lateReason string) {
	return c.ReceivedAt, c.At, c.LateReason
}

// Times returns the claimed time, the server's time and the late reason.
func (c Withdraw) Times() (claimed, at time.Time, lateReason string) {
	return c.OccurredAt, c.At, c.LateReason
}
