package proceeding

import (
	"time"

	"anjie.internal/services/internal/calendar"
	"anjie.internal/services/internal/entry"
	"anjie.internal/services/internal/personal"
	"anjie.internal/services/internal/unit"
	"anjie.internal/services/mediation/roster"
)

// Command is what can be asked of a proceeding.
//
//sumtype:decl
type Command interface {
	command()
	// Times returns the claimed time, the server's time and the late reason: what the metadata of the events repeats.
	Times() (claimed, at time.Time, lateReason string)
}

// Act is what every command carries: who asks, and the two times.
type Act struct {
	At         time.Time // the server's clock
	OccurredAt time.Time // claimed
	LateReason string
	By         Actor
}

// Actor is who asks. It is not stored by the events; the metadata says who acted.
type Actor struct {
	Account string
	For     string // the account for which the actor stands in, empty as a rule
	Unit    unit.Code
	Roles   Roles
}

// Roles are those of the actor's roles that the rules know.
type Roles struct{ Clerk, Dispatcher, Mediator, Chair bool }

// Times returns the claimed time, the server's time and the late reason.
func (a Act) Times() (claimed, at time.Time, lateReason string) {
	return a.OccurredAt, a.At, a.LateReason
}

func (a Act) when() When {
	return When{OccurredAt: a.OccurredAt.UTC(), RecordedAt: a.At.UTC(), LateReason: a.LateReason}
}

func (a Act) checkTimes() error {
	return entry.Times{At: a.At, OccurredAt: a.OccurredAt, LateReason: a.LateReason}.Check("occurred_at")
}

func (a Act) day() calendar.Date { return calendar.DateOf(a.OccurredAt) }

// Open opens a proceeding.
type Open struct {
	Act
	Calendar  *calendar.Calendar
	Dispute   ID
	Ordinal   int
	Unit      unit.Code
	Mode      string
	Rule      string // of the limit; empty: the one that holds where the unit is
	Basis     string
	AppliedOn string // civil date; empty: the day of opening
	// Determined is the civil date on which the last party received the accident determination; Written says that all applied in writing.
	Determined string
	Written    bool
	Referral   *Handover
	Parties    []Party
	Consented  []int
	// AfterRefusal: the proceeding of the dispute before this one ended by a party's clear refusal.
	AfterRefusal bool
	Roster       *Roster
	Mediators    []Named
	ChosenBy     string
	Matter       *personal.Field
}

// Named is a mediator as a command names one. One who is invited need not stand in a roster.
type Named struct {
	Account string
	Invited bool
	Name    *personal.Field
}

// Roster is what the shell read of a committee's roster. A mediator must stand in it.
type Roster struct {
	Committee Committee
	roster.Makeup
	Standings []Standing
}

// Standing is an account of a roster with what it is there.
type Standing struct {
	Account  string
	Standing string
}

// Handover is the hand-over of a referral, before its date was read.
type Handover struct {
	Channel  string
	Kind     string
	ReturnBy string
	Received string // civil date on which it came; empty: not recorded
	Referrer *personal.Field
	Number   *personal.Field
}

// HoldSession records a session.
type HoldSession struct {
	Act
	Place       string
	MinutesLong int
	Attended    []int
	Mediators   []string // empty: the actor
	Invited     []int
	Public      bool
	Minutes     *personal.Field
	Notes       []Note
}

// RecordAgreement records what the parties agree.
type RecordAgreement struct {
	Act
	Calendar    *calendar.Calendar
	Form        string
	Partial     bool
	Subjects    []string
	Obligations []Owed
	Terms       *personal.Field
	Remaining   *personal.Field
	RoutesTold  []string
	Signatures  Signatures
}

// Owed is an obligation, before its date was read.
type Owed struct {
	Debtor, Creditor int
	DueOn            string
	Amount           int64
	What             *personal.Field
}

// Signatures are those under a written agreement, and its seal.
type Signatures struct {
	Parties   []int
	Mediators []string
	Sealed    bool
}

func (s Signatures) none() bool { return len(s.Parties) == 0 && len(s.Mediators) == 0 && !s.Sealed }

// SignAgreement records signatures.
type SignAgreement struct {
	Act
	Calendar   *calendar.Calendar
	Signatures Signatures
}

// Fail ends a proceeding that failed.
type Fail struct {
	Act
	Outcome    string
	RoutesTold []string
	Note       *personal.Field
}

// Withdraw ends a proceeding that was taken back.
type Withdraw struct {
	Act
	Outcome string
	Note    *personal.Field
}

// Refuse ends a proceeding that a party refuses.
type Refuse struct {
	Act
	Party      int
	RoutesTold []string // needed once a session was held: then it is a failure
	Note       *personal.Field
}

// Terminate ends a proceeding for another reason.
type Terminate struct {
	Act
	Ground     string
	RoutesTold []string
	Note       *personal.Field
}

func (Open) command()            {}
func (HoldSession) command()     {}
func (RecordAgreement) command() {}
func (SignAgreement) command()   {}
func (Fail) command()            {}
func (Withdraw) command()        {}
func (Refuse) command()          {}
func (Terminate) command()       {}
