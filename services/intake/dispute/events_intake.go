package dispute

import (
	"strconv"
	"time"

	"anjie.internal/services/internal/personal"
	"anjie.internal/services/internal/unit"
)

// When is the two times of an event, the first members of its stored form.
type When struct {
	OccurredAt time.Time `json:"occurredAt"` // claimed
	RecordedAt time.Time `json:"recordedAt"` // the server's
	// LateReason marks a late entry.
	LateReason string `json:"lateReason,omitempty"`
}

// Handler is a unit's own centre, or one of its departments.
type Handler struct {
	Unit unit.Code `json:"unit"`
	// Department is a code of the city's profile; empty for the centre itself.
	Department string `json:"department"`
}

// Clock is the unit in which a limit counts.
type Clock string

// The clocks.
const (
	WorkingDays  Clock = "wd"
	CalendarDays Clock = "d"
	Hours        Clock = "h"
)

// Limit is a limit with everything that produced its due date, so that an auditor can compute it again.
type Limit struct {
	// Profile is the version of the city's profile whose rule it was; 0 for the national defaults.
	Profile int    `json:"profile"`
	Rule    string `json:"rule"`
	Amount  int    `json:"amount"`
	Clock   Clock  `json:"clock"`
	// DueOn is the Beijing civil date on which the limit ends.
	DueOn string `json:"dueOn"`
	// Calendar is the version of the working-day calendar.
	Calendar string `json:"calendar"`
}

// ImportedV1 is stored as dispute-imported-v1, right after the registration that came out of a ledger.
type ImportedV1 struct {
	When

	Import string `json:"import"`
	// File is the SHA-256 of the ledger; Sheet and Row count from 1.
	File  string `json:"file"`
	Sheet int    `json:"sheet"`
	Row   int    `json:"row"`
}

// AcceptedV1 is stored as dispute-accepted-v1. It starts the handling clock.
type AcceptedV1 struct {
	When

	Codes    string    `json:"codes"`
	Unit     unit.Code `json:"unit"`
	Category string    `json:"category"`
	Limit    Limit     `json:"limit"`
}

// RefusedV1 is stored as dispute-refused-v1.
type RefusedV1 struct {
	When

	Codes    string    `json:"codes"`
	Unit     unit.Code `json:"unit"`
	Category string    `json:"category"`
	// Outcome is R51 or R52.
	Outcome string `json:"outcome"`
	Reason  string `json:"reason"`
	// Route is the way that is open to the applicant instead.
	Route string `json:"route"`

	Explanation *personal.Field `json:"explanation"`
}

// MergedV1 is stored as dispute-merged-v1.
type MergedV1 struct {
	When

	Unit     unit.Code `json:"unit"`
	Category string    `json:"category"`
	Into     string    `json:"into"`
}

// UnmergedV1 is stored as dispute-unmerged-v1.
type UnmergedV1 struct {
	When

	Codes    string    `json:"codes,omitempty"` // see Editions
	Unit     unit.Code `json:"unit"`
	Category string    `json:"category"`
	From     string    `json:"from"`
	Reason   string    `json:"reason"`
}

// LinkKind says how a dispute belongs to another matter.
type LinkKind string

// The kinds of links.
const (
	Repeat   LinkKind = "repeat"   // the same people with the same matter once more
	Related  LinkKind = "related"  // another matter that must be seen together with it
	Petition LinkKind = "petition" // it became, or came out of, a petition
)

// LinkedV1 is stored as dispute-linked-v1.
type LinkedV1 struct {
	When

	Kind  LinkKind `json:"kind"`
	Other string   `json:"other"`
}

// UnlinkedV1 is stored as dispute-unlinked-v1.
type UnlinkedV1 struct {
	When

	Codes  string   `json:"codes,omitempty"` // see Editions
	Kind   LinkKind `json:"kind"`
	Other  string   `json:"other"`
	Reason string   `json:"reason"`
}

// Complexity is the statistics class of a case; limits differ by it.
type Complexity string

// The complexities.
const (
	Simple  Complexity = "simple"
	General Complexity = "general"
	Complex Complexity = "complex"
)

// ClassifiedV1 is stored as dispute-classified-v1.
type ClassifiedV1 struct {
	When

	Codes    string `json:"codes"`
	Category string `json:"category"`
	// Local is a city's own child of the category; Exchange is the code of the two-level table.
	Local      string     `json:"local,omitempty"`
	Exchange   string     `json:"exchange,omitempty"`
	Involved   int        `json:"involved"`
	Scale      string     `json:"scale"`
	Complexity Complexity `json:"complexity"`
}

