package proceeding

import (
	"anjie.internal/services/internal/calendar"
	"anjie.internal/services/internal/personal"
)

// RecordConsent records that parties consent to mediation.
type RecordConsent struct {
	Act
	Parties []int
	Form    string
}

// AssignMediators names mediators beside those that are.
type AssignMediators struct {
	Act
	Roster    *Roster
	Mediators []Named
	ChosenBy  string
}

// RecuseMediator takes a mediator with a conflict of interest out, who says so himself or whose chair does.
type RecuseMediator struct {
	Act
	Mediator string
	Conflict string
	Grounds  *personal.Field
}

// ChallengeMediator records that a party wants a mediator out.
type ChallengeMediator struct {
	Act
	Mediator string
	Party    int
	Conflict string
	Grounds  *personal.Field
}

// DecideChallenge decides it.
type DecideChallenge struct {
	Act
	Mediator string
	Upheld   bool
	Grounds  *personal.Field
}

// InvitePersons invites persons to help, with the consent of all parties.
type InvitePersons struct {
	Act
	Persons   []Invitee
	Consented []int
}

// Suspend stops the clock.
type Suspend struct {
	Act
	Ground string
	Note   *personal.Field
}

// Resume lets it go on.
type Resume struct {
	Act
	Calendar *calendar.Calendar
}

// ExtendLimit adds days with the consent of all parties.
type ExtendLimit struct {
	Act
	Calendar  *calendar.Calendar
	Days      int
	Consented []int
	Note      *personal.Field
}

// RecountLimit counts the due date again with what the calendar knows now.
type RecountLimit struct {
	Act
	Calendar *calendar.Calendar
}

func (RecordConsent) command()     {}
func (AssignMediators) command()   {}
func (RecuseMediator) command()    {}
func (ChallengeMediator) command() {}
func (DecideChallenge) command()   {}
func (InvitePersons) command()     {}
func (Suspend) command()           {}
func (Resume) command()            {}
func (ExtendLimit) command()       {}
func (RecountLimit) command()      {}
