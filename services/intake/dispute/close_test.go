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

func TestEndProceeding(t *testing.T) {
	ended := func(outcome string) *dispute.ProceedingEndedV1 {
		return &dispute.ProceedingEndedV1{When: whenLater(), Codes: "2026-11", Proceeding: attempt, Mode: "M01", Outcome: outcome}
	}
	only := func(outcome string) []dispute.Event { return []dispute.Event{ended(outcome)} }
	both := func(outcome string, h dispute.Handler) []dispute.Event {
		return []dispute.Event{ended(outcome), concluded(outcome, h, func(e *dispute.ConcludedV1) { e.Proceeding, e.Note = attempt, nil })}
	}
	courts := func(c *dispute.Classify) { c.Exchange = "1403" }
	tomorrowsReturn := reopening("P01", func(c *dispute.Reopen) { c.Act = at(tomorrow, c.Act) })
	play(t, map[string]scene{
		"a written agreement concludes":                   {given: handled(), when: ending("R11"), then: both("R11", police)},
		"an oral one does, without a dispatch":            {given: acceptedL(), when: ending("R12"), then: both("R12", below)},
		"also before the lead handler's receipt":          {given: sent(), when: ending("R13"), then: both("R13", police)},
		"the parties' own end concludes":                  {given: handled(), when: ending("R32"), then: both("R32", police)},
		"and the application taken back":                  {given: handled(), when: ending("R31"), then: both("R31", police)},
		"a failure leaves the next route open":            {given: handled(), when: ending("R21"), then: only("R21")},
		"so does a partial agreement":                     {given: handled(), when: ending("R14"), then: only("R14")},
		"so does a refusal by a party":                    {given: handled(), when: ending("R33"), then: only("R33")},
		"what is not accepted is not concluded":           {given: fresh(), when: ending("R11"), then: only("R11")},
		"nor what has work outstanding":                   {given: handled().then(tasking()), when: ending("R11"), then: only("R11")},
		"what was barred while it went on is concluded":   {given: acceptedL().then(classification(courts)), when: ending("R11"), then: append(only("R11"), concluded("R11", below, func(e *dispute.ConcludedV1) { e.Category, e.Proceeding, e.Note = "A03", attempt, nil }))},
		"what failed before is not withdrawn now":         {given: handled().then(ending("R21", attempted("1"))), when: ending("R31"), then: only("R31")},
		"nor what came back after the proceeding":         {given: settled().then(tomorrowsReturn), when: ending("R11"), then: only("R11")},
		"two failures, then a success":                    {given: handled().then(ending("R21", attempted("1")), ending("R22", attempted("2"))), when: ending("R11"), then: both("R11", police)},
		"a fact that comes twice changes nothing":         {given: handled().then(ending("R21")), when: ending("R21")},
		"also when the dispute came back meanwhile":       {given: handled().then(ending("R11"), reopening("P01")), when: ending("R11")},
		"a concluded dispute is not changed by it":        {given: settled(), when: ending("R21")},
		"nor an archived one":                             {given: archivedL(), when: ending("R21")},
		"nor a withdrawn one":                             {given: withdrawnL(), when: ending("R11")},
		"nor a merged one":                                {given: mergedL(), when: ending("R11")},
		"nor a voided one":                                {given: voidedL(), when: ending("R11")},
		"a transfer is no outcome of mediation":           {given: handled(), when: ending("R41"), want: dispute.ErrUnknownOutcome, field: "outcome"},
		"a proceeding has an id":                          {given: handled(), when: ending("R11", attempted("x")), want: dispute.ErrIDFormat, field: "proceeding"},
		"a mode is a code":                                {given: handled(), when: ending("R11", func(c *dispute.EndProceeding) { c.Mode = "人民调解" }), want: dispute.ErrModeForm, field: "mode"},
		"what is not there has no proceedings":            {when: ending("R11"), want: dispute.ErrNotFound},
		"the success of one whose objection is undecided": {given: sent().then(objection(police)), when: ending("R11"), then: both("R11", police)},
	})
}

