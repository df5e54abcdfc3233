package proceeding

import (
	"strconv"

	"anjie.internal/services/internal/calendar"
	"anjie.internal/services/internal/personal"
)

// ConsentedV1 is stored as proceeding-consented-v1.
type ConsentedV1 struct {
	When
	Codes   string `json:"codes,omitempty"` // see CodesVersion
	Parties []int  `json:"parties"`         // by place
	Form    string `json:"form"`
}

// AssignedV1 is stored as mediators-assigned-v1: mediators beside those that are.
type AssignedV1 struct {
	When
	ChosenBy  string     `json:"chosenBy"`
	Committee *Committee `json:"committee,omitempty"`
	Warnings  []string   `json:"warnings,omitempty"`
	Mediators []Mediator `json:"mediators"`
}

// RecusedV1 is stored as mediator-recused-v1: a mediator with a conflict of interest steps aside, for the whole of the proceeding.
type RecusedV1 struct {
	When
	Codes    string          `json:"codes,omitempty"` // see CodesVersion
	Mediator string          `json:"mediator"`
	Conflict string          `json:"conflict"`
	Grounds  *personal.Field `json:"grounds"`
}

// ChallengedV1 is stored as mediator-challenged-v1: a party says that a mediator has a conflict of interest.
type ChallengedV1 struct {
	When
	Codes    string          `json:"codes,omitempty"` // see CodesVersion
	Mediator string          `json:"mediator"`
	Party    int             `json:"party"`
	Conflict string          `json:"conflict"`
	Grounds  *personal.Field `json:"grounds"`
}

// ChallengeDecidedV1 is stored as challenge-decided-v1. When it is upheld the mediator is out.
type ChallengeDecidedV1 struct {
	When
	Mediator string          `json:"mediator"`
	Upheld   bool            `json:"upheld"`
	Grounds  *personal.Field `json:"grounds"`
}

// InvitedV1 is stored as persons-invited-v1, with the consent of all parties.
type InvitedV1 struct {
	When
	Codes   string    `json:"codes,omitempty"` // see CodesVersion
	Persons []Invitee `json:"persons"`
}

// Invitee is a person who is invited to help.
type Invitee struct {
	Kind string          `json:"kind"`
	Name *personal.Field `json:"name"`
}

// SuspendedV1 is stored as proceeding-suspended-v1: the clock stands still.
type SuspendedV1 struct {
	When
	Of
	Codes  string          `json:"codes,omitempty"` // see CodesVersion
	Ground string          `json:"ground"`
	On     calendar.Date   `json:"on"` // the last day that is counted
	Note   *personal.Field `json:"note"`
}

// ResumedV1 is stored as proceeding-resumed-v1, with the limit as it is now.
type ResumedV1 struct {
	When
	Of
	Limit    Limit    `json:"limit"`
	Warnings []string `json:"warnings,omitempty"`
}

// ExtendedV1 is stored as proceeding-extended-v1: all parties agreed to more days.
type ExtendedV1 struct {
	When
	Of
	Days     int             `json:"days"` // in the clock of the limit
	Limit    Limit           `json:"limit"`
	Warnings []string        `json:"warnings,omitempty"`
	Note     *personal.Field `json:"note"`
}

// RecountedV1 is stored as limit-recounted-v1: a calendar that knows more gives another due date, which is never moved in silence.
type RecountedV1 struct {
	When
	Limit Limit `json:"limit"`
}

func (*ConsentedV1) event()        {}
func (*AssignedV1) event()         {}
func (*RecusedV1) event()          {}
func (*ChallengedV1) event()       {}
func (*ChallengeDecidedV1) event() {}
func (*InvitedV1) event()          {}
func (*SuspendedV1) event()        {}
func (*ResumedV1) event()          {}
func (*ExtendedV1) event()         {}
func (*RecountedV1) event()        {}

// Personal names the sealed parts. The names are bound into the boxes and never change.
func (e *AssignedV1) Personal() map[string]*personal.Field {
	m := make(map[string]*personal.Field, len(e.Mediators))
	namesOf(m, e.Mediators)
	return m
}

func grounded(grounds *personal.Field) map[string]*personal.Field {
	return map[string]*personal.Field{"grounds": grounds}
}

// Personal names the sealed parts. The names are bound into the boxes and never change.
func (e *RecusedV1) Personal() map[string]*personal.Field { return grounded(e.Grounds) }

// Personal names the sealed parts. The names are bound into the boxes and never change.
func (e *ChallengedV1) Personal() map[string]*personal.Field { return grounded(e.Grounds) }

// Personal names the sealed parts. The names are bound into the boxes and never change.
func (e *ChallengeDecidedV1) Personal() map[string]*personal.Field { return grounded(e.Grounds) }

// Personal names the sealed parts. The names are bound into the boxes and never change.
func (e *InvitedV1) Personal() map[string]*personal.Field {
	m := make(map[string]*personal.Field, len(e.Persons))
	for i, p := range e.Persons {
		m["persons/"+strconv.Itoa(i)+"/name"] = p.Name
	}
	return m
}

// Personal names the sealed parts. The names are bound into the boxes and never change.
func (e *SuspendedV1) Personal() map[string]*personal.Field { return noted(e.Note) }

// Personal names the sealed parts. The names are bound into the boxes and never change.
func (e *ExtendedV1) Personal() map[string]*personal.Field { return noted(e.Note) }

// Warned lists the codes of its warnings.
func (e *AssignedV1) Warned() []string { return e.Warnings }

// Warned lists the codes of its warnings.
func (e *ResumedV1) Warned() []string { return e.Warnings }

// Warned lists the codes of its warnings.
func (e *ExtendedV1) Warned() []string { return e.Warnings }

var (
	_ personal.Holder = (*AssignedV1)(nil)
	_ personal.Holder = (*RecusedV1)(nil)
	_ personal.Holder = (*ChallengedV1)(nil)
	_ personal.Holder = (*ChallengeDecidedV1)(nil)
	_ personal.Holder = (*InvitedV1)(nil)
	_ personal.Holder = (*SuspendedV1)(nil)
	_ personal.Holder = (*ExtendedV1)(nil)
)
