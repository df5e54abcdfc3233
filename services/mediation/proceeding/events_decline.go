package proceeding

import (
	"anjie.internal/services/internal/calendar"
	"anjie.internal/services/internal/personal"
)

// DeclinedV1 is stored as proceeding-declined-v1, the only event before which nothing was opened: an application or a referral was not
// accepted 不予受理, R51. It takes an ordinal like any other proceeding, and it is over at once. Nothing of it is public, so that no
// figure can count it as an attempt to mediate.
type DeclinedV1 struct {
	Ending
	Basis string `json:"basis"`
	// AppliedOn is a Beijing civil date; absent where it is that of the decision.
	AppliedOn calendar.Date `json:"appliedOn,omitzero"`
	// Acceptance as in OpenedV1.
	Acceptance *Limit   `json:"acceptance,omitempty"`
	Reason     string   `json:"reason"`
	RoutesTold []string `json:"routesTold"`
	Warnings   []string `json:"warnings,omitempty"`

	Referral *Referral       `json:"referral,omitempty"`
	Parties  []Party         `json:"parties"`
	Matter   *personal.Field `json:"matter"`
	Note     *personal.Field `json:"note"`
}

// AnsweredV1 is stored as referral-answered-v1: the referrer was told whether the dispute is taken on 同意接受委托函、不予调解函.
type AnsweredV1 struct {
	When
	Of
	Codes    string          `json:"codes"`
	Accepted bool            `json:"accepted"`
	Channel  string          `json:"channel"`
	Kind     string          `json:"kind"`
	Warnings []string        `json:"warnings,omitempty"`
	Note     *personal.Field `json:"note"`
}

// ReferredV1 is stored as dispute-referred-v1: the body hands the dispute over to another one, with a document and a number of its own
// 委托移送函, and with the consent of the parties.
type ReferredV1 struct {
	When
	Of
	Codes     string          `json:"codes"`
	To        string          `json:"to"` // kind of body
	Consented []int           `json:"consented"`
	ReturnBy  calendar.Date   `json:"returnBy,omitzero"`
	Body      *personal.Field `json:"body"`
	Number    *personal.Field `json:"number"`
	Note      *personal.Field `json:"note"`
}

func (*DeclinedV1) event() {}
func (*AnsweredV1) event() {}
func (*ReferredV1) event() {}

// Personal names the sealed parts. The names are bound into the boxes and never change.
func (e *ReferredV1) Personal() map[string]*personal.Field {
	return map[string]*personal.Field{"body": e.Body, "number": e.Number, "note": e.Note}
}

// Personal names the sealed parts. The names are bound into the boxes and never change.
func (e *DeclinedV1) Personal() map[string]*personal.Field {
	m := partiesOf(e.Matter, e.Referral, e.Parties)
	m["note"] = e.Note
	return m
}

// Personal names the sealed parts. The names are bound into the boxes and never change.
func (e *AnsweredV1) Personal() map[string]*personal.Field { return noted(e.Note) }

// Warned lists the codes of its warnings.
func (e *DeclinedV1) Warned() []string { return e.Warnings }

// Warned lists the codes of its warnings.
func (e *AnsweredV1) Warned() []string { return e.Warnings }

var (
	_ personal.Holder = (*DeclinedV1)(nil)
	_ personal.Holder = (*AnsweredV1)(nil)
	_ personal.Holder = (*ReferredV1)(nil)
)
