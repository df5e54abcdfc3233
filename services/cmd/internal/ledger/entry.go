package ledger

import (
	"anjie.internal/services/internal/calendar"
	"anjie.internal/services/internal/unit"
)

// Entry is one row of a ledger, understood.
type Entry struct {
	// Sheet is counted from 1, Row as a spreadsheet shows it: provenance.
	Sheet, Row int
	Serial     string

	ReceivedOn calendar.Date
	AroseOn    calendar.Date // zero when the ledger does not say
	Unit       unit.Code
	Channel    string
	Category   string
	Referral   *Referral // nil for channels without
	Title      string
	Narrative  string
	Place      string
	Parties    []Party
	Involved   int
	Fen        int64 // what is at stake, 0 when the ledger does not say

	// Refusal is set when it was not accepted; then nothing follows.
	Refusal *Refusal
	// Dispatch is nil while it was not dispatched.
	Dispatch *Dispatch
	// Attempts are the proceedings in order; the last one may be open.
	Attempts []Attempt

	// Outcome of the dispute, R11 to R45; empty while it is open.
	Outcome     string
	ConcludedOn calendar.Date
	Performance string
}

// Referral is the hand-over of a dispute.
type Referral struct {
	Referrer, Number string
	ReturnBy         calendar.Date
}

// Party is somebody with a stake.
type Party struct {
	Role        Role
	Body        bool
	Name, Phone string
}

// Role is what a party is in a dispute.
type Role uint8

// The roles.
const (
	Applicant Role = iota
	Respondent
	Other
)

// Refusal is the decision not to accept.
type Refusal struct {
	Outcome, Reason, Route string
	On                     calendar.Date
}

// Dispatch is how it went to its lead handler.
type Dispatch struct {
	Lead           unit.Code
	Department     string
	On             calendar.Date
	AcknowledgedOn calendar.Date // zero while it was not acknowledged
}

// Attempt is one proceeding of mediation.
type Attempt struct {
	Mode      string
	Mediators []string
	OpenedOn  calendar.Date
	Sessions  []calendar.Date
	// Outcome is empty while it is open.
	Outcome string
	// Ground of a termination.
	Ground  string
	Told    []string
	EndedOn calendar.Date
}

// Success, Failure and the like say how an outcome counts; the table is intake's.
func (e *Entry) mediated() *Attempt {
	if len(e.Attempts) == 0 {
		return nil
	}
	return &e.Attempts[len(e.Attempts)-1]
}

// mediating is the unit that mediates: the one that it was dispatched to, and else the one that registered it.
func (e *Entry) mediating() unit.Code {
	if d := e.Dispatch; d != nil {
		return d.Lead
	}
	return e.Unit
}
