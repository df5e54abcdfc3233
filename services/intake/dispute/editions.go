package dispute

import (
	"time"

	"anjie.internal/services/internal/calendar"
	"anjie.internal/services/internal/codetable"
)

// CodesVersion names the first edition of the code tables. Events store the version of their edition beside the codes: when a
// table changes, what was recorded under the old one keeps its meaning. Some events did not at first: where it is missing, the codes
// are of the first edition, for there was no other while it was missing.
const CodesVersion = "2026-11"

// Edition is the code tables as they were in force from a day on.
type Edition struct {
	Version string
	// From is the Beijing civil day on which the edition came into force.
	From calendar.Date

	Categories        codetable.Table
	Exchange          codetable.Table
	Channels          codetable.Table
	Referrers         codetable.Table
	Scales            codetable.Table
	Outcomes          codetable.Table
	WithdrawalReasons codetable.Table
	RefusalReasons    codetable.Table
	Routes            codetable.Table

	// Of the course of a case.
	ObjectionReasons    codetable.Table
	ReassignmentReasons codetable.Table
	ReopeningReasons    codetable.Table
	SeparationReasons   codetable.Table
	UrgencyReasons      codetable.Table
	CorrectionReasons   codetable.Table
	VoidReasons         codetable.Table
	Indicators          codetable.Table
	TaskKinds           codetable.Table
	TaskResults         codetable.Table
	FollowUpMethods     codetable.Table
	Performances        codetable.Table
	Satisfactions       codetable.Table
	Raters              codetable.Table
	Retentions          codetable.Table
}

// editions, oldest first.
var editions = []Edition{{
	Version: CodesVersion, From: calendar.On(2026, time.November, 1),
	Categories: categories, Exchange: exchange, Channels: channels, Referrers: referrers, Scales: scales,
	Outcomes: outcomes, WithdrawalReasons: withdrawalReasons, RefusalReasons: refusalReasons, Routes: routes,
	ObjectionReasons: objectionReasons, ReassignmentReasons: reassignmentReasons, ReopeningReasons: reopeningReasons,
	SeparationReasons: separationReasons, UrgencyReasons: urgencyReasons, CorrectionReasons: correctionReasons, VoidReasons: voidReasons,
	Indicators: indicators, TaskKinds: taskKinds, TaskResults: taskResults, FollowUpMethods: followUpMethods, Performances: performances,
	Satisfactions: satisfactions, Raters: raters, Retentions: retentions,
}}

// Editions returns all editions, oldest first. The caller must not change them.
func Editions() []Edition { return editions }

// EditionAt returns the edition in force on a day. Before the first there was none: what is entered late from such a day is
// coded by the first.
func EditionAt(day calendar.Date) Edition { return inForce(editions, day) }

func inForce(all []Edition, day calendar.Date) Edition {
	at := all[0]
	for _, e := range all[1:] {
		if !day.Before(e.From) {
			at = e
		}
	}
	return at
}

// codes is the edition by which a command is coded: the one that was in force when it was entered, for its codes were chosen
// from that one, however long ago the thing itself happened.
func codes(at time.Time) Edition { return EditionAt(calendar.DateOf(at)) }
