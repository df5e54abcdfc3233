package proceeding

import (
	"anjie.internal/services/internal/calendar"
	"anjie.internal/services/internal/personal"
)

// Perform records that an obligation, or a part of it, is performed.
type Perform struct {
	Act
	Obligation int
	Result     string // V1 to V4
	Amount     int64  // of this time; 0: all that is left
	Note       *personal.Field
}

// Default records that an obligation was due and is not performed.
type Default struct {
	Act
	Obligation int
	Note       *personal.Field
}

// ChangeObligation puts another obligation in the place of one, with the consent of all parties.
type ChangeObligation struct {
	Act
	Obligation int
	New        Owed
	Consented  []int
	Note       *personal.Field
}

// SupervisePerformance records that somebody looked after the performance.
type SupervisePerformance struct {
	Act
	Method string
	Note   *personal.Field
}

// ApplyForConfirmation records the joint application for judicial confirmation.
type ApplyForConfirmation struct {
	Act
	Calendar   *calendar.Calendar
	Applicants []int
	Court      *personal.Field
}

// DecideConfirmation records what became of it.
type DecideConfirmation struct {
	Act
	Result string
	Reason string
	Number *personal.Field
	Note   *personal.Field
}

// FollowUp records a follow-up visit.
type FollowUp struct {
	Act
	Method       string
	Party        int
	Reached      bool
	Performance  string
	Satisfaction string
	Note         *personal.Field
}

// ReportRisk records a report of a risk to the police or another body.
type ReportRisk struct {
	Act
	Risk string
	To   string
	Note *personal.Field
}

// FilePaper puts a paper into the dossier.
type FilePaper struct {
	Act
	Paper  string
	SHA256 string
	Note   *personal.Field
}

// Archive closes the dossier.
type Archive struct {
	Act
	Retention string
	Reason    string // why missing papers are accepted; empty: none may be missing
}

func (Perform) command()              {}
func (Default) command()              {}
func (ChangeObligation) command()     {}
func (SupervisePerformance) command() {}
func (ApplyForConfirmation) command() {}
func (DecideConfirmation) command()   {}
func (FollowUp) command()             {}
func (ReportRisk) command()           {}
func (FilePaper) command()            {}
func (Archive) command()              {}
