package dispute_test

import (
	"testing"

	"anjie.internal/services/intake/dispute"
	"anjie.internal/services/internal/entry"
	"anjie.internal/services/internal/personal"
)

func TestClassify(t *testing.T) {
	type cl = *dispute.Classify
	classified := func(with func(*dispute.ClassifiedV1)) []dispute.Event {
		e := &dispute.ClassifiedV1{
			When: whenLater(), Codes: "2026-11", Category: "A03", Local: "A03.01", Exchange: "0902", Involved: 6, Scale: "02", Complexity: dispute.Complex,
		}
		with(e)
		return []dispute.Event{e}
	}
	as := func(with func(cl)) dispute.Classify { return classification(with) }
	courts := func(c cl) { c.Exchange = "1403" }
	play(t, map[string]scene{
		"category, size and complexity are given": {given: fresh(), when: classification(), then: classified(func(*dispute.ClassifiedV1) {})},
		"scale follows from the number":           {given: fresh(), when: as(func(c cl) { c.Involved = 30 }), then: classified(func(e *dispute.ClassifiedV1) { e.Involved, e.Scale = 30, "03" })},
		"local and exchange codes may be missing": {given: fresh(), when: as(func(c cl) { c.Local, c.Exchange = "", "" }), then: classified(func(e *dispute.ClassifiedV1) { e.Local, e.Exchange = "", "" })},
		"the rest of everything has no second":    {given: fresh(), when: as(func(c cl) { c.Exchange = "99" }), then: classified(func(e *dispute.ClassifiedV1) { e.Exchange = "99" })},
		"the same again changes nothing":          {given: fresh().then(classification()), when: classification()},
		"an unknown category":                     {given: fresh(), when: as(func(c cl) { c.Category = "A18" }), want: dispute.ErrUnknownCategory, field: "category"},
		"a local code of another category":        {given: fresh(), when: as(func(c cl) { c.Local = "A04.01" }), want: dispute.ErrLocalCategory, field: "local"},
		"a local code in words":                   {given: fresh(), when: as(func(c cl) { c.Local = "A03.村务" }), want: dispute.ErrLocalCategory, field: "local"},
		"an exchange code of the first level":     {given: fresh(), when: as(func(c cl) { c.Exchange = "09" }), want: dispute.ErrUnknownExchange, field: "exchange"},
		"an exchange code that is not there":      {given: fresh(), when: as(func(c cl) { c.Exchange = "1499" }), want: dispute.ErrUnknownExchange, field: "exchange"},
		"barred from mediation before it":         {given: fresh(), when: as(courts), then: classified(func(e *dispute.ClassifiedV1) { e.Exchange = "1403" })},
		"not while it is mediated":                {given: acceptedL().then(beginning()), when: as(courts), want: dispute.ErrProceedingRunning},
		"nor when mediation settled it":           {given: acceptedL().then(tasking(), ending("R12")), when: as(courts), want: dispute.ErrMediated},
		"but when it was terminated":              {given: acceptedL().then(ending("R34")), when: as(courts), then: classified(func(e *dispute.ClassifiedV1) { e.Exchange = "1403" })},
		"nobody involved":                         {given: fresh(), when: as(func(c cl) { c.Involved = 0 }), want: dispute.ErrInvolvedRange, field: "involved"},
		"no complexity":                           {given: fresh(), when: as(func(c cl) { c.Complexity = "" }), want: dispute.ErrComplexity, field: "complexity"},
		"a closed one keeps its classification":   {given: settled(), when: classification(), want: dispute.ErrNotOpen},
	})
}