// TestOpenProceeding: while mediation has a proceeding under way, nothing but its end closes the dispute.
func TestOpenProceeding(t *testing.T) {
	opened := func(id string) []dispute.Event {
		return []dispute.Event{&dispute.ProceedingOpenedV1{When: whenLater(), Codes: "2026-11", Proceeding: id, Mode: "M01"}}
	}
	second := func(c *dispute.OpenProceeding) { c.Proceeding = attempt[:35] + "2" }
	running := handled().then(beginning())
	ended := running.then(ending("R21"))
	play(t, map[string]scene{
		"the dispute learns it":                    {given: handled(), when: beginning(), then: opened(attempt)},
		"also before its acceptance":               {given: fresh(), when: beginning(), then: opened(attempt)},
		"another after the first":                  {given: ended, when: beginning(second), then: opened(attempt[:35] + "2")},
		"told twice it changes nothing":            {given: running, when: beginning()},
		"nor does the beginning after the end":     {given: ended, when: beginning()},
		"nor one of a dispute that is closed":      {given: settled(), when: beginning()},
		"nor one of a merged dispute":              {given: mergedL(), when: beginning()},
		"nor one of a voided dispute":              {given: voidedL(), when: beginning()},
		"a proceeding has an id":                   {given: handled(), when: beginning(func(c *dispute.OpenProceeding) { c.Proceeding = "一" }), want: dispute.ErrIDFormat, field: "proceeding"},
		"a mode is a code":                         {given: handled(), when: beginning(func(c *dispute.OpenProceeding) { c.Mode = "人民调解" }), want: dispute.ErrModeForm, field: "mode"},
		"an edition is one":                        {given: handled(), when: beginning(func(c *dispute.OpenProceeding) { c.Codes = "去年" }), want: dispute.ErrCodesForm, field: "codes"},
		"nobody concludes it as failed":            {given: running, when: conclusion("R21"), want: dispute.ErrProceedingRunning},
		"nor as transferred":                       {given: running, when: conclusion("R41"), want: dispute.ErrProceedingRunning},
		"nor as solved":                            {given: running, when: conclusion("R11"), want: dispute.ErrProceedingRunning},
		"nor on the spot":                          {given: acceptedL().then(beginning()), when: conclusion("R13", onTheSpot), want: dispute.ErrProceedingRunning},
		"nor withdraws it":                         {given: running, when: withdrawal(), want: dispute.ErrProceedingRunning},
		"nor merges it":                            {given: running, when: merger(), want: dispute.ErrProceedingRunning},
		"nor refuses it":                           {given: fresh().then(beginning()), when: refusal(), want: dispute.ErrProceedingRunning},
		"a registration by mistake is void anyway": {given: running, when: voiding(), then: []dispute.Event{&dispute.VoidedV1{When: whenLater(), Codes: "2026-11", Unit: village, Category: "A02", Reason: "X01"}}},
		"its end concludes": {given: running, when: ending("R11"), then: []dispute.Event{
			&dispute.ProceedingEndedV1{When: whenLater(), Codes: "2026-11", Proceeding: attempt, Mode: "M01", Outcome: "R11"},
			concluded("R11", police, func(e *dispute.ConcludedV1) { e.Proceeding, e.Note = attempt, nil }),
		}},
		"after its failure somebody may": {given: ended, when: conclusion("R21"), then: []dispute.Event{
			concluded("R21", police, func(e *dispute.ConcludedV1) { e.Proceeding = attempt }),
		}},
		"while the next one runs nobody may": {given: ended.then(beginning(second)), when: conclusion("R21"), want: dispute.ErrProceedingRunning},
	})
}

