package dispute

import (
	"time"

	"anjie.internal/services/internal/personal"
	"anjie.internal/services/internal/unit"
)

// Accept takes the dispute on and starts the handling clock.
type Accept struct {
	Act

	// Limit is computed by whoever knows the profile and the calendar.
	Limit Limit
}

// Refuse does not take the dispute on (R51), or no longer (R52), and says why and where else to go.
type Refuse struct {
	Act

	Outcome     string
	Reason      string
	Route       string
	Explanation *personal.Field
}

// Target is another dispute as it stands when the command is made: the rules cannot look it up.
type Target struct {
	ID     string
	Exists bool
	Phase  Phase
	Unit   unit.Code
	// RegisteredAt is the server's time of its registration.
	RegisteredAt time.Time
}

// Merge joins a duplicate to an earlier dispute.
type Merge struct {
	Act

	// ID is the dispute's own id: nothing is merged into itself.
	ID   string
	Into Target
}

// Unmerge takes a merger back.
type Unmerge struct {
	Act

	Reason string
}

// Link notes that the dispute belongs to another matter.
type Link struct {
	Act

	// ID is the dispute's own id.
	ID   string
	Kind LinkKind
	// Other needs no more than an id when it is a petition: petitions are not intake's.
	Other Target
}

// Unlink takes a link back.
type Unlink struct {
	Act

	Kind   LinkKind
	Other  string
	Reason string
}

// Classify gives category, size and complexity.
type Classify struct {
	Act

	Category   string
	Local      string // a city's own child of the category, may be empty
	Exchange   string // code of the two-level table, may be empty
	Involved   int
	Scales     Thresholds // of the city
	Complexity Complexity
}

// AssessRisk gives the case a colour until a date.
type AssessRisk struct {
	Act

	Level      RiskLevel
	Indicators []string
	ExpiresOn  string
	Grounds    *personal.Field
}

// Correct changes what was registered wrongly. What is nil or empty stays as it is.
type Correct struct {
	Act

	Reason string

	Category   *string
	Channel    *string
	Area       *unit.Code
	Involved   *int
	Scales     Thresholds // of the city, for Involved
	AroseOn    *string    // may become empty: unknown
	ReceivedAt *time.Time

	// Texts and Parties carry what stands there before and after: whoever may correct a sealed part has opened it.
	Texts   []TextChange
	Parties []PartyChange
}

func (Accept) verb() verb     { return verbAccept }
func (Refuse) verb() verb     { return verbRefuse }
func (Merge) verb() verb      { return verbMerge }
func (Unmerge) verb() verb    { return verbUnmerge }
func (Link) verb() verb       { return verbLink }
func (Unlink) verb() verb     { return verbUnlink }
func (Classify) verb() verb   { return verbClassify }
func (AssessRisk) verb() verb { return verbAssessRisk }
func (Correct) verb() verb    { return verbCorrect }
