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
	verb() verb
	// act returns who acts and when, whatever the command calls it.
	act() Act
	// Times returns the claimed time, the server's time and the late reason: what the metadata of the events repeats.
	Times() (claimed, at time.Time, lateReason string)
}

// Act is who acts for which unit, and when. Every command but the two oldest embeds it.
type Act struct {
	At         time.Time // the server's clock
	OccurredAt time.Time // claimed
	LateReason string

	// ActingUnit is the actor's unit. ActingDepartment is the department of it for which a liaison acts, empty for the centre.
	ActingUnit       unit.Code
	ActingDepartment string
}

func (a Act) act() Act { return a }

// Times returns the claimed time, the server's time and the late reason.
func (a Act) Times() (claimed, at time.Time, lateReason string) {
	return a.OccurredAt, a.At, a.LateReason
}

// handler is the addressee as whom the actor acts.
func (a Act) handler() Handler { return Handler{Unit: a.ActingUnit, Department: a.ActingDepartment} }

// when is the two times as events store them.
func (a Act) when() When {
	return When{OccurredAt: a.OccurredAt.UTC(), RecordedAt: a.At.UTC(), LateReason: a.LateReason}
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
	Scales     Thresholds // of the city
	AroseOn    string
	Referral   *Referral
	// AcceptBy is computed by whoever knows the profile and the calendar, nil when there is none: that keeps nobody from registering.
	AcceptBy *Limit

	Title     *personal.Field
	Narrative *personal.Field
	Place     *personal.Field
	Parties   []Party

	// Provenance is the row of a ledger that it comes from, nil for what a person entered here.
	Provenance *Provenance
}

// Provenance is where an imported registration stood.
type Provenance struct {
	// Import is the id of the import, File the SHA-256 of the ledger in hexadecimal digits.
	Import string
	File   string
	// Sheet and Row count from 1.
	Sheet int
	Row   int
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

func (Register) verb() verb { return verbRegister }
func (Withdraw) verb() verb { return verbWithdraw }

func (c Register) act() Act {
	return Act{At: c.At, OccurredAt: c.ReceivedAt, LateReason: c.LateReason, ActingUnit: c.ActingUnit}
}

func (c Withdraw) act() Act {
	return Act{At: c.At, OccurredAt: c.OccurredAt, LateReason: c.LateReason, ActingUnit: c.ActingUnit}
}

// Times returns the claimed time, the server's time and the late reason.
func (c Register) Times() (claimed, at time.Time, lateReason string) { return c.act().Times() }

// Times returns the claimed time, the server's time and the late reason.
func (c Withdraw) Times() (claimed, at time.Time, lateReason string) { return c.act().Times() }
