package dossier

import (
	"time"

	"anjie.internal/services/internal/calendar"
	"anjie.internal/services/mediation/proceeding"
)

// Case is what the papers of a proceeding are written from.
type Case struct {
	ID string
	// State is what the rules remember: where, how and since when it is mediated and by whom, the dossier's checklist, and what became
	// of each obligation. The other fields are what the rules forget.
	State proceeding.State

	AppliedOn calendar.Date
	Opening   Late
	OpenedBy  string // account
	ChosenBy  string
	Parties   []Party
	Mediators []Mediator // all that ever were, in the order in which they came; those that mediate are in State
	Referral  *Referral
	Matter    Text

	Claims         Text // what the applicant wants
	Disputed       Text // 争议事项
	Responsibility Text // of each side

	Invited   []Invited
	Sessions  []Meeting
	Agreement *Agreed
	Ending    *Ending

	Performed    []Performed
	Confirmation *Confirmation
	Visits       []Visit
	FedBack      *FedBack
	AnsweredAt   time.Time // whether it is taken on; zero: not yet
	Referred     []Referred
	Retention    string // code; empty: the dossier is not closed
}

// people reports whether it is people's mediation by a committee, to which 人民调解法 applies: also those of trades (Art. 34).
func (c Case) people() bool {
	m, _ := proceeding.ModeOf(c.State.Mode)
	return m.Committee
}

// Invited is somebody who was invited to help.
type Invited struct {
	Kind string
	Name Text
}

// Performed is something that was recorded of the performance of an agreement.
type Performed struct {
	At         time.Time
	Late       Late
	Obligation int    // by place; -1: of the whole
	Result     string // V1 to V5, V7; empty: somebody looked after it
	Amount     int64
	Place      int    // of the obligation that took its place, with V7
	Method     string // in which somebody looked after it
	Note       Text
}

// Confirmation is an application for judicial confirmation.
type Confirmation struct {
	AppliedAt, DecidedAt time.Time
	Court, Number        Text
	Result, Reason       string
}

// Visit is a follow-up visit.
type Visit struct {
	At           time.Time
	Late         Late
	Method       string
	Party        int
	Reached      bool
	Performance  string
	Satisfaction string
	Note         Text
}

// FedBack is the answer to who handed the dispute over.
type FedBack struct {
	At   time.Time
	Note Text
}

// Referred is a hand-over to another body.
type Referred struct {
	At                 time.Time
	Late               Late
	ReturnBy           calendar.Date
	Body, Number, Note Text
}

// Late marks what was entered late.
type Late struct {
	Reason     string
	RecordedAt time.Time
}

// Party is a party with its particulars.
type Party struct {
	Role                           proceeding.PartyRole
	Kind                           proceeding.PartyKind
	Name, Phone, IDNumber, Address Text
}

// Mediator is somebody who mediates.
type Mediator struct {
	Account string
	Name    Text
}

// Referral is the hand-over.
type Referral struct {
	Channel          string
	ReturnBy         calendar.Date
	Referrer, Number Text
}

// Meeting is a session.
type Meeting struct {
	Number      int
	At          time.Time
	Late        Late
	Place       string
	MinutesLong int
	Attended    []int
	Mediators   []string
	Invited     []int
	Public      bool
	Minutes     Text
}

// Agreed is the agreement as it was recorded last.
type Agreed struct {
	At          time.Time
	Late        Late
	Form        string
	Partial     bool
	RoutesTold  []string
	Confirmable bool
	Obligations []Obligation
	Terms       Text
	Remaining   Text
	Signed      map[int]time.Time // by place of the party
	Mediated    map[string]time.Time
	SealedAt    time.Time
	EffectiveAt time.Time
	ConfirmBy   calendar.Date
}

// Obligation is something that is owed.
type Obligation struct {
	Debtor, Creditor int
	DueOn            calendar.Date
	Amount           int64
	What             Text
}

// Ending is how a proceeding ended.
type Ending struct {
	At         time.Time
	Late       Late
	Outcome    string
	Sessions   int
	RoutesTold []string
	Ground     string // of a termination, or why it was not accepted
	Party      int    // that refused; only with R33
	Note       Text
}
