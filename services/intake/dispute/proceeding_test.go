package dispute_test

import (
	"testing"

	"anjie.internal/services/intake/dispute"
)

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
