package proceeding

import (
	"strconv"

	"anjie.internal/services/internal/calendar"
	"anjie.internal/services/internal/personal"
)

// AgreementRecordedV1 is stored as agreement-recorded-v1: what the parties agree. It has no effect by itself.
type AgreementRecordedV1 struct {
	When
	Codes    string   `json:"codes,omitempty"` // see CodesVersion
	Form     string   `json:"form"`
	Partial  bool     `json:"partial,omitzero"`
	Subjects []string `json:"subjects"`
	// RoutesTold for what stays in dispute.
	RoutesTold []string `json:"routesTold,omitempty"`
	Warnings   []string `json:"warnings,omitempty"`

	Obligations []Obligation    `json:"obligations,omitempty"`
	Terms       *personal.Field `json:"terms"`
	Remaining   *personal.Field `json:"remaining"`
}

// Obligation is something that a party owes. What, is sealed.
type Obligation struct {
	Debtor   int             `json:"debtor"`
	Creditor int             `json:"creditor"`
	DueOn    calendar.Date   `json:"dueOn,omitzero"` // absent: performed on the spot
	Amount   int64           `json:"amount,omitzero"`
	What     *personal.Field `json:"what"`
}

// AgreementSignedV1 is stored as agreement-signed-v1: signatures under a written agreement, or its seal.
type AgreementSignedV1 struct {
	When
	Signed          []int    `json:"signed,omitempty"` // parties, by place
	MediatorsSigned []string `json:"mediatorsSigned,omitempty"`
	Sealed          bool     `json:"sealed,omitzero"`
}

// AgreementEffectiveV1 is stored as agreement-effective-v1. OccurredAt is since when the agreement binds the parties; the 30 days in
// which they can apply for judicial confirmation together run from it.
type AgreementEffectiveV1 struct {
	When
	Of
	Codes       string `json:"codes,omitempty"` // see CodesVersion
	Form        string `json:"form"`
	Confirmable bool   `json:"confirmable"`
	// ConfirmBy is the last of those days; absent where no court confirms it or its year is not known.
	ConfirmBy calendar.Date `json:"confirmBy,omitzero"`
	Calendar  string        `json:"calendar,omitempty"`
}

// Ending is what every end of a proceeding says.
type Ending struct {
	When
	Of
	Codes    string `json:"codes"`
	Ordinal  int    `json:"ordinal"`
	Outcome  string `json:"outcome"`
	Sessions int    `json:"sessions"`
	// DueOn is the last day of the limit that was in force; absent where it was not known.
	DueOn calendar.Date `json:"dueOn,omitzero"`
}

// AgreedV1 is stored as proceeding-agreed-v1: ended with an agreement that has effect, R11 to R14.
type AgreedV1 struct{ Ending }

// FailedV1 is stored as proceeding-failed-v1: R21 to R23. The parties were told where else they can go.
type FailedV1 struct {
	Ending
	RoutesTold []string `json:"routesTold"`
	// RefusedBy is the party, by place, whose clear refusal stopped it after the first session; absent for other failures.
	RefusedBy []int           `json:"refusedBy,omitempty"`
	Note      *personal.Field `json:"note"`
}

// WithdrawnV1 is stored as proceeding-withdrawn-v1: R31, R32.
type WithdrawnV1 struct {
	Ending
	Note *personal.Field `json:"note"`
}

// RefusedV1 is stored as proceeding-refused-v1: a party clearly refused before it began, R33.
type RefusedV1 struct {
	Ending
	Party      int             `json:"party"`
	RoutesTold []string        `json:"routesTold,omitempty"`
	Note       *personal.Field `json:"note"`
}

// TerminatedV1 is stored as proceeding-terminated-v1: R34 with its ground.
type TerminatedV1 struct {
	Ending
	Ground     string          `json:"ground"`
	RoutesTold []string        `json:"routesTold,omitempty"`
	Note       *personal.Field `json:"note"`
}

func (*AgreementRecordedV1) event()  {}
func (*AgreementSignedV1) event()    {}
func (*AgreementEffectiveV1) event() {}
func (*AgreedV1) event()             {}
func (*FailedV1) event()             {}
func (*WithdrawnV1) event()          {}
func (*RefusedV1) event()            {}
func (*TerminatedV1) event()         {}

// Personal names the sealed parts. The names are bound into the boxes and never change.
func (e *AgreementRecordedV1) Personal() map[string]*personal.Field {
	m := make(map[string]*personal.Field, 2+len(e.Obligations))
	m["terms"], m["remaining"] = e.Terms, e.Remaining
	for i, o := range e.Obligations {
		m["obligations/"+strconv.Itoa(i)+"/what"] = o.What
	}
	return m
}

func noted(note *personal.Field) map[string]*personal.Field {
	return map[string]*personal.Field{"note": note}
}

// Personal names the sealed parts. The names are bound into the boxes and never change.
func (e *FailedV1) Personal() map[string]*personal.Field { return noted(e.Note) }

// Personal names the sealed parts. The names are bound into the boxes and never change.
func (e *WithdrawnV1) Personal() map[string]*personal.Field { return noted(e.Note) }

// Personal names the sealed parts. The names are bound into the boxes and never change.
func (e *RefusedV1) Personal() map[string]*personal.Field { return noted(e.Note) }

// Personal names the sealed parts. The names are bound into the boxes and never change.
func (e *TerminatedV1) Personal() map[string]*personal.Field { return noted(e.Note) }

var (
	_ personal.Holder = (*AgreementRecordedV1)(nil)
	_ personal.Holder = (*FailedV1)(nil)
	_ personal.Holder = (*WithdrawnV1)(nil)
	_ personal.Holder = (*RefusedV1)(nil)
	_ personal.Holder = (*TerminatedV1)(nil)
)

// Warned lists the codes of its warnings.
func (e *AgreementRecordedV1) Warned() []string { return e.Warnings }