func TestAssessRisk(t *testing.T) {
	type ar = *dispute.AssessRisk
	assessed := func(level dispute.RiskLevel, indicators ...string) []dispute.Event {
		return []dispute.Event{&dispute.RiskAssessedV1{
			When: whenLater(), Codes: "2026-11", Level: level, Indicators: indicators, ExpiresOn: "2026-12-23", Grounds: personal.Plain("扬言报复"),
		}}
	}
	as := func(with func(ar)) dispute.AssessRisk { return assessment(with) }
	play(t, map[string]scene{
		"a case gets a colour":                    {given: fresh(), when: assessment(), then: assessed(dispute.Orange, "I01", "I03")},
		"the lead handler may assess":             {given: handled(), when: as(func(c ar) { c.ActingDepartment = "police" }), then: assessed(dispute.Orange, "I01", "I03")},
		"the same again renews it":                {given: fresh().then(assessment()), when: assessment(), then: assessed(dispute.Orange, "I01", "I03")},
		"red without indicators":                  {given: fresh(), when: as(func(c ar) { c.Level, c.Indicators = dispute.Red, nil }), then: assessed(dispute.Red)},
		"green is for what is solved":             {given: handled(), when: as(func(c ar) { c.Level = dispute.Green }), want: dispute.ErrGreenTooEarly, field: "level"},
		"which a concluded case may be":           {given: settled(), when: as(func(c ar) { c.Level, c.Indicators = dispute.Green, nil }), then: assessed(dispute.Green)},
		"an invented colour":                      {given: fresh(), when: as(func(c ar) { c.Level = "violet" }), want: dispute.ErrRiskLevel, field: "level"},
		"an invented indicator":                   {given: fresh(), when: as(func(c ar) { c.Indicators[1] = "I99" }), want: dispute.ErrUnknownIndicator, field: "indicators[1]"},
		"an indicator twice":                      {given: fresh(), when: as(func(c ar) { c.Indicators[1] = "I01" }), want: dispute.ErrUnknownIndicator, field: "indicators[1]"},
		"an assessment drops on a date":           {given: fresh(), when: as(func(c ar) { c.ExpiresOn = "" }), want: entry.ErrDateFormat, field: "expires_on"},
		"which is after the day":                  {given: fresh(), when: as(func(c ar) { c.ExpiresOn = "2026-11-23" }), want: dispute.ErrRiskExpiry, field: "expires_on"},
		"and not for ever":                        {given: fresh(), when: as(func(c ar) { c.ExpiresOn = "2027-11-23" }), want: dispute.ErrRiskExpiry, field: "expires_on"},
		"an assessment needs grounds":             {given: fresh(), when: as(func(c ar) { c.Grounds = nil }), want: dispute.ErrGroundsNeeded, field: "grounds"},
		"what was withdrawn carries no risk here": {given: withdrawnL(), when: assessment(), want: dispute.ErrNotOpen},
	})
}

func TestMarkUrgent(t *testing.T) {
	type mu = *dispute.MarkUrgent
	urgent := func(due string) []dispute.Event {
		return []dispute.Event{&dispute.UrgentV1{When: whenLater(), Codes: "2026-11", Reason: "E02", Limit: limit(due)}}
	}
	to := func(due string) dispute.MarkUrgent { return urgency(func(c mu) { c.Limit.DueOn = due }) }
	play(t, map[string]scene{
		"urgency shortens the limit":            {given: acceptedL(), when: urgency(), then: urgent("2026-11-26")},
		"and never lengthens it":                {given: acceptedL(), when: to("2026-12-31"), then: urgent("2026-12-07")},
		"before acceptance it waits for one":    {given: fresh(), when: urgency(), then: urgent("2026-11-26")},
		"a second mark must shorten it":         {given: acceptedL().then(urgency()), when: urgency(), want: dispute.ErrAlreadyUrgent},
		"a longer one does not":                 {given: acceptedL().then(urgency()), when: to("2026-12-31"), want: dispute.ErrAlreadyUrgent},
		"a shorter one does":                    {given: acceptedL().then(urgency()), when: to("2026-11-24"), then: urgent("2026-11-24")},
		"an invented reason":                    {given: acceptedL(), when: urgency(func(c mu) { c.Reason = "E99" }), want: dispute.ErrUnknownUrgency, field: "reason"},
		"a limit that ends before it begins":    {given: acceptedL(), when: to("2026-11-22"), want: dispute.ErrDueBeforeStart, field: "limit.due_on"},
		"what is closed is not urgent any more": {given: settled(), when: urgency(), want: dispute.ErrNotOpen},
	})
}
