package dispute_test

import (
	"testing"
	"time"

	"anjie.internal/services/intake/dispute"
	"anjie.internal/services/internal/personal"
)

func concluded(outcome string, h dispute.Handler, with ...func(*dispute.ConcludedV1)) *dispute.ConcludedV1 {
	e := changed(dispute.ConcludedV1{
		When: whenLater(), Codes: "2026-11", Unit: village, Category: "A02", Handler: h, Outcome: outcome, Note: personal.Plain("双方握手言和"),
	}, with)
	return &e
}

func TestConclude(t *testing.T) {
	as2 := func(outcome string, with func(*dispute.Conclude)) dispute.Conclude { return conclusion(outcome, with) }
	one := func(e *dispute.ConcludedV1) []dispute.Event { return []dispute.Event{e} }
	spot := func(e *dispute.ConcludedV1) { e.OnTheSpot = true }
	by := func(p string) func(*dispute.ConcludedV1) { return func(e *dispute.ConcludedV1) { e.Proceeding = p } }
	police2 := func(c *dispute.Conclude) { c.Act = as(police) }
	failed := handled().then(ending("R21"))
	refusedThere := handled().then(ending("R33"))
	partly := handled().then(ending("R14"))
	courts := acceptedL().then(classification(func(c *dispute.Classify) { c.Exchange = "1403" }))
	cadres := acceptedL().then(classification(func(c *dispute.Classify) { c.Exchange = "1502" }))
	scenes := map[string]scene{
		"the centre concludes":                   {given: handled(), when: conclusion("R12"), then: one(concluded("R12", police))},
		"the lead handler concludes":             {given: handled(), when: as2("R12", police2), then: one(concluded("R12", police))},
		"but only after its receipt":             {given: sent(), when: as2("R12", police2), want: dispute.ErrNotAcknowledged},
		"the centre need not wait":               {given: sent(), when: conclusion("R41"), then: one(concluded("R41", police))},
		"without a dispatch its owner is named":  {given: acceptedL().then(offer(), taking()), when: conclusion("R12"), then: one(concluded("R12", bureau))},
		"the category is the one of the day":     {given: acceptedL().then(reclassified("A17")), when: conclusion("R12"), then: one(concluded("R12", below, func(e *dispute.ConcludedV1) { e.Category = "A17" }))},
		"on the spot, right after registration":  {given: fresh(), when: conclusion("R13", onTheSpot), then: one(concluded("R13", below, spot))},
		"on the spot, right after acceptance":    {given: acceptedL(), when: conclusion("R13", onTheSpot), then: one(concluded("R13", below, spot))},
		"what was dispatched is not on the spot": {given: handled(), when: conclusion("R13", onTheSpot), want: dispute.ErrOnTheSpotTooLate, field: "on_the_spot"},
		"but may be performed at once":           {given: handled(), when: conclusion("R13"), then: one(concluded("R13", police))},
		"on the spot there is one outcome":       {given: fresh(), when: conclusion("R11", onTheSpot), want: dispute.ErrOnTheSpotOutcome, field: "outcome"},
		"anything else needs acceptance":         {given: fresh(), when: conclusion("R13"), want: dispute.ErrNotAccepted},
		"no outcome, no conclusion":              {given: handled(), when: conclusion(""), want: dispute.ErrOutcomeNeeded, field: "outcome"},
		"an outcome of a petition":               {given: handled(), when: conclusion("R81"), want: dispute.ErrUnknownOutcome, field: "outcome"},
		"a refusal is no conclusion":             {given: handled(), when: conclusion("R51"), want: dispute.ErrUnknownOutcome, field: "outcome"},
		"nor is a merger":                        {given: handled(), when: conclusion("R61"), want: dispute.ErrUnknownOutcome, field: "outcome"},
		"an invented outcome":                    {given: handled(), when: conclusion("R99"), want: dispute.ErrUnknownOutcome, field: "outcome"},
		"outstanding work is in the way":         {given: handled().then(tasking()), when: conclusion("R11"), want: dispute.ErrTasksOpen},
		"until it is back":                       {given: handled().then(tasking(), result()), when: conclusion("R11"), then: one(concluded("R11", police))},
		"matters of courts are not mediated":     {given: courts, when: conclusion("R11"), want: dispute.ErrNotMediable, field: "outcome"},
		"not even without success":               {given: courts, when: conclusion("R21"), want: dispute.ErrNotMediable, field: "outcome"},
		"not even on the spot":                   {given: cadres, when: conclusion("R13", onTheSpot), want: dispute.ErrNotMediable, field: "outcome"},
		"they may be terminated":                 {given: courts, when: conclusion("R34"), then: one(concluded("R34", below, func(e *dispute.ConcludedV1) { e.Category = "A03" }))},
		"but nobody refused to mediate them":     {given: courts, when: conclusion("R33"), want: dispute.ErrOutcomeContradicts, field: "outcome"},
		"not before mediation came to it":        {given: handled().then(ending("R21", func(c *dispute.EndProceeding) { c.Act = at(tomorrow, c.Act) })), when: conclusion("R21"), want: dispute.ErrBeforeMediationEnd, field: "occurred_at"},
		"they go their own way":                  {given: cadres, when: conclusion("R45"), then: one(concluded("R45", below, func(e *dispute.ConcludedV1) { e.Category = "A03" }))},
		"after a failure it is one":              {given: failed, when: conclusion("R21"), then: one(concluded("R21", police, by(attempt)))},
		"and not another one":                    {given: failed, when: conclusion("R22"), want: dispute.ErrOutcomeContradicts, field: "outcome"},
		"nor a success":                          {given: failed, when: conclusion("R11"), want: dispute.ErrOutcomeContradicts, field: "outcome"},
		"nor a termination that would hide it":   {given: failed, when: conclusion("R34"), want: dispute.ErrOutcomeContradicts, field: "outcome"},
		"a partial agreement is no whole one":    {given: partly, when: conclusion("R11"), want: dispute.ErrOutcomeContradicts, field: "outcome"},
		"it stays a partial one":                 {given: partly, when: conclusion("R14"), then: one(concluded("R14", police, by(attempt)))},
		"nor a transfer":                         {given: failed, when: conclusion("R41"), want: dispute.ErrOutcomeContradicts, field: "outcome"},
		"nor a settlement":                       {given: failed, when: conclusion("R32"), want: dispute.ErrOutcomeContradicts, field: "outcome"},
		"nor on the spot":                        {given: acceptedL().then(ending("R21")), when: conclusion("R13", onTheSpot), want: dispute.ErrOutcomeContradicts, field: "outcome"},
		"what came to nothing afterwards hides nothing": {
			given: handled().then(ending("R21", attempted("1")), ending("R33", attempted("2"))), when: conclusion("R21"),
			then: one(concluded("R21", police, by(attempt[:35]+"1"))),
		},
		"and is not the outcome":                     {given: handled().then(ending("R21", attempted("1")), ending("R33", attempted("2"))), when: conclusion("R33"), want: dispute.ErrOutcomeContradicts, field: "outcome"},
		"a later failure takes the place of one":     {given: handled().then(ending("R21", attempted("1")), ending("R22", attempted("2"))), when: conclusion("R22"), then: one(concluded("R22", police, by(attempt[:35]+"2")))},
		"after a refusal it is one":                  {given: refusedThere, when: conclusion("R33"), then: one(concluded("R33", police, by(attempt)))},
		"or goes another way":                        {given: refusedThere, when: conclusion("R41"), then: one(concluded("R41", police))},
		"or the parties settle":                      {given: refusedThere, when: conclusion("R32"), then: one(concluded("R32", police))},
		"but did not fail":                           {given: refusedThere, when: conclusion("R21"), want: dispute.ErrOutcomeContradicts, field: "outcome"},
		"a refusal without mediation is none":        {given: handled(), when: conclusion("R33"), want: dispute.ErrOutcomeContradicts, field: "outcome"},
		"nor is a termination":                       {given: handled(), when: conclusion("R34"), want: dispute.ErrOutcomeContradicts, field: "outcome"},
		"after a return only later proceedings bind": {given: handled().then(ending("R11"), reopening("P01")), when: conclusion("R21"), then: one(concluded("R21", police))},
		"not before its acceptance": {
			given: fresh().then(acceptance(func(c *dispute.Accept) { c.Act, c.Limit = at(tomorrow, c.Act), limit("2026-12-07") })), when: conclusion("R11"),
			want: dispute.ErrBeforeAcceptance, field: "occurred_at",
		},
		"not before its return": {
			given: settled().then(reopening("P01", func(c *dispute.Reopen) { c.Act = at(tomorrow, c.Act) })), when: conclusion("R11"),
			want: dispute.ErrBeforeReopening, field: "occurred_at",
		},
		"once": {given: settled(), when: conclusion("R11"), want: dispute.ErrNotOpen},
	}
	for _, entry := range dispute.Outcomes() {
		switch class := dispute.ClassOf(entry.Code); class {
		case dispute.Success, dispute.Partial, dispute.Failure, dispute.Neither, dispute.Transferred:
			given, after := handled(), ""
			if class == dispute.Neither { // all of these can come out of mediation, and some only
				given, after = given.then(tasking(), ending(entry.Code), result()), attempt
			}
			scenes[entry.Code+" concludes"] = scene{given: given, when: conclusion(entry.Code), then: one(concluded(entry.Code, police, by(after)))}
		case dispute.NoClass, dispute.NotAccepted, dispute.Joined, dispute.Answered:
			scenes[entry.Code+" does not conclude"] = scene{given: handled(), when: conclusion(entry.Code), want: dispute.ErrUnknownOutcome, field: "outcome"}
		}
	}
	play(t, scenes)
}