// attempted gives a proceeding another id.
func attempted(tail string) func(*dispute.EndProceeding) {
	return func(c *dispute.EndProceeding) { c.Proceeding = attempt[:35] + tail }
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

func TestFollowUp(t *testing.T) {
	type fu = *dispute.FollowUp
	as2 := func(with func(fu)) dispute.FollowUp { return visit(with) }
	followed := func(with func(*dispute.FollowedUpV1)) []dispute.Event {
		e := &dispute.FollowedUpV1{When: whenLater(), Codes: "2026-11", Method: "H01", Reached: true, Performance: "V2", Satisfaction: "G01", Note: personal.Plain("墙已砌好")}
		with(e)
		return []dispute.Event{e}
	}
	asIs := func(*dispute.FollowedUpV1) {}
	late := handled().then(conclusion("R11", func(c *dispute.Conclude) { c.Act = at(tomorrow, c.Act) }))
	play(t, map[string]scene{
		"performance and satisfaction are heard": {given: settled(), when: visit(), then: followed(asIs)},
		"more than once":                         {given: settled().then(visit()), when: visit(), then: followed(asIs)},
		"by the lead handler too":                {given: settled(), when: as2(func(c fu) { c.Act = as(police) }), then: followed(asIs)},
		"a partial agreement is performed too":   {given: handled().then(conclusion("R14")), when: visit(), then: followed(asIs)},
		"a failure has nothing to perform":       {given: handled().then(conclusion("R21")), when: visit(), want: dispute.ErrNothingToPerform, field: "performance"},
		"but people have an opinion":             {given: handled().then(conclusion("R21")), when: as2(func(c fu) { c.Performance = "" }), then: followed(func(e *dispute.FollowedUpV1) { e.Performance = "" })},
		"nobody was there":                       {given: settled(), when: as2(func(c fu) { c.Reached, c.Performance, c.Satisfaction = false, "", "" }), then: followed(func(e *dispute.FollowedUpV1) { e.Reached, e.Performance, e.Satisfaction = false, "", "" })},
		"then nothing was heard of performance":  {given: settled(), when: as2(func(c fu) { c.Reached, c.Satisfaction = false, "" }), want: dispute.ErrNotReached, field: "reached"},
		"nor of satisfaction":                    {given: settled(), when: as2(func(c fu) { c.Reached, c.Performance = false, "" }), want: dispute.ErrNotReached, field: "reached"},
		"an invented method":                     {given: settled(), when: as2(func(c fu) { c.Method = "H99" }), want: dispute.ErrUnknownMethod, field: "method"},
		"an invented performance":                {given: settled(), when: as2(func(c fu) { c.Performance = "V9" }), want: dispute.ErrUnknownPerformance, field: "performance"},
		"an invented grade":                      {given: settled(), when: as2(func(c fu) { c.Satisfaction = "好" }), want: dispute.ErrUnknownGrade, field: "satisfaction"},
		"not before the conclusion":              {given: handled(), when: visit(), want: dispute.ErrNotConcluded},
		"nor at a time before it":                {given: late, when: visit(), want: dispute.ErrBeforeClosure, field: "occurred_at"},
		"not of what was withdrawn":              {given: withdrawnL(), when: visit(), want: dispute.ErrNotConcluded},
		"not of what came back":                  {given: settled().then(reopening("P01")), when: visit(), want: dispute.ErrNotConcluded},
	})
}

func TestRate(t *testing.T) {
	rated := func(class string) []dispute.Event {
		return []dispute.Event{&dispute.RatedV1{When: whenLater(), Codes: "2026-11", Rater: class, Grade: "G02"}}
	}
	class := func(code string) dispute.Rate { return rating(func(c *dispute.Rate) { c.Rater = code }) }
	late := handled().then(conclusion("R11", func(c *dispute.Conclude) { c.Act = at(tomorrow, c.Act) }))
	play(t, map[string]scene{
		"the applicant rates":            {given: settled(), when: rating(), then: rated("Q01")},
		"once":                           {given: settled().then(rating()), when: rating(), want: dispute.ErrAlreadyRated, field: "rater"},
		"another class on its own":       {given: settled().then(rating()), when: class("Q07"), then: rated("Q07")},
		"the next conclusion once again": {given: settled().then(rating(), reopening("P03"), conclusion("R11")), when: rating(), then: rated("Q01")},
		"an invented class":              {given: settled(), when: class("Q99"), want: dispute.ErrUnknownRater, field: "rater"},
		"an invented grade":              {given: settled(), when: rating(func(c *dispute.Rate) { c.Grade = "" }), want: dispute.ErrUnknownGrade, field: "grade"},
		"not before the conclusion":      {given: handled(), when: rating(), want: dispute.ErrNotConcluded},
		"nor at a time before it":        {given: late, when: rating(), want: dispute.ErrBeforeClosure, field: "occurred_at"},
	})
}

func TestArchive(t *testing.T) {
	archived := []dispute.Event{&dispute.ArchivedV1{When: whenLater(), Codes: "2026-11", Retention: "D10"}}
	late := handled().then(conclusion("R11", func(c *dispute.Conclude) { c.Act = at(tomorrow, c.Act) }))
	play(t, map[string]scene{
		"a concluded one":        {given: settled(), when: archiving(), then: archived},
		"a refused one":          {given: refusedL(), when: archiving(), then: archived},
		"a withdrawn one":        {given: withdrawnL(), when: archiving(), then: archived},
		"not an open one":        {given: handled(), when: archiving(), want: dispute.ErrNotClosed},
		"not a merged one":       {given: mergedL(), when: archiving(), want: dispute.ErrMerged},
		"not twice":              {given: archivedL(), when: archiving(), want: dispute.ErrArchived},
		"for a known time":       {given: settled(), when: archiving(func(c *dispute.Archive) { c.Retention = "D05" }), want: dispute.ErrUnknownRetention, field: "retention"},
		"not before the closure": {given: late, when: archiving(), want: dispute.ErrBeforeClosure, field: "occurred_at"},
	})
}

func TestVoid(t *testing.T) {
	voided := func(reason, of string) []dispute.Event {
		return []dispute.Event{&dispute.VoidedV1{When: whenLater(), Codes: "2026-11", Unit: village, Category: "A02", Reason: reason, Import: of}}
	}
	as2 := func(reason, of string) dispute.Void {
		return voiding(func(c *dispute.Void) { c.Reason, c.Import = reason, of })
	}
	row := life{registration(imported)}
	play(t, map[string]scene{
		"a test registration":             {given: fresh(), when: voiding(), then: voided("X01", "")},
		"whatever has become of it":       {given: archivedL(), when: voiding(), then: voided("X01", "")},
		"even a merged one":               {given: mergedL(), when: voiding(), then: voided("X01", "")},
		"an import is reverted":           {given: row, when: as2("X03", ledger), then: voided("X03", ledger)},
		"by its own name":                 {given: row, when: as2("X03", own), want: dispute.ErrOtherImport, field: "import"},
		"with a name":                     {given: row, when: as2("X03", ""), want: dispute.ErrVoidImport, field: "import"},
		"not what a person entered":       {given: fresh(), when: as2("X03", ledger), want: dispute.ErrOtherImport, field: "import"},
		"an imported one may be a test":   {given: row, when: as2("X01", ""), then: voided("X01", "")},
		"which is not the import's doing": {given: row, when: as2("X01", ledger), want: dispute.ErrVoidImport, field: "import"},
		"an invented reason":              {given: fresh(), when: as2("X99", ""), want: dispute.ErrUnknownVoidReason, field: "reason"},
		"once and for all":                {given: voidedL(), when: voiding(), want: dispute.ErrVoided},
	})
}
