package dispute

import (
	"anjie.internal/services/internal/personal"
	"anjie.internal/services/internal/unit"
)

// UrgentV1 is stored as dispute-urgent-v1. Limit is the one in force from then on: never a later one than before.
type UrgentV1 struct {
	When

	Codes  string `json:"codes,omitempty"` // see Editions
	Reason string `json:"reason"`
	Limit  Limit  `json:"limit"`
}

// SubTaskOpenedV1 is stored as dispute-sub-task-opened-v1.
type SubTaskOpenedV1 struct {
	When

	Codes   string  `json:"codes,omitempty"` // see Editions
	Task    string  `json:"task"`
	Kind    string  `json:"kind"`
	Handler Handler `json:"handler"`
	DueOn   string  `json:"dueOn"`

	Description *personal.Field `json:"description"`
}

// SubTaskReturnedV1 is stored as dispute-sub-task-returned-v1.
type SubTaskReturnedV1 struct {
	When

	Codes  string `json:"codes,omitempty"` // see Editions
	Task   string `json:"task"`
	Result string `json:"result"`

	Note *personal.Field `json:"note"`
}

// ProceedingOpenedV1 is stored as dispute-proceeding-opened-v1: what intake learned from mediation, which runs one proceeding of a
// dispute at a time.
type ProceedingOpenedV1 struct {
	When

	// Codes is the edition of mediation's tables, of which the mode is.
	Codes      string `json:"codes"`
	Proceeding string `json:"proceeding"`
	Mode       string `json:"mode"`
}

// ProceedingEndedV1 is stored as dispute-proceeding-ended-v1: what intake learned from mediation.
type ProceedingEndedV1 struct {
	When

	Codes      string `json:"codes,omitempty"` // see Editions
	Proceeding string `json:"proceeding"`
	Mode       string `json:"mode"`
	Outcome    string `json:"outcome"`
}

// ConcludedV1 is stored as dispute-concluded-v1.
type ConcludedV1 struct {
	When

	Codes    string    `json:"codes"`
	Unit     unit.Code `json:"unit"`
	Category string    `json:"category"`
	// Handler is responsible for the result: the lead handler, or the owner when there is none.
	Handler   Handler `json:"handler"`
	Outcome   string  `json:"outcome"`
	OnTheSpot bool    `json:"onTheSpot"`
	// Proceeding is the one from which the outcome follows.
	Proceeding string `json:"proceeding,omitempty"`

	Note *personal.Field `json:"note"`
}

// ReopenedV1 is stored as dispute-reopened-v1: the closure with that outcome is withdrawn.
type ReopenedV1 struct {
	When

	Codes    string    `json:"codes,omitempty"` // see Editions
	Unit     unit.Code `json:"unit"`
	Category string    `json:"category"`
	Reason   string    `json:"reason"`
	Outcome  string    `json:"outcome"`
}

// FollowedUpV1 is stored as dispute-followed-up-v1.
type FollowedUpV1 struct {
	When

	Codes   string `json:"codes,omitempty"` // see Editions
	Method  string `json:"method"`
	Reached bool   `json:"reached"`
	// Performance and Satisfaction are what was heard, empty when nothing was.
	Performance  string `json:"performance,omitempty"`
	Satisfaction string `json:"satisfaction,omitempty"`

	Note *personal.Field `json:"note"`
}

// RatedV1 is stored as dispute-rated-v1.
type RatedV1 struct {
	When

	Codes string `json:"codes,omitempty"` // see Editions
	// Rater is a class, never a person.
	Rater string `json:"rater"`
	Grade string `json:"grade"`
}

// ArchivedV1 is stored as dispute-archived-v1.
type ArchivedV1 struct {
	When

	Codes     string `json:"codes,omitempty"` // see Editions
	Retention string `json:"retention"`
}

// VoidedV1 is stored as dispute-voided-v1: the dispute is out of all sets for ever.
type VoidedV1 struct {
	When

	Codes    string    `json:"codes,omitempty"` // see Editions
	Unit     unit.Code `json:"unit"`
	Category string    `json:"category"`
	Reason   string    `json:"reason"`
	// Import is the one that was reverted.
	Import string `json:"import,omitempty"`
}

func (*UrgentV1) event()           {}
func (*SubTaskOpenedV1) event()    {}
func (*SubTaskReturnedV1) event()  {}
func (*ProceedingOpenedV1) event() {}
func (*ProceedingEndedV1) event()  {}
func (*ConcludedV1) event()        {}
func (*ReopenedV1) event()         {}
func (*FollowedUpV1) event()       {}
func (*RatedV1) event()            {}
func (*ArchivedV1) event()         {}
func (*VoidedV1) event()           {}

// Personal names the sealed parts. The names are bound into the boxes and never change.
func (e *SubTaskOpenedV1) Personal() map[string]*personal.Field {
	return map[string]*personal.Field{"description": e.Description}
}

// Personal names the sealed parts. The names are bound into the boxes and never change.
func (e *SubTaskReturnedV1) Personal() map[string]*personal.Field {
	return map[string]*personal.Field{"note": e.Note}
}

// Personal names the sealed parts. The names are bound into the boxes and never change.
func (e *ConcludedV1) Personal() map[string]*personal.Field {
	return map[string]*personal.Field{"note": e.Note}
}

// Personal names the sealed parts. The names are bound into the boxes and never change.
func (e *FollowedUpV1) Personal() map[string]*personal.Field {
	return map[string]*personal.Field{"note": e.Note}
}

var (
	_ personal.Holder = (*SubTaskOpenedV1)(nil)
	_ personal.Holder = (*SubTaskReturnedV1)(nil)
	_ personal.Holder = (*ConcludedV1)(nil)
	_ personal.Holder = (*FollowedUpV1)(nil)
)