// RiskLevel is the colour that an assessor gives to a case, never to a person.
type RiskLevel string

// The levels.
const (
	Green  RiskLevel = "green"  // solved; follow-up visits
	Blue   RiskLevel = "blue"   // hidden
	Yellow RiskLevel = "yellow" // general
	Orange RiskLevel = "orange" // may intensify
	Red    RiskLevel = "red"    // across departments, or may turn into a crime
)

// RiskAssessedV1 is stored as dispute-risk-assessed-v1.
type RiskAssessedV1 struct {
	When

	Codes string    `json:"codes,omitempty"` // see Editions
	Level RiskLevel `json:"level"`
	// Indicators are what happened in the case, of the table of indicators.
	Indicators []string `json:"indicators"`
	// ExpiresOn is the Beijing civil date after which the level drops unless it is assessed again.
	ExpiresOn string `json:"expiresOn"`

	Grounds *personal.Field `json:"grounds"`
}

// CorrectedV1 is stored as dispute-corrected-v1. What stood there before stays in the log and is repeated here.
type CorrectedV1 struct {
	When

	Codes   string   `json:"codes"`
	Reason  string   `json:"reason"`
	Changes []Change `json:"changes"`
	// Texts and Parties are the sealed ones.
	Texts   []TextChange  `json:"texts"`
	Parties []PartyChange `json:"parties"`
}

// The clear fields that can be corrected. Scale follows from involved.
const (
	FieldCategory   = "category"
	FieldChannel    = "channel"
	FieldArea       = "area"
	FieldInvolved   = "involved"
	FieldScale      = "scale"
	FieldAroseOn    = "aroseOn"
	FieldReceivedAt = "receivedAt"
)

// Change is one clear field: a code, a date, a time (RFC 3339) or a number.
type Change struct {
	Field  string `json:"field"`
	Before string `json:"before"`
	After  string `json:"after"`
}

// The sealed texts that can be corrected.
const (
	TextTitle     = "title"
	TextNarrative = "narrative"
	TextPlace     = "place"
)

// TextChange is one sealed text, before and after.
type TextChange struct {
	Field  string          `json:"field"`
	Before *personal.Field `json:"before"`
	After  *personal.Field `json:"after"`
}

// PartyChange is one party: Before is missing for one that is added, After for one that is taken out. Its place stays its
// own: a party that is taken out leaves it empty.
type PartyChange struct {
	Index  int    `json:"index"`
	Before *Party `json:"before"`
	After  *Party `json:"after"`
}

func (*ImportedV1) event()     {}
func (*AcceptedV1) event()     {}
func (*RefusedV1) event()      {}
func (*MergedV1) event()       {}
func (*UnmergedV1) event()     {}
func (*LinkedV1) event()       {}
func (*UnlinkedV1) event()     {}
func (*ClassifiedV1) event()   {}
func (*RiskAssessedV1) event() {}
func (*CorrectedV1) event()    {}

// Personal names the sealed parts. The names are bound into the boxes and never change.
func (e *RefusedV1) Personal() map[string]*personal.Field {
	return map[string]*personal.Field{"explanation": e.Explanation}
}

// Personal names the sealed parts. The names are bound into the boxes and never change.
func (e *RiskAssessedV1) Personal() map[string]*personal.Field {
	return map[string]*personal.Field{"grounds": e.Grounds}
}

// Personal names the sealed parts. The names are bound into the boxes and never change.
func (e *CorrectedV1) Personal() map[string]*personal.Field {
	m := make(map[string]*personal.Field, 2*len(e.Texts)+8*len(e.Parties))
	for _, c := range e.Texts {
		m["texts/"+c.Field+"/before"], m["texts/"+c.Field+"/after"] = c.Before, c.After
	}
	for _, c := range e.Parties {
		at := "parties/" + strconv.Itoa(c.Index)
		c.Before.personal(m, at+"/before/")
		c.After.personal(m, at+"/after/")
	}
	return m
}

func (p *Party) personal(m map[string]*personal.Field, at string) {
	if p != nil {
		m[at+"name"], m[at+"phone"], m[at+"idNumber"], m[at+"address"] = p.Name, p.Phone, p.IDNumber, p.Address
	}
}

var (
	_ personal.Holder = (*RefusedV1)(nil)
	_ personal.Holder = (*RiskAssessedV1)(nil)
	_ personal.Holder = (*CorrectedV1)(nil)
)
