package dispute_test

import (
	"testing"

	"anjie.internal/services/intake/dispute"
	"anjie.internal/services/internal/personal"
)

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