func TestReopen(t *testing.T) {
	reopened := func(reason, outcome string) []dispute.Event {
		return []dispute.Event{&dispute.ReopenedV1{When: whenLater(), Codes: "2026-11", Unit: village, Category: "A02", Reason: reason, Outcome: outcome}}
	}
	late := handled().then(conclusion("R11", func(c *dispute.Conclude) { c.Act = at(tomorrow, c.Act) }))
	play(t, map[string]scene{
		"the closure is withdrawn":               {given: settled(), when: reopening("P01"), then: reopened("P01", "R11")},
		"from the archive too":                   {given: archivedL(), when: reopening("P02"), then: reopened("P02", "R11")},
		"a withdrawal is taken back":             {given: withdrawnL(), when: reopening("P07"), then: reopened("P07", "R31")},
		"a refusal is overturned":                {given: refusedL(), when: reopening("P06"), then: reopened("P06", "R51")},
		"also from the archive":                  {given: refusedL().then(archiving()), when: reopening("P06"), then: reopened("P06", "R51")},
		"a refusal is nothing else":              {given: refusedL(), when: reopening("P04"), want: dispute.ErrReopeningMismatch, field: "reason"},
		"a conclusion is no refusal":             {given: settled(), when: reopening("P06"), want: dispute.ErrReopeningMismatch, field: "reason"},
		"nor an application that was taken back": {given: settled(), when: reopening("P07"), want: dispute.ErrReopeningMismatch, field: "reason"},
		"it needs a reason":                      {given: settled(), when: reopening(""), want: dispute.ErrUnknownReopening, field: "reason"},
		"an invented reason":                     {given: settled(), when: reopening("P99"), want: dispute.ErrUnknownReopening, field: "reason"},
		"not before the closure":                 {given: late, when: reopening("P01"), want: dispute.ErrBeforeClosure, field: "occurred_at"},
		"not what is open":                       {given: handled(), when: reopening("P01"), want: dispute.ErrNotClosed},
		"not what was merged":                    {given: mergedL(), when: reopening("P04"), want: dispute.ErrMerged},
	})
	for name, given := range map[string]life{
		"concluded": settled(), "archived": archivedL(), "withdrawn": handled().then(withdrawal()),
		"concluded twice": settled().then(reopening("P01"), conclusion("R12")),
	} {
		before, back := handled().state(t), given.then(reopening("P02")).state(t)
		if back.Phase != dispute.Handling || back.Outcome != "" || !back.ClosedAt.IsZero() ||
			back.AcceptedAt != before.AcceptedAt || back.Limit != before.Limit || back.Owner != before.Owner || back.Round.Lead != before.Round.Lead {
			t.Errorf("%s: %+v", name, back)
		}
	}
}

