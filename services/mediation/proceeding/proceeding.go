// Package proceeding holds the rules of a mediation proceeding 调解程序: one attempt to settle a dispute, in one mode, with its own
// limit and outcome.
//
//	           Open           HoldSession          RecordAgreement (written)
//	(absent) ───────► opened ────────────► begun ───────────────────────────► drafted
//	                    │  Refuse: R33       │  RecordAgreement (oral,           │  SignAgreement: all parties,
//	                    │                    │  on the spot); Refuse: R21        │  a mediator, the seal; Refuse: R23
//	                    ▼                    ▼                                   ▼
//	                  ended ◄────────────────┴───────────────────────────────────┘
//	                  │   ▲
//	                  │   └── Fail, Withdraw, Terminate: from every state before; Decline: from absent (R51)
//	                  └─► archived
//
//	A party's clear refusal stops mediation whenever it comes (Art. 17). Before the first session it counts for nothing (R33); after it,
//	the attempt has failed, and the parties are told of other routes as after every failure (Art. 26).
//
//	opened, begun, drafted: Suspend ⇄ Resume (the due date moves by the time between), ExtendLimit, RecountLimit;
//	                        RecordConsent, AssignMediators, RecuseMediator, ChallengeMediator → DecideChallenge, InvitePersons.
//	                        While suspended there are no sessions and no agreement. A mediator who is out takes the signature under
//	                        a draft along; while a challenge waits for the chair nothing is sealed and nothing takes effect.
//	                        An expired limit is neither suspended nor extended; an agreement after it is warned of. Where the law holds
//	                        that mediation has then failed (medical disputes, M07), nothing but a failure ends it, and nothing but an
//	                        appraisal stops the clock.
//	ended with R11 to R14:  the obligations, each for itself:  not due (V6) ─► V1 on the spot, V2 in time, V3 late
//	                                                                │ ▲  └──► V7 replaced by a new one
//	                                                                ▼ │
//	                                                        V4 in part, V5 not performed when due
//	                        judicial confirmation:  (none) ─► C3 applied ─► C5 confirmed ─► C8 enforcement sought
//	                                                  ▲          ├─► C6 dismissed
//	                                                  └──────────┴─► C4 not accepted, C7 withdrawn (again within the 30 days)
//	ended:                  FollowUp, FeedBackReferral (once), Refer to another body, FilePaper, Archive
//	from the opening on:    AnswerReferral (once, whether it is taken on), ReportRisk (Art. 25), Supplement (what papers need and nobody had said)
//
// When the registration of the dispute is void, its proceedings are set aside, wherever they stand: nothing more happens in them.
//
// An application or a referral that is not accepted takes an ordinal and is over at once, with its reason and a notice of other routes:
// R51 is no outcome of mediation and counts nowhere. Opening is accepting. Some rules say in how many working days that is decided, counted
// from the application or the hand-over: later is late, which is warned of, and the case goes on.
//
// A proceeding never opens again: the dispute gets its next one, with the next ordinal; after a clear refusal only if all consent.
// Article numbers without a law are those of the 人民调解法. Mediation is free of charge (Art. 4): there is no fee in it anywhere.
//
// The package is pure. Names and what was said pass through as sealed or sealable fields; no rule looks into them. Times are
// fields of commands, and so is the calendar, which is data: which notices are known when a command is decided decides with it.
package proceeding

import (
	"slices"
	"time"

	"anjie.internal/services/internal/calendar"
	"anjie.internal/services/internal/decider"
	"anjie.internal/services/internal/unit"
)

// Bounds of what one proceeding names.
const (
	MaxParties     = 50
	MaxMediators   = 9
	MaxInvited     = 20
	MaxObligations = 60
	MaxOrdinal     = 99
	MaxAmount      = 1_000_000_000_000_000 // fen
)

// Phase says where a proceeding stands.
type Phase uint8

// The phases, in their order.
const (
	Absent   Phase = iota // never opened
	Opened                // no session yet
	Begun                 // a session was held
	Drafted               // a written agreement waits for signatures or the seal
	Ended                 // has an outcome
	Archived              // and its dossier is closed
)

// Of is what every fact says of its proceeding: stored with each event that becomes one, so that a follower needs no memory.
type Of struct {
	Dispute ID        `json:"dispute"`
	Unit    unit.Code `json:"unit"` // that mediates
	Mode    string    `json:"mode"`
}

// State is what the rules need to remember. Read models fold their own.
type State struct {
	Phase Phase
	Of
	Ordinal   int
	Basis     string
	Referral  ReferralState
	Parties   int
	Consented Set
	OpenedAt  time.Time
	LastAt    time.Time // the latest claimed time of anything before its end
	Limit     Limit
	Suspended calendar.Date // since when; zero: it is not

	Committee  string   // code of the last one that was named; empty: none was
	Mediators  []string // accounts
	Challenged []string // of those, whose challenge is not decided
	Barred     []string // those with a conflict of interest
	Invited    int

	Sessions   int
	Draft      Draft
	Outcome    string
	EndedAt    time.Time
	RoutesTold bool
	Refused    bool // a party's clear refusal ended it

	EffectiveAt  time.Time // zero: no agreement has effect
	Obligations  []Owing
	Confirmation string // C3 to C8; empty: nobody applied
	AppliedAt    time.Time
	FollowedUp   bool
	Filed        []string // papers
	Referred     int      // how often it was handed over
	Held         Held
	SetAside     bool // with the registration of its dispute
}

// ReferralState is what the rules remember of a hand-over.
type ReferralState struct {
	Channel  string // empty: there was none
	Kind     string
	AnswerBy calendar.Date // zero: no rule sets one
	Answered bool
	FedBack  bool
}

// Draft is an agreement before and after it has effect.
type Draft struct {
	Form        string // empty: none was recorded
	Partial     bool
	Confirmable bool
	Signed      Set
	Mediators   []string // accounts that signed; who steps aside takes the signature along
	Sealed      bool
	At          time.Time // the latest of when it was agreed, signed and sealed
}

// complete reports whether a written agreement has all that gives it effect (Art. 29).
func (d Draft) complete(parties int) bool {
	return d.Signed == All(parties) && len(d.Mediators) > 0 && d.Sealed
}

// Owing is an obligation with what became of it.
type Owing struct {
	Debtor, Creditor int
	DueOn            calendar.Date
	Amount           int64
	Performed        int64
	Result           string // V1 to V5, V7; empty: nothing yet
}

// Closed reports whether nothing is owed any more.
func (o Owing) Closed() bool {
	switch o.Result {
	case PerformedAtOnce, PerformedInTime, PerformedLate, Replaced:
		return true
	}
	return false
}

// Decider is the whole of the rules in the shape that the command loop runs.
func Decider() decider.Decider[State, Command, Event] {
	return decider.Decider[State, Command, Event]{
		Initial: func() State { return State{} },
		Decide:  Decide,
		Evolve:  Evolve,
	}
}

// assigned reports whether the actor, or whoever the actor stands in for, mediates here.
func (s State) assigned(by Actor) bool {
	return by.Roles.Mediator && s.acting(by) != ""
}

// acting is the assigned account for which the actor acts: its own, or the one that it stands in for.
func (s State) acting(by Actor) string {
	switch {
	case slices.Contains(s.Mediators, by.Account):
		return by.Account
	case by.For != "" && slices.Contains(s.Mediators, by.For):
		return by.For
	}
	return ""
}
