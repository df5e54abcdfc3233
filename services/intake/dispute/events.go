package dispute

import (
	"strconv"
	"time"

	"anjie.internal/services/internal/personal"
	"anjie.internal/services/internal/unit"
)

// Event is what can happen to a dispute. The JSON form of each event is a contract with auditors and never changes: a new
// form gets a new type and a new name.
//
// Clear text in an event is a code of a table, a unit code or a civil date, and Decide refuses anything else in its place. What
// somebody can type freely is a personal.Field.
//
//sumtype:decl
type Event interface{ event() }

// RegisteredV1 is stored as dispute-registered-v1.
type RegisteredV1 struct {
	// Codes is the edition of the code tables.
	Codes    string `json:"codes"`
	Category string `json:"category"`
	Channel  string `json:"channel"`
	// Unit registered it and owns it first; Area is where it happened.
	Unit unit.Code `json:"unit"`
	Area unit.Code `json:"area"`
	// Scale follows from Involved, the number of people, by the table of the edition.
	Scale    string `json:"scale"`
	Involved int    `json:"involved"`
	// AroseOn is a Beijing civil date, empty when unknown.
	AroseOn string `json:"aroseOn,omitempty"`
	// ReceivedAt is claimed; limits that run from receipt start here. RegisteredAt is the server's.
	ReceivedAt   time.Time `json:"receivedAt"`
	RegisteredAt time.Time `json:"registeredAt"`
	// LateReason marks a late entry.
	LateReason string    `json:"lateReason,omitempty"`
	Referral   *Referral `json:"referral,omitempty"`
	// AcceptBy is until when it must be decided whether the dispute is accepted; missing when nobody knew, and in what was stored first.
	AcceptBy *Limit `json:"acceptBy,omitempty"`

	Title     *personal.Field `json:"title"`
	Narrative *personal.Field `json:"narrative"`
	Place     *personal.Field `json:"place"`
	Parties   []Party         `json:"parties"`
}

// Referral is the hand-over of an entrusted or transferred dispute. What its papers say was typed by somebody and may name a
// person, so it is sealed; only the kind of body and a date are clear.
type Referral struct {
	// Kind of body, of the table of the edition.
	Kind string `json:"kind"`
	// ReturnBy is a Beijing civil date, empty when none was set.
	ReturnBy string          `json:"returnBy,omitempty"`
	Referrer *personal.Field `json:"referrer"`
	Number   *personal.Field `json:"number"`
}

// PartyRole is what a party is in a dispute.
type PartyRole string

// The roles of parties.
const (
	Applicant  PartyRole = "applicant"
	Respondent PartyRole = "respondent"
	OtherParty PartyRole = "other"
)

// PartyKind tells persons from bodies.
type PartyKind string

// The kinds of parties.
const (
	Person PartyKind = "person"
	Body   PartyKind = "body"
)

// Party is a person or body with a stake in the dispute. Only its role and kind are clear.
type Party struct {
	Role     PartyRole       `json:"role"`
	Kind     PartyKind       `json:"kind"`
	Name     *personal.Field `json:"name"`
	Phone    *personal.Field `json:"phone"`
	IDNumber *personal.Field `json:"idNumber"`
	Address  *personal.Field `json:"address"`
}

// WithdrawnV1 is stored as dispute-withdrawn-v1.
type WithdrawnV1 struct {
	Codes  string `json:"codes"`
	Reason string `json:"reason"`
	// Unit and Category repeat the registration, so that a follower can count without remembering every dispute.
	Unit        unit.Code `json:"unit"`
	Category    string    `json:"category"`
	WithdrawnAt time.Time `json:"withdrawnAt"` // claimed
	RecordedAt  time.Time `json:"recordedAt"`
	LateReason  string    `json:"lateReason,omitempty"`

	Note *personal.Field `json:"note"`
}

func (*RegisteredV1) event() {}
func (*WithdrawnV1) event()  {}

// Personal names the sealed parts. The names are bound into the boxes and never change.
func (e *RegisteredV1) Personal() map[string]*personal.Field {
	m := make(map[string]*personal.Field, 5+4*len(e.Parties))
	m["title"], m["narrative"], m["place"] = e.Title, e.Narrative, e.Place
	if r := e.Referral; r != nil {
		m["referral/referrer"], m["referral/number"] = r.Referrer, r.Number
	}
	for i := range e.Parties {
		e.Parties[i].personal(m, "parties/"+strconv.Itoa(i)+"/")
	}
	return m
}

// Personal names the sealed parts. The names are bound into the boxes and never change.
func (e *WithdrawnV1) Personal() map[string]*personal.Field {
	return map[string]*personal.Field{"note": e.Note}
}

var (
	_ personal.Holder = (*RegisteredV1)(nil)
	_ personal.Holder = (*WithdrawnV1)(nil)
)