func TestElapsedTimeNeverShrinks(t *testing.T) {
	day := func(n int) time.Time { return later.AddDate(0, 0, n) }
	closing := func(n int) dispute.Conclude {
		return conclusion("R11", func(c *dispute.Conclude) { c.Act = at(day(n), c.Act) })
	}
	again := reopening("P01", func(c *dispute.Reopen) { c.Act = at(day(5), c.Act) })
	days := func(l life, now int) int { return int(elapsed(l.state(t), day(now)).Hours() / 24) }
	for name, test := range map[string]struct {
		given life
		now   int
		want  int
	}{
		"nothing runs before acceptance":         {fresh(), 9, 0},
		"it runs from acceptance":                {handled(), 9, 9},
		"until the conclusion":                   {handled().then(closing(3)), 9, 3},
		"a reopened one has run all the time":    {handled().then(closing(3), again), 9, 9},
		"until its last conclusion":              {handled().then(closing(3), again, closing(7)), 9, 7},
		"a withdrawal ends it":                   {handled().then(withdrawal()), 9, 0},
		"a merger ends it":                       {handled().then(merger(func(c *dispute.Merge) { c.Act = at(day(2), c.Act) })), 9, 2},
		"a refusal never began":                  {refusedL(), 9, 0},
		"a voided one stopped":                   {handled().then(voiding(func(c *dispute.Void) { c.Act = at(day(4), c.Act) })), 9, 4},
		"a voided conclusion stays where it was": {handled().then(closing(3), voiding(func(c *dispute.Void) { c.Act = at(day(4), c.Act) })), 9, 3},
	} {
		if got := days(test.given, test.now); got != test.want {
			t.Errorf("%s: %d days, want %d", name, got, test.want)
		}
	}
}
