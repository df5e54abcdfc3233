package proceeding

import (
	"strconv"
	"time"

	"anjie.internal/services/internal/calendar"
	"anjie.internal/services/internal/personal"
)

// Event is what can happen to a proceeding. The JSON form of each event is a contract with auditors and never changes: a new form
// gets a new type and a new name.
//
// Clear text in an event is a code of a table, a unit code, a civil date, an id or the id of an account, and Decide refuses
// anything else in its place. What somebody can type freely is a personal.Field.
//
//sumtype:decl
type Event interface{ event() }

// When is when something happened, as claimed, and when the server recorded it.
type When struct {
	OccurredAt time.Time `json:"occurredAt"`
	RecordedAt time.Time `json:"recordedAt"`
	LateReason string    `json:"lateReason,omitempty"` // marks a late entry
}

// OpenedV1 is stored as proceeding-opened-v1.
type OpenedV1 struct {
	When
	Of
	Codes   string `json:"codes"`
	Ordinal int    `json:"ordinal"` // of the dispute's proceedings, from 1
	Basis   string `json:"basis"`
	// AppliedOn is a Beijing civil date; absent where it is that of the opening, or where nobody applied.
	AppliedOn calendar.Date `json:"appliedOn,omitzero"`
	// DeterminedOn is when the last party received the accident determination; WrittenApplication: all parties applied in writing.
	// Road traffic only.
	DeterminedOn       calendar.Date `json:"determinedOn,omitzero"`
	WrittenApplication bool          `json:"writtenApplication,omitzero"`

	Limit Limit `json:"limit"`
	// Acceptance is the limit in which it was decided whether to accept, counted from the day on which the application or the hand-over
	// came; absent where the rule sets none, or that day is not recorded.
	Acceptance *Limit   `json:"acceptance,omitempty"`
	Consented  []int    `json:"consented,omitempty"` // parties, by place
	ChosenBy   string   `json:"chosenBy,omitempty"`
	Warnings   []string `json:"warnings,omitempty"`

	// Committee whose roster the mediators were looked up in; absent where none was named.
	Committee *Committee      `json:"committee,omitempty"`
	Referral  *Referral       `json:"referral,omitempty"`
	Mediators []Mediator      `json:"mediators,omitempty"`
	Parties   []Party         `json:"parties"`
	Matter    *personal.Field `json:"matter"`
}

// Referral is the hand-over of a dispute for mediation. Its papers are sealed; only codes and a date are clear.
type Referral struct {
	Channel  string        `json:"channel"`
	Kind     string        `json:"kind"`
	ReturnBy calendar.Date `json:"returnBy,omitzero"`
	// AnswerBy is the last day on which the referrer is told whether the dispute is taken on; absent where no rule sets one, or the
	// day on which the referral came is not recorded.
	AnswerBy calendar.Date   `json:"answerBy,omitzero"`
	Referrer *personal.Field `json:"referrer"`
	Number   *personal.Field `json:"number"`
}

// Committee is a people's mediation committee, and the revision of its roster that was looked at.
type Committee struct {
	Code     string `json:"code"`
	Roster   ID     `json:"roster"`
	Revision int64  `json:"revision"`
}

// Mediator is an account that mediates, with the sealed name of whoever holds it.
type Mediator struct {
	Account string `json:"account"`
	// Standing is that of the roster, or "invited"; empty where no roster was looked at.
	Standing string          `json:"standing,omitempty"`
	Name     *personal.Field `json:"name"`
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

// SessionHeldV1 is stored as proceeding-session-held-v1.
type SessionHeldV1 struct {
	When
	Of
	Codes       string   `json:"codes,omitempty"` // see CodesVersion
	Number      int      `json:"number"`          // from 1
	Place       string   `json:"place"`
	MinutesLong int      `json:"minutesLong,omitzero"`
	Attended    []int    `json:"attended"` // parties, by place
	Mediators   []string `json:"mediators"`
	Invited     []int    `json:"invited,omitempty"` // by place among the invited
	Public      bool     `json:"public,omitzero"`

	Minutes *personal.Field `json:"minutes"`
	Notes   []Note          `json:"notes,omitempty"`
}

// Note is what one side said in confidence. Each is sealed for itself.
type Note struct {
	Party int             `json:"party"`
	Text  *personal.Field `json:"text"`
}

func (*OpenedV1) event()      {}
func (*SessionHeldV1) event() {}

// Personal names the sealed parts. The names are bound into the boxes and never change.
func (e *OpenedV1) Personal() map[string]*personal.Field {
	m := partiesOf(e.Matter, e.Referral, e.Parties)
	namesOf(m, e.Mediators)
	return m
}

// partiesOf names the sealed parts of what comes in.
func partiesOf(matter *personal.Field, referral *Referral, parties []Party) map[string]*personal.Field {
	m := make(map[string]*personal.Field, 4+4*len(parties)+MaxMediators)
	m["matter"] = matter
	if r := referral; r != nil {
		m["referral/referrer"], m["referral/number"] = r.Referrer, r.Number
	}
	for i, p := range parties {
		at := "parties/" + strconv.Itoa(i) + "/"
		m[at+"name"], m[at+"phone"], m[at+"idNumber"], m[at+"address"] = p.Name, p.Phone, p.IDNumber, p.Address
	}
	return m
}

func namesOf(m map[string]*personal.Field, mediators []Mediator) {
	for i, x := range mediators {
		m["mediators/"+strconv.Itoa(i)+"/name"] = x.Name
	}
}

// Personal names the sealed parts. The names are bound into the boxes and never change.
func (e *SessionHeldV1) Personal() map[string]*personal.Field {
	m := make(map[string]*personal.Field, 1+len(e.Notes))
	m["minutes"] = e.Minutes
	for i, n := range e.Notes {
		m["notes/"+strconv.Itoa(i)+"/text"] = n.Text
	}
	return m
}

var (
	_ personal.Holder = (*OpenedV1)(nil)
	_ personal.Holder = (*SessionHeldV1)(nil)
)

// Warner is an event that may warn: it was accepted, and something about it should be looked at.
type Warner interface {
	// Warned lists the codes of its warnings.
	Warned() []string
}

// Warned lists the codes of its warnings.
func (e *OpenedV1) Warned() []string { return e.Warnings }
