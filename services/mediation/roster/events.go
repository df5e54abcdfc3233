package roster

import (
	"slices"
	"strconv"
	"time"

	"anjie.internal/services/internal/calendar"
	"anjie.internal/services/internal/personal"
	"anjie.internal/services/internal/unit"
)

// Event is what can happen to a roster. The JSON form of each event is a contract with auditors and never changes: a new form gets a
// new type and a new name. Clear text is a code, a unit code, a civil date or the id of an account; names are sealed.
//
//sumtype:decl
type Event interface{ event() }

// When is when something happened, as claimed, and when the server recorded it.
type When struct {
	OccurredAt time.Time `json:"occurredAt"`
	RecordedAt time.Time `json:"recordedAt"`
	LateReason string    `json:"lateReason,omitempty"` // marks a late entry
}

// Person is an account with the sealed name of whoever holds it.
type Person struct {
	Account string          `json:"account"`
	Name    *personal.Field `json:"name"`
}

// Leaving is an account that leaves, with the reason.
type Leaving struct {
	Account string `json:"account"`
	Reason  string `json:"reason"`
}

// Composition is a committee for a term.
type Composition struct {
	TermFrom   calendar.Date `json:"termFrom"`
	TermEndsOn calendar.Date `json:"termEndsOn"`
	Chair      string        `json:"chair"`
	Women      int           `json:"women"`
	// MultiEthnic: its area has several ethnic groups; absent elsewhere, and then nothing is said of Minority either, which is that some
	// member is of a smaller one there.
	MultiEthnic bool     `json:"multiEthnic,omitzero"`
	Minority    bool     `json:"minority,omitzero"`
	Warnings    []string `json:"warnings,omitempty"`
	Members     []Person `json:"members"`
}

// EstablishedV1 is stored as committee-established-v1.
type EstablishedV1 struct {
	When
	Unit      unit.Code `json:"unit"`
	Committee string    `json:"committee"` // code within the unit
	Composition
	Hired []Person `json:"hired,omitempty"`
}

// RenewedV1 is stored as committee-renewed-v1: elected for a new term 换届. Hired mediators stay.
type RenewedV1 struct {
	When
	Composition
}

// ChangedV1 is stored as committee-changed-v1: people come and go within a term.
type ChangedV1 struct {
	When
	Codes string `json:"codes,omitempty"` // see CodesVersion
	Chair string `json:"chair"`
	Women int    `json:"women"`
	// MultiEthnic and Minority as in Composition; absent where nothing is said of them. See Makeup.
	MultiEthnic *bool     `json:"multiEthnic,omitempty"`
	Minority    *bool     `json:"minority,omitempty"`
	Warnings    []string  `json:"warnings,omitempty"`
	Joined      []Person  `json:"joined,omitempty"`
	Left        []Leaving `json:"left,omitempty"`
	Hired       []Person  `json:"hired,omitempty"`
	Dismissed   []Leaving `json:"dismissed,omitempty"`
}

func (*EstablishedV1) event() {}
func (*RenewedV1) event()     {}
func (*ChangedV1) event()     {}

// Personal names the sealed parts. The names are bound into the boxes and never change.
func (e *EstablishedV1) Personal() map[string]*personal.Field {
	return names(names(nil, "members", e.Members), "hired", e.Hired)
}

// Personal names the sealed parts. The names are bound into the boxes and never change.
func (e *RenewedV1) Personal() map[string]*personal.Field { return names(nil, "members", e.Members) }

// Personal names the sealed parts. The names are bound into the boxes and never change.
func (e *ChangedV1) Personal() map[string]*personal.Field {
	return names(names(nil, "joined", e.Joined), "hired", e.Hired)
}

func names(m map[string]*personal.Field, list string, people []Person) map[string]*personal.Field {
	if m == nil {
		m = make(map[string]*personal.Field, len(people))
	}
	for i, p := range people {
		m[list+"/"+strconv.Itoa(i)+"/name"] = p.Name
	}
	return m
}

// Warned lists the codes of its warnings.
func (e *EstablishedV1) Warned() []string { return e.Warnings }

// Warned lists the codes of its warnings.
func (e *RenewedV1) Warned() []string { return e.Warnings }

// Warned lists the codes of its warnings.
func (e *ChangedV1) Warned() []string { return e.Warnings }

var (
	_ personal.Holder = (*EstablishedV1)(nil)
	_ personal.Holder = (*RenewedV1)(nil)
	_ personal.Holder = (*ChangedV1)(nil)
)

// People lists everybody whose name an event holds.
func People(e Event) []Person {
	switch e := e.(type) {
	case *EstablishedV1:
		return append(slices.Clone(e.Members), e.Hired...)
	case *RenewedV1:
		return e.Members
	case *ChangedV1:
		return append(slices.Clone(e.Joined), e.Hired...)
	}
	return nil
}
