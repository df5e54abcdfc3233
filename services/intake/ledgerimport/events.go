package ledgerimport

import (
	"time"

	"anjie.internal/services/internal/personal"
	"anjie.internal/services/internal/unit"
)

// Event is what can happen to an import. The JSON form of each event is a contract with auditors and never changes.
//
//sumtype:decl
type Event interface{ event() }

// StartedV1 is stored as import-started-v1.
type StartedV1 struct {
	Unit       unit.Code `json:"unit"`
	File       string    `json:"file"`
	Mapping    string    `json:"mapping"`
	Edition    int       `json:"edition"`
	Sheet      int       `json:"sheet"`
	Rows       int       `json:"rows"`
	LeftOut    int       `json:"leftOut"`
	Totals     []Total   `json:"totals"`
	Difference string    `json:"difference,omitempty"`
	StartedAt  time.Time `json:"startedAt"`

	Name *personal.Field `json:"name"`
}

// CompletedV1 is stored as import-completed-v1.
type CompletedV1 struct {
	Unit        unit.Code `json:"unit"`
	Disputes    int       `json:"disputes"`
	CompletedAt time.Time `json:"completedAt"`
}

// RevertedV1 is stored as import-reverted-v1. From then on every dispute of the import is to be void.
type RevertedV1 struct {
	Unit       unit.Code `json:"unit"`
	Reason     string    `json:"reason"`
	RevertedAt time.Time `json:"revertedAt"`
}

func (*StartedV1) event()   {}
func (*CompletedV1) event() {}
func (*RevertedV1) event()  {}

// Personal names the sealed parts. The names are bound into the boxes and never change.
func (e *StartedV1) Personal() map[string]*personal.Field {
	return map[string]*personal.Field{"name": e.Name}
}

var _ personal.Holder = (*StartedV1)(nil)

// Content is what the import is made of.
func (e *StartedV1) Content() Content {
	return Content{
		File: e.File, Mapping: e.Mapping, Edition: e.Edition, Sheet: e.Sheet, Rows: e.Rows, LeftOut: e.LeftOut, Totals: e.Totals, Difference: e.Difference,
	}
}

// Evolve returns the state after the event.
func Evolve(s State, e Event) State {
	switch e := e.(type) {
	case *StartedV1:
		s.Phase, s.Unit, s.Content = Started, e.Unit, e.Content()
	case *CompletedV1:
		s.Phase = Completed
	case *RevertedV1:
		s.Phase = Reverted
	}
	return s
}
