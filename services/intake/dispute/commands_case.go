package dispute

import "anjie.internal/services/internal/personal"

// MarkUrgent shortens the limit.
type MarkUrgent struct {
	Act

	Reason string
	// Limit is the short one; the earlier of it and the limit in force counts.
	Limit Limit
}

// OpenSubTask asks a handler for a piece of work under the dispute.
type OpenSubTask struct {
	Act

	Task        string
	Kind        string
	Handler     Handler
	DueOn       string
	Description *personal.Field
}

// ReturnSubTask brings its result.
type ReturnSubTask struct {
	Act

	Task   string
	Result string
	Note   *personal.Field
}

// OpenProceeding notes that mediation has opened a proceeding.
type OpenProceeding struct {
	Act

	// Codes is the edition of mediation's tables.
	Codes      string
	Proceeding string
	Mode       string
}

// EndProceeding notes how a mediation proceeding ended, and concludes the dispute when that settles it.
type EndProceeding struct {
	Act

	Proceeding string
	Mode       string
	Outcome    string
}

// Conclude closes the dispute with an outcome.
type Conclude struct {
	Act

	Outcome   string
	OnTheSpot bool
	Note      *personal.Field
}

// Reopen withdraws the closure.
type Reopen struct {
	Act

	Reason string
}

// FollowUp records a contact after the conclusion.
type FollowUp struct {
	Act

	Method       string
	Reached      bool
	Performance  string
	Satisfaction string
	Note         *personal.Field
}

// Rate records the verdict of one class of raters.
type Rate struct {
	Act

	Rater string
	Grade string
}

// Archive closes the file.
type Archive struct {
	Act

	Retention string
}

// Void takes a registration that should not be there out of all sets.
type Void struct {
	Act

	Reason string
	// Import is the reverted import that had brought the dispute, empty for other reasons.
	Import string
}

func (MarkUrgent) verb() verb     { return verbMarkUrgent }
func (OpenSubTask) verb() verb    { return verbOpenSubTask }
func (ReturnSubTask) verb() verb  { return verbReturnSubTask }
func (OpenProceeding) verb() verb { return verbOpenProceeding }
func (EndProceeding) verb() verb  { return verbEndProceeding }
func (Conclude) verb() verb       { return verbConclude }
func (Reopen) verb() verb         { return verbReopen }
func (FollowUp) verb() verb       { return verbFollowUp }
func (Rate) verb() verb           { return verbRate }
func (Archive) verb() verb        { return verbArchive }
func (Void) verb() verb           { return verbVoid }
