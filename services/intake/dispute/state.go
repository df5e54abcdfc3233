package dispute

import (
	"time"

	"anjie.internal/services/internal/decider"
	"anjie.internal/services/internal/unit"
)

// State is what the rules need to remember. Read models fold their own.
type State struct {
	Phase Phase
	// Before is the phase to which reopening and unmerging return.
	Before Phase

	// What was registered, as corrected and classified since.
	Unit       unit.Code
	Area       unit.Code
	Category   string
	Local      string
	Exchange   string
	Channel    string
	Referrer   string // kind of referrer; empty without hand-over papers
	ReturnBy   string // the day by which the referrer wants it back; empty when none was set
	Involved   int
	Scale      string
	Complexity Complexity
	AroseOn    string
	Parties    []PartyRole // empty where one was taken out
	Import     string

	// Claimed times, but for RegisteredAt, which is the server's. Late says that the registration was a late entry.
	ReceivedAt   time.Time
	RegisteredAt time.Time
	Late         bool
	AcceptedAt   time.Time
	ClosedAt     time.Time // zero while open
	ResumedAt    time.Time // of the last reopening or unmerging

	// Limit is the one in force; its DueOn is empty before acceptance, unless the dispute is urgent.
	Limit  Limit
	Urgent bool
	// Risk is the level of the last assessment. It holds until RiskUntil, a Beijing civil date, see RiskOn.
	Risk      RiskLevel
	RiskUntil string

	Owner     Handler
	Offer     *Handler // to whom it was offered
	Round     Round
	Claimants []Handler // of an open question of jurisdiction
	DecidedBy unit.Code // who answered one: nobody objects afterwards
	Unrouted  *int      // version of the profile that had no rule for it

	Tasks          []Task
	Links          []Tie
	Into           string     // what it was merged into
	Running        Proceeding // that mediation has under way, as far as intake has learned; zero when none is
	LastProceeding Proceeding // since the last reopening, that came to an agreement or a failure if one did; zero when there is none
	Proceedings    []string   // all that ended
	Outcome        string     // of the closure; empty while open
	Rated          []string   // classes that have rated this conclusion
}

// Round is a dispatch and what came of it. Lead is zero when nobody is addressed: before the first, or after an objection
// was upheld.
type Round struct {
	Number       int
	At           time.Time // as claimed
	Lead         Handler
	Assisting    []Handler
	Acknowledged []Handler
	ObjectBy     string
	DueOn        string
	Objected     []Handler // whoever has used up the right
	Objection    *Handler  // whose objection is pending
}

// Task is a sub-task.
type Task struct {
	ID       string
	Handler  Handler
	Returned bool
}

// Tie is a link to another matter.
type Tie struct {
	Kind  LinkKind
	Other string
}

// Proceeding is a mediation proceeding: when it was opened, as claimed, while it runs; its outcome and end afterwards.
type Proceeding struct {
	ID       string
	Mode     string
	OpenedAt time.Time
	Outcome  string
	EndedAt  time.Time
}

// DueOn is the Beijing civil date on which the limit in force ends, empty when none runs.
func (s State) DueOn() string { return s.Limit.DueOn }

// RiskOn is the risk of the case on a Beijing civil date.
func (s State) RiskOn(day string) RiskLevel { return RiskOn(day, s.Risk, s.RiskUntil) }

// RiskOn is what a level that holds until a Beijing civil date is on another one: if it was not assessed again by then, it has dropped.
func RiskOn(day string, level RiskLevel, until string) RiskLevel {
	if day > until { // dates in this form sort as days do
		return ""
	}
	return level
}

// OpenTasks counts the sub-tasks that were not returned: they are in the way of a conclusion.
func (s State) OpenTasks() int {
	n := 0
	for _, t := range s.Tasks {
		if !t.Returned {
			n++
		}
	}
	return n
}

// Decider is the whole of the rules in the shape that the command loop runs.
func Decider() decider.Decider[State, Command, Event] {
	return decider.Decider[State, Command, Event]{
		Initial: func() State { return State{} },
		Decide:  Decide,
		Evolve:  Evolve,
	}
}
