// Package ledgerimport holds the rules of ledger imports 台账导入: what an import is made of, that it is announced once, completed when every
// row was registered, and taken back as one act.
//
//	absent ── Start ──▶ started ── Complete ──▶ completed
//	                       └────── Revert ─────────┴──────▶ reverted
//
// The rows themselves are ordinary commands of disputes that name the import. An import keeps the totals that the ledger states of
// itself beside those that its rows give, so that everybody can see later whether they agreed; an import in which they do not, or in
// which rows are left out, says why it was made all the same. A reverted import is void for ever, and whoever imports the
// ledger anew makes another import of the next edition.
//
// The package is pure.
package ledgerimport

import (
	"time"

	"anjie.internal/services/internal/decider"
	"anjie.internal/services/internal/personal"
	"anjie.internal/services/internal/unit"
)

// Phase says where an import stands.
type Phase uint8

// The phases.
const (
	Absent Phase = iota
	Started
	Completed
	Reverted
)

// State is what the rules need to remember.
type State struct {
	Phase   Phase
	Unit    unit.Code
	Content Content
}

// Content is what an import is made of. Two announcements of the same content are the same.
type Content struct {
	// File and Mapping are SHA-256, hexadecimal.
	File    string
	Mapping string
	// Edition counts the imports of the file from 1.
	Edition int
	// Sheet counts from 1.
	Sheet int
	// Rows will be sent; LeftOut have errors and will not.
	Rows    int
	LeftOut int
	// Totals are in the order in which they were given.
	Totals []Total
	// Difference is why it is made although totals differ or rows are left out.
	Difference string
}

// Total is one figure of the ledger.
type Total struct {
	Figure  string `json:"figure"`
	Stated  int    `json:"stated"`
	Counted int    `json:"counted"`
}

// Act is who acts for which unit, and when. Imports happen when they are sent: there is no other time to claim.
type Act struct {
	At         time.Time
	ActingUnit unit.Code
}

// Command is what can be asked of an import.
//
//sumtype:decl
type Command interface{ command() }

// Start announces an import.
type Start struct {
	Act

	Content Content
	// Name of the file.
	Name *personal.Field
}

// Complete says that every row was sent. Disputes is how many registrations name the import.
type Complete struct {
	Act

	Disputes int
}

// Revert takes the import back.
type Revert struct {
	Act

	Reason string
}

func (Start) command()    {}
func (Complete) command() {}
func (Revert) command()   {}

// Decider returns the rules.
func Decider() decider.Decider[State, Command, Event] {
	return decider.Decider[State, Command, Event]{Initial: func() State { return State{} }, Decide: Decide, Evolve: Evolve}
}
