package proceeding

import "anjie.internal/services/internal/personal"

// PerformedV1 is stored as agreement-performed-v1: an obligation, or a part of it, is performed (V1 to V4).
type PerformedV1 struct {
	When
	Of
	Codes      string `json:"codes,omitempty"` // see CodesVersion
	Obligation int    `json:"obligation"`      // by place
	Result     string `json:"result"`
	// Amount of this time and Performed altogether, in fen; absent where it is not about money.
	Amount    int64           `json:"amount,omitzero"`
	Performed int64           `json:"performed,omitzero"`
	Note      *personal.Field `json:"note"`
}

// DefaultedV1 is stored as agreement-defaulted-v1: an obligation was due and is not performed (V5).
type DefaultedV1 struct {
	When
	Of
	Codes      string          `json:"codes,omitempty"` // see CodesVersion
	Obligation int             `json:"obligation"`
	Note       *personal.Field `json:"note"`
}

// ChangedV1 is stored as agreement-changed-v1: the parties put another obligation in the place of one (V7).
type ChangedV1 struct {
	When
	Of
	Codes      string `json:"codes,omitempty"` // see CodesVersion
	Obligation int    `json:"obligation"`
	// Place of the new obligation.
	Place int             `json:"place"`
	Note  *personal.Field `json:"note"`
	New   Obligation      `json:"new"`
}

// SupervisedV1 is stored as performance-supervised-v1: the body that mediated looks after the performance (人民调解法 Art. 31).
type SupervisedV1 struct {
	When
	Codes  string          `json:"codes,omitempty"` // see CodesVersion
	Method string          `json:"method"`
	Note   *personal.Field `json:"note"`
}

// ConfirmationAppliedV1 is stored as confirmation-applied-v1: all parties apply together (人民调解法 Art. 33).
type ConfirmationAppliedV1 struct {
	When
	Of
	Court *personal.Field `json:"court"`
}

// ConfirmationDecidedV1 is stored as confirmation-decided-v1: what became of the application, C4 to C8.
type ConfirmationDecidedV1 struct {
	When
	Of
	Codes  string          `json:"codes,omitempty"` // see CodesVersion
	Result string          `json:"result"`
	Reason string          `json:"reason,omitempty"`
	Number *personal.Field `json:"number"`
	Note   *personal.Field `json:"note"`
}

// FollowedUpV1 is stored as proceeding-followed-up-v1: a follow-up visit 回访.
type FollowedUpV1 struct {
	When
	Codes        string          `json:"codes,omitempty"` // see CodesVersion
	Method       string          `json:"method"`
	Party        int             `json:"party"`
	Reached      bool            `json:"reached"`
	Performance  string          `json:"performance,omitempty"`
	Satisfaction string          `json:"satisfaction,omitempty"`
	Note         *personal.Field `json:"note"`
}

// FedBackV1 is stored as referral-fed-back-v1: the referrer was told the outcome.
type FedBackV1 struct {
	When
	Of
	Codes   string          `json:"codes,omitempty"` // see CodesVersion
	Outcome string          `json:"outcome"`
	Channel string          `json:"channel"`
	Kind    string          `json:"kind"`
	Note    *personal.Field `json:"note"`
}

// RiskReportedV1 is stored as risk-reported-v1: somebody reported that the dispute may become a case for the police, as
// 人民调解法 Art. 25 demands. It is about the dispute, never about a person.
type RiskReportedV1 struct {
	When
	Codes string          `json:"codes,omitempty"` // see CodesVersion
	Risk  string          `json:"risk"`
	To    string          `json:"to"` // kind of body
	Note  *personal.Field `json:"note"`
}

// PaperFiledV1 is stored as paper-filed-v1: a paper lies in the dossier.
type PaperFiledV1 struct {
	When
	Codes string `json:"codes,omitempty"` // see CodesVersion
	Paper string `json:"paper"`
	// SHA256 of the file, lower-case hex; absent for what is on paper only.
	SHA256 string          `json:"sha256,omitempty"`
	Note   *personal.Field `json:"note"`
}

// ArchivedV1 is stored as proceeding-archived-v1: the dossier is closed.
type ArchivedV1 struct {
	When
	Codes     string   `json:"codes,omitempty"` // see CodesVersion
	Retention string   `json:"retention"`
	Missing   []string `json:"missing,omitempty"` // papers
	Reason    string   `json:"reason,omitempty"`  // why that is accepted
}

func (*PerformedV1) event()           {}
func (*DefaultedV1) event()           {}
func (*ChangedV1) event()             {}
func (*SupervisedV1) event()          {}
func (*ConfirmationAppliedV1) event() {}
func (*ConfirmationDecidedV1) event() {}
func (*FollowedUpV1) event()          {}
func (*FedBackV1) event()             {}
func (*RiskReportedV1) event()        {}
func (*PaperFiledV1) event()          {}
func (*ArchivedV1) event()            {}

// Personal names the sealed parts. The names are bound into the boxes and never change.
func (e *PerformedV1) Personal() map[string]*personal.Field { return noted(e.Note) }

// Personal names the sealed parts. The names are bound into the boxes and never change.
func (e *DefaultedV1) Personal() map[string]*personal.Field { return noted(e.Note) }

// Personal names the sealed parts. The names are bound into the boxes and never change.
func (e *ChangedV1) Personal() map[string]*personal.Field {
	return map[string]*personal.Field{"note": e.Note, "new/what": e.New.What}
}

// Personal names the sealed parts. The names are bound into the boxes and never change.
func (e *SupervisedV1) Personal() map[string]*personal.Field { return noted(e.Note) }

// Personal names the sealed parts. The names are bound into the boxes and never change.
func (e *ConfirmationAppliedV1) Personal() map[string]*personal.Field {
	return map[string]*personal.Field{"court": e.Court}
}

// Personal names the sealed parts. The names are bound into the boxes and never change.
func (e *ConfirmationDecidedV1) Personal() map[string]*personal.Field {
	return map[string]*personal.Field{"number": e.Number, "note": e.Note}
}

// Personal names the sealed parts. The names are bound into the boxes and never change.
func (e *FollowedUpV1) Personal() map[string]*personal.Field { return noted(e.Note) }

// Personal names the sealed parts. The names are bound into the boxes and never change.
func (e *FedBackV1) Personal() map[string]*personal.Field { return noted(e.Note) }

// Personal names the sealed parts. The names are bound into the boxes and never change.
func (e *RiskReportedV1) Personal() map[string]*personal.Field { return noted(e.Note) }

// Personal names the sealed parts. The names are bound into the boxes and never change.
func (e *PaperFiledV1) Personal() map[string]*personal.Field { return noted(e.Note) }

var (
	_ personal.Holder = (*PerformedV1)(nil)
	_ personal.Holder = (*DefaultedV1)(nil)
	_ personal.Holder = (*ChangedV1)(nil)
	_ personal.Holder = (*SupervisedV1)(nil)
	_ personal.Holder = (*ConfirmationAppliedV1)(nil)
	_ personal.Holder = (*ConfirmationDecidedV1)(nil)
	_ personal.Holder = (*FollowedUpV1)(nil)
	_ personal.Holder = (*FedBackV1)(nil)
	_ personal.Holder = (*RiskReportedV1)(nil)
	_ personal.Holder = (*PaperFiledV1)(nil)
)
