package dispute_test

import (
	"testing"
	"time"

	"anjie.internal/services/intake/dispute"
	"anjie.internal/services/internal/entry"
	"anjie.internal/services/internal/personal"
	"anjie.internal/services/internal/unit"
)

func TestImport(t *testing.T) {
	row := func(with func(*dispute.Provenance)) dispute.Register {
		return registration(imported, func(c *dispute.Register) { with(c.Provenance) })
	}
	whole := row(func(*dispute.Provenance) {})
	events, err := dispute.Decide(dispute.State{}, whole)
	if err != nil || len(events) != 2 {
		t.Fatalf("%v, %v", events, err)
	}
	want := dispute.ImportedV1{
		When:   dispute.When{OccurredAt: noon.Add(-time.Hour), RecordedAt: noon},
		Import: ledger, File: whole.Provenance.File, Sheet: 1, Row: 7,
	}
	if got := events[1].(*dispute.ImportedV1); *got != want {
		t.Errorf("%+v, want %+v", *got, want)
	}
	play(t, map[string]scene{
		"an import has an id": {
			when: row(func(p *dispute.Provenance) { p.Import = "2012" }), want: dispute.ErrIDFormat, field: "provenance.import",
		},
		"an id has small letters": {
			when: row(func(p *dispute.Provenance) { p.Import = "01A205DF-BCC1-77BD-A39D-000000000001" }), want: dispute.ErrIDFormat, field: "provenance.import",
		},
		"an id has its dashes in their places": {
			when: row(func(p *dispute.Provenance) { p.Import = "01a205dfb-cc1-77bd-a39d-000000000001" }), want: dispute.ErrIDFormat, field: "provenance.import",
		},
		"a file is its digest": {
			when: row(func(p *dispute.Provenance) { p.File = "台账.xlsx" }), want: dispute.ErrProvenanceForm, field: "provenance.file",
		},
		"sheets count from one": {
			when: row(func(p *dispute.Provenance) { p.Sheet = 0 }), want: dispute.ErrProvenanceForm, field: "provenance.sheet",
		},
		"rows count from one": {
			when: row(func(p *dispute.Provenance) { p.Row = 0 }), want: dispute.ErrProvenanceForm, field: "provenance.row",
		},
	})
}

func TestAccept(t *testing.T) {
	type ac = *dispute.Accept
	taken := func(l dispute.Limit) []dispute.Event {
		return []dispute.Event{&dispute.AcceptedV1{When: whenLater(), Codes: "2026-11", Unit: village, Category: "A02", Limit: l}}
	}
	play(t, map[string]scene{
		"acceptance starts the clock":               {given: fresh(), when: acceptance(), then: taken(limit("2026-12-07"))},
		"a limit may end on the day itself":         {given: fresh(), when: acceptance(func(c ac) { c.Limit.DueOn = "2026-11-23" }), then: taken(limit("2026-11-23"))},
		"an urgent one keeps the shorter limit":     {given: fresh().then(urgency()), when: acceptance(), then: taken(limit("2026-11-26"))},
		"an urgent one takes a limit shorter still": {given: fresh().then(urgency()), when: acceptance(func(c ac) { c.Limit.DueOn = "2026-11-24" }), then: taken(limit("2026-11-24"))},
		"what mediation settled before is concluded": {given: fresh().then(ending("R12")), when: acceptance(), then: append(taken(limit("2026-12-07")),
			concluded("R12", below, func(e *dispute.ConcludedV1) { e.Proceeding, e.Note = attempt, nil }))},
		"and not before it was settled": {given: fresh().then(ending("R12", func(c *dispute.EndProceeding) { c.Act = at(tomorrow, c.Act) })), when: acceptance(), then: append(taken(limit("2026-12-07")),
			concluded("R12", below, func(e *dispute.ConcludedV1) { e.OccurredAt, e.Proceeding, e.Note = tomorrow, attempt, nil }))},
		"what failed before it is not":                {given: fresh().then(ending("R21")), when: acceptance(), then: taken(limit("2026-12-07"))},
		"nor what was taken back before it":           {given: fresh().then(ending("R31")), when: acceptance(), then: taken(limit("2026-12-07"))},
		"what is accepted is not accepted again":      {given: acceptedL(), when: acceptance(), want: dispute.ErrAlreadyAccepted},
		"nor when it comes back":                      {given: settled().then(reopening("P01")), when: acceptance(), want: dispute.ErrAlreadyAccepted},
		"a refusal that was overturned is accepted":   {given: refusedL().then(reopening("P06")), when: acceptance(), then: taken(limit("2026-12-07"))},
		"but not before that":                         {given: refusedL().then(reopening("P06", func(c *dispute.Reopen) { c.Act = at(tomorrow, c.Act) })), when: acceptance(), want: dispute.ErrBeforeReopening, field: "occurred_at"},
		"a limit ends after it began":                 {given: fresh(), when: acceptance(func(c ac) { c.Limit.DueOn = "2026-11-22" }), want: dispute.ErrDueBeforeStart, field: "limit.due_on"},
		"a limit ends on a date":                      {given: fresh(), when: acceptance(func(c ac) { c.Limit.DueOn = "月底" }), want: entry.ErrDateFormat, field: "limit.due_on"},
		"a limit has an amount":                       {given: fresh(), when: acceptance(func(c ac) { c.Limit.Amount = 0 }), want: dispute.ErrLimitForm, field: "limit.amount"},
		"a limit has a clock":                         {given: fresh(), when: acceptance(func(c ac) { c.Limit.Clock = "w" }), want: dispute.ErrLimitForm, field: "limit.clock"},
		"a limit has a rule":                          {given: fresh(), when: acceptance(func(c ac) { c.Limit.Rule = "" }), want: dispute.ErrLimitForm, field: "limit.rule"},
		"a limit has a calendar":                      {given: fresh(), when: acceptance(func(c ac) { c.Limit.Calendar = "" }), want: dispute.ErrLimitForm, field: "limit.calendar"},
		"a limit has a version of the profile":        {given: fresh(), when: acceptance(func(c ac) { c.Limit.Profile = -1 }), want: dispute.ErrLimitForm, field: "limit.profile"},
		"the national defaults have the version zero": {given: fresh(), when: acceptance(func(c ac) { c.Limit.Profile = 0 }), then: taken(func() dispute.Limit { l := limit("2026-12-07"); l.Profile = 0; return l }())},
	})
}

func TestRefuse(t *testing.T) {
	type rf = *dispute.Refuse
	refused := func(outcome, reason, route string) []dispute.Event {
		return []dispute.Event{&dispute.RefusedV1{
			When: whenLater(), Codes: "2026-11", Unit: village, Category: "A02", Outcome: outcome, Reason: reason, Route: route,
			Explanation: personal.Plain("归法院管"),
		}}
	}
	play(t, map[string]scene{
		"not what mediation came to an end with":         {given: fresh().then(ending("R21")), when: refusal(), want: dispute.ErrMediated},
		"nor what it settled":                            {given: fresh().then(ending("R12")), when: refusal(), want: dispute.ErrMediated},
		"it is refused with reason and route":            {given: fresh(), when: refusal(), then: refused("R51", "N02", "T01")},
		"after re-review it is no longer accepted":       {given: fresh(), when: refusal(func(c rf) { c.Outcome, c.Reason, c.Route = "R52", "N11", "T13" }), then: refused("R52", "N11", "T13")},
		"no reason, no refusal":                          {given: fresh(), when: refusal(func(c rf) { c.Reason = "" }), want: dispute.ErrRefusalReasonNeeded, field: "reason"},
		"no route, no refusal":                           {given: fresh(), when: refusal(func(c rf) { c.Route = "" }), want: dispute.ErrRouteNeeded, field: "route"},
		"an invented reason":                             {given: fresh(), when: refusal(func(c rf) { c.Reason = "N99" }), want: dispute.ErrUnknownRefusalReason, field: "reason"},
		"an invented route":                              {given: fresh(), when: refusal(func(c rf) { c.Route = "T99" }), want: dispute.ErrUnknownRoute, field: "route"},
		"a failed mediation is no refusal":               {given: fresh(), when: refusal(func(c rf) { c.Outcome = "R21" }), want: dispute.ErrRefusalOutcome, field: "outcome"},
		"no longer accepting needs a re-review":          {given: fresh(), when: refusal(func(c rf) { c.Outcome = "R52" }), want: dispute.ErrRefusalMismatch, field: "reason"},
		"a re-review means no longer":                    {given: fresh(), when: refusal(func(c rf) { c.Reason = "N11" }), want: dispute.ErrRefusalMismatch, field: "reason"},
		"what is accepted cannot be refused":             {given: acceptedL(), when: refusal(), want: dispute.ErrAlreadyAccepted},
		"a second refusal does not come before a return": {given: refusedL().then(reopening("P06", func(c *dispute.Reopen) { c.Act = at(tomorrow, c.Act) })), when: refusal(), want: dispute.ErrBeforeReopening, field: "occurred_at"},
	})
}

func TestWithdrawLater(t *testing.T) {
	given := handled().then(tasking(), objection(justice))
	withdrawn := []dispute.Event{&dispute.WithdrawnV1{
		Codes: "2026-11", Reason: "R31", Unit: village, Category: "A02", WithdrawnAt: later, RecordedAt: later,
	}}
	play(t, map[string]scene{
		"it is withdrawn from the handlers' hands, whatever is pending": {given: given, when: withdrawal(), then: withdrawn},
		"with the category that it was given":                           {given: acceptedL().then(classification(), reclassified("A01")), when: withdrawal(), then: category(withdrawn, "A01")},
		"the county above may do it":                                    {given: handled(), when: withdrawal(func(c *dispute.Withdraw) { c.ActingUnit = county }), then: withdrawn},
		"a handler's unit elsewhere may not":                            {given: elsewhere(), when: withdrawal(func(c *dispute.Withdraw) { c.ActingUnit = neighbours }), want: dispute.ErrCentreOnly},
		"what failed is not withdrawn":                                  {given: handled().then(ending("R21")), when: withdrawal(), want: dispute.ErrMediated},
		"nor what was agreed":                                           {given: fresh().then(ending("R12")), when: withdrawal(), want: dispute.ErrMediated},
		"what a party refused is":                                       {given: handled().then(ending("R33")), when: withdrawal(), then: withdrawn},
		"what failed before it came back is":                            {given: handled().then(ending("R21"), conclusion("R21"), reopening("P02")), when: withdrawal(), then: withdrawn},
		"not before it came back":                                       {given: withdrawnL().then(reopening("P07", func(c *dispute.Reopen) { c.Act = at(tomorrow, c.Act) })), when: withdrawal(), want: dispute.ErrBeforeReopening, field: "occurred_at"},
	})
}

// elsewhere is a dispute that a rule of the routing table sent to the other town.
func elsewhere() life {
	return acceptedL().then(dispatching(func(c *dispute.Dispatch) {
		c.Route = dispute.Route{Lead: dispute.Handler{Unit: neighbours, Department: "justice"}, Rule: "route-7", Profile: 3}
	}))
}

func reclassified(code string) dispute.Classify {
	return classification(func(c *dispute.Classify) { c.Category, c.Local, c.Exchange = code, "", "" })
}

func category(events []dispute.Event, code string) []dispute.Event {
	e := *events[0].(*dispute.WithdrawnV1)
	e.Category = code
	return []dispute.Event{&e}
}

func TestMerge(t *testing.T) {
	into := func(with func(*dispute.Target)) dispute.Merge {
		return merger(func(c *dispute.Merge) { c.Into = target(with) })
	}
	merged := []dispute.Event{&dispute.MergedV1{When: whenLater(), Unit: village, Category: "A02", Into: earlier}}
	play(t, map[string]scene{
		"a duplicate joins the earlier dispute":   {given: acceptedL(), when: merger(), then: merged},
		"a concluded one may be the earlier one":  {given: fresh(), when: into(func(o *dispute.Target) { o.Phase = dispute.Concluded }), then: merged},
		"it does not join itself":                 {given: fresh(), when: into(func(o *dispute.Target) { o.ID = own }), want: dispute.ErrTargetItself, field: "into"},
		"it does not join what does not exist":    {given: fresh(), when: into(func(o *dispute.Target) { o.Exists = false }), want: dispute.ErrTargetNotFound, field: "into"},
		"nor what is not the actor's":             {given: fresh(), when: into(func(o *dispute.Target) { o.Unit = other }), want: dispute.ErrTargetNotFound, field: "into"},
		"nor what was merged itself":              {given: fresh(), when: into(func(o *dispute.Target) { o.Phase = dispute.Merged }), want: dispute.ErrTargetNotLive, field: "into"},
		"nor what was voided":                     {given: fresh(), when: into(func(o *dispute.Target) { o.Phase = dispute.Voided }), want: dispute.ErrTargetNotLive, field: "into"},
		"nor what was refused":                    {given: fresh(), when: into(func(o *dispute.Target) { o.Phase = dispute.Refused }), want: dispute.ErrTargetNotLive, field: "into"},
		"nor what came later":                     {given: fresh(), when: into(func(o *dispute.Target) { o.RegisteredAt = later }), want: dispute.ErrTargetLater, field: "into"},
		"of two of one moment the lower id first": {given: fresh(), when: into(func(o *dispute.Target) { o.RegisteredAt = noon }), then: merged},
		"and the higher id never": {
			given: fresh(), when: into(func(o *dispute.Target) { o.RegisteredAt, o.ID = noon, "01a205df-bcc1-77bd-a39d-00000000000a" }),
			want: dispute.ErrTargetLater, field: "into",
		},
		"what was mediated is not joined": {given: acceptedL().then(ending("R21")), when: merger(), want: dispute.ErrMediated},
		"a target has an id":              {given: fresh(), when: into(func(o *dispute.Target) { o.ID = "7" }), want: dispute.ErrIDFormat, field: "into"},
		"and so has the duplicate":        {given: fresh(), when: merger(func(c *dispute.Merge) { c.ID = "" }), want: dispute.ErrIDFormat, field: "dispute_id"},
		"a merged one is not merged again": {
			given: mergedL(), when: merger(), want: dispute.ErrMerged,
		},
		"not before it came back": {
			given: mergedL().then(unmerger(func(c *dispute.Unmerge) { c.Act = at(tomorrow, c.Act) })), when: merger(),
			want: dispute.ErrBeforeReopening, field: "occurred_at",
		},
	})
}

func TestUnmerge(t *testing.T) {
	for name, given := range map[string]life{"registered": fresh(), "accepted": acceptedL(), "dispatched": sent(), "handling": handled()} {
		before := given.state(t)
		after := given.then(merger(), unmerger()).state(t)
		if after.Phase != before.Phase || after.AcceptedAt != before.AcceptedAt || after.DueOn() != before.DueOn() || after.Into != "" || after.Outcome != "" {
			t.Errorf("%s: %+v", name, after)
		}
	}
	play(t, map[string]scene{
		"it says what it was taken from": {
			given: mergedL(), when: unmerger(),
			then: []dispute.Event{&dispute.UnmergedV1{When: whenLater(), Codes: "2026-11", Unit: village, Category: "A02", From: earlier, Reason: "U01"}},
		},
		"it needs a reason":   {given: mergedL(), when: unmerger(func(c *dispute.Unmerge) { c.Reason = "" }), want: dispute.ErrUnknownSeparationReason, field: "reason"},
		"not what was closed": {given: settled(), when: unmerger(), want: dispute.ErrNotMerged},
		"not before the merger": {
			given: acceptedL().then(merger(func(c *dispute.Merge) { c.Act = at(tomorrow, c.Act) })), when: unmerger(),
			want: dispute.ErrBeforeClosure, field: "occurred_at",
		},
	})
}

func TestLink(t *testing.T) {
	to := func(kind dispute.LinkKind, with func(*dispute.Target)) dispute.Link {
		return linking(func(c *dispute.Link) { c.Kind, c.Other = kind, target(with) })
	}
	linked := func(kind dispute.LinkKind) []dispute.Event {
		return []dispute.Event{&dispute.LinkedV1{When: whenLater(), Kind: kind, Other: earlier}}
	}
	many := fresh()
	for i := range dispute.MaxLinks {
		many = many.then(to(dispute.Petition, func(o *dispute.Target) {
			o.ID = own[:32] + "f" + string([]byte{digit(i / 36), digit(i / 6), digit(i)})
		}))
	}
	play(t, map[string]scene{
		"a repeat matter names the earlier one":  {given: fresh(), when: linking(), then: linked(dispute.Repeat)},
		"a repeat may be another unit's":         {given: fresh(), when: to(dispute.Repeat, func(o *dispute.Target) { o.Unit = other }), then: linked(dispute.Repeat)},
		"a repeat is of what came first":         {given: fresh(), when: to(dispute.Repeat, func(o *dispute.Target) { o.RegisteredAt = later }), want: dispute.ErrTargetLater, field: "other"},
		"a related one may be later":             {given: fresh(), when: to(dispute.Related, func(o *dispute.Target) { o.RegisteredAt = later }), then: linked(dispute.Related)},
		"a petition is not looked up":            {given: fresh(), when: to(dispute.Petition, func(o *dispute.Target) { *o = dispute.Target{ID: earlier} }), then: linked(dispute.Petition)},
		"a dispute is":                           {given: fresh(), when: to(dispute.Related, func(o *dispute.Target) { o.Exists = false }), want: dispute.ErrTargetNotFound, field: "other"},
		"what was voided is not there":           {given: fresh(), when: to(dispute.Related, func(o *dispute.Target) { o.Phase = dispute.Voided }), want: dispute.ErrTargetNotFound, field: "other"},
		"nothing is linked to itself":            {given: fresh(), when: to(dispute.Related, func(o *dispute.Target) { o.ID = own }), want: dispute.ErrTargetItself, field: "other"},
		"an invented kind":                       {given: fresh(), when: to("similar", func(*dispute.Target) {}), want: dispute.ErrLinkKind, field: "kind"},
		"the same link again changes nothing":    {given: fresh().then(linking()), when: linking()},
		"another kind is another link":           {given: fresh().then(linking()), when: to(dispute.Related, func(*dispute.Target) {}), then: linked(dispute.Related)},
		"a closed one is linked too":             {given: settled(), when: linking(), then: linked(dispute.Repeat)},
		"there is an end to it":                  {given: many, when: linking(), want: dispute.ErrTooManyLinks, field: "other"},
		"a link is taken back":                   {given: fresh().then(linking()), when: unlinking(), then: []dispute.Event{&dispute.UnlinkedV1{When: whenLater(), Codes: "2026-11", Kind: dispute.Repeat, Other: earlier, Reason: "U02"}}},
		"but not twice":                          {given: fresh().then(linking(), unlinking()), when: unlinking(), want: dispute.ErrNotLinked, field: "other"},
		"nor one of another kind":                {given: fresh().then(linking()), when: unlinking(func(c *dispute.Unlink) { c.Kind = dispute.Related }), want: dispute.ErrNotLinked, field: "other"},
		"nor without a reason":                   {given: fresh().then(linking()), when: unlinking(func(c *dispute.Unlink) { c.Reason = "U99" }), want: dispute.ErrUnknownSeparationReason, field: "reason"},
		"a link that was taken back comes again": {given: fresh().then(linking(), unlinking()), when: linking(), then: linked(dispute.Repeat)},
	})
}

func digit(i int) byte { return '0' + byte(i%6) }

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

func TestCorrect(t *testing.T) {
	type co = *dispute.Correct
	as := func(with func(co)) dispute.Correct { return correction(func(c co) { c.Category = nil; with(c) }) }
	changes := func(all ...dispute.Change) []dispute.Event {
		return []dispute.Event{&dispute.CorrectedV1{When: whenLater(), Codes: "2026-11", Reason: "K01", Changes: all}}
	}
	parties := func(all ...dispute.PartyChange) []dispute.Event {
		return []dispute.Event{&dispute.CorrectedV1{When: whenLater(), Codes: "2026-11", Reason: "K01", Parties: all}}
	}
	one, two := registration().Parties[0], registration().Parties[1]
	three := dispute.Party{Role: dispute.OtherParty, Kind: dispute.Body, Name: personal.Plain("某公司")}
	nameless := dispute.Party{Role: dispute.OtherParty, Kind: dispute.Body}
	title := dispute.TextChange{Field: dispute.TextTitle, Before: personal.Plain("两家争一堵墙"), After: personal.Plain("三家争一堵墙")}
	court := life{registration(referred(func(*dispute.Referral) {}))}
	received := noon.Add(-time.Hour).UTC().Format(time.RFC3339Nano)
	ago := func(h int) time.Time { return noon.Add(-time.Duration(h) * time.Hour) }
	partyChange := func(all ...dispute.PartyChange) dispute.Correct { return as(func(c co) { c.Parties = all }) }
	play(t, map[string]scene{
		"a category is corrected":       {given: handled(), when: correction(), then: changes(dispute.Change{Field: "category", Before: "A02", After: "A17"})},
		"a closed one is corrected too": {given: settled(), when: correction(), then: changes(dispute.Change{Field: "category", Before: "A02", After: "A17"})},
		"the scale follows the number": {given: fresh(), when: as(func(c co) { c.Involved = new(7) }), then: changes(
			dispute.Change{Field: "involved", Before: "2", After: "7"}, dispute.Change{Field: "scale", Before: "01", After: "02"})},
		"a number of the same scale leaves it": {given: fresh(), when: as(func(c co) { c.Involved = new(3) }), then: changes(dispute.Change{Field: "involved", Before: "2", After: "3"})},
		"channel and area and day": {given: fresh(), when: as(func(c co) { c.Channel, c.Area, c.AroseOn = new("S04"), new(town), new("2026-10-01") }), then: changes(
			dispute.Change{Field: "channel", Before: "S01", After: "S04"}, dispute.Change{Field: "area", Before: string(village), After: string(town)},
			dispute.Change{Field: "aroseOn", After: "2026-10-01"})},
		"a day becomes unknown": {given: fresh().then(as(func(c co) { c.AroseOn = new("2026-10-01") })), when: as(func(c co) { c.AroseOn = new("") }), then: changes(
			dispute.Change{Field: "aroseOn", Before: "2026-10-01"})},
		"the same number again leaves the scale": {given: fresh(), when: as(func(c co) { c.Involved, c.Scales = new(2), dispute.Thresholds{Group: 2, Major: 3} }), want: dispute.ErrNothingToCorrect},
		"it was received earlier": {given: fresh(), when: as(func(c co) { c.ReceivedAt = new(ago(3)) }), then: changes(
			dispute.Change{Field: "receivedAt", Before: received, After: "2026-11-23T01:00:00Z"})},
		"what is so already is left out": {given: fresh(), when: as(func(c co) { c.Category, c.Channel = new("A02"), new("S04") }), then: changes(
			dispute.Change{Field: "channel", Before: "S01", After: "S04"})},
		"a text is kept before and after": {given: fresh(), when: as(func(c co) { c.Texts = []dispute.TextChange{title} }), then: []dispute.Event{
			&dispute.CorrectedV1{When: whenLater(), Codes: "2026-11", Reason: "K01", Texts: []dispute.TextChange{title}},
		}},
		"a party changes":   {given: fresh(), when: partyChange(dispute.PartyChange{Index: 1, Before: &two, After: &three}), then: parties(dispute.PartyChange{Index: 1, Before: &two, After: &three})},
		"a party is added":  {given: fresh(), when: partyChange(dispute.PartyChange{Index: 2, After: &three}), then: parties(dispute.PartyChange{Index: 2, After: &three})},
		"a party goes":      {given: fresh(), when: partyChange(dispute.PartyChange{Index: 1, Before: &two}), then: parties(dispute.PartyChange{Index: 1, Before: &two})},
		"roles are swapped": {given: fresh(), when: partyChange(dispute.PartyChange{Index: 0, Before: &one, After: &two}, dispute.PartyChange{Index: 1, Before: &two, After: &one}), then: parties(dispute.PartyChange{Index: 0, Before: &one, After: &two}, dispute.PartyChange{Index: 1, Before: &two, After: &one})},

		"the last applicant stays":               {given: fresh(), when: partyChange(dispute.PartyChange{Index: 0, Before: &one}), want: dispute.ErrApplicantNeeded, field: "parties"},
		"who went does not change":               {given: fresh().then(partyChange(dispute.PartyChange{Index: 1, Before: &two})), when: partyChange(dispute.PartyChange{Index: 1, Before: &two, After: &three}), want: dispute.ErrPartyBefore, field: "parties[0].before"},
		"places are not reused":                  {given: fresh().then(partyChange(dispute.PartyChange{Index: 1, Before: &two})), when: partyChange(dispute.PartyChange{Index: 1, After: &three}), want: dispute.ErrPartyBefore, field: "parties[0].before"},
		"the party before is the registered one": {given: fresh(), when: partyChange(dispute.PartyChange{Index: 1, Before: &one, After: &three}), want: dispute.ErrPartyBefore, field: "parties[0].before"},
		"who is added was not there":             {given: fresh(), when: partyChange(dispute.PartyChange{Index: 2, Before: &two, After: &three}), want: dispute.ErrPartyBefore, field: "parties[0].before"},
		"a party beyond the end":                 {given: fresh(), when: partyChange(dispute.PartyChange{Index: 3, After: &three}), want: dispute.ErrPartyIndex, field: "parties[0].index"},
		"a party before the beginning":           {given: fresh(), when: partyChange(dispute.PartyChange{Index: -1, After: &three}), want: dispute.ErrPartyIndex, field: "parties[0].index"},
		"a party twice":                          {given: fresh(), when: partyChange(dispute.PartyChange{Index: 1, Before: &two, After: &three}, dispute.PartyChange{Index: 1, Before: &three, After: &two}), want: dispute.ErrPartyIndex, field: "parties[1].index"},
		"a party without a name":                 {given: fresh(), when: partyChange(dispute.PartyChange{Index: 2, After: &nameless}), want: dispute.ErrPartyName, field: "parties[0].after.name"},
		"a party that had none":                  {given: fresh(), when: partyChange(dispute.PartyChange{Index: 1, Before: &nameless, After: &two}), want: dispute.ErrPartyName, field: "parties[0].before.name"},
		"nothing of a party":                     {given: fresh(), when: partyChange(dispute.PartyChange{Index: 1}), want: dispute.ErrNothingToCorrect, field: "parties[0]"},
		"nothing at all":                         {given: fresh(), when: as(func(co) {}), want: dispute.ErrNothingToCorrect},
		"nothing but what is so already":         {given: fresh(), when: as(func(c co) { c.Category = new("A02") }), want: dispute.ErrNothingToCorrect},
		"an invented reason":                     {given: fresh(), when: correction(func(c co) { c.Reason = "K99" }), want: dispute.ErrUnknownCorrection, field: "reason"},
		"an unknown category":                    {given: fresh(), when: as(func(c co) { c.Category = new("A18") }), want: dispute.ErrUnknownCategory, field: "category"},
		"an unknown channel":                     {given: fresh(), when: as(func(c co) { c.Channel = new("S99") }), want: dispute.ErrUnknownChannel, field: "channel"},
		"a channel whose papers never came":      {given: fresh(), when: as(func(c co) { c.Channel = new("S23") }), want: dispute.ErrReferralNeeded, field: "channel"},
		"a hotline whose slip never came":        {given: fresh(), when: as(func(c co) { c.Channel = new("S21") }), want: dispute.ErrReferralNeeded, field: "channel"},
		"a ledger's channel needs no papers": {given: life{registration(imported)}, when: as(func(c co) { c.Channel = new("S23") }), then: changes(
			dispute.Change{Field: "channel", Before: "S01", After: "S23"})},
		"a channel that wants it back by a day": {
			given: life{registration(referred(func(r *dispute.Referral) { r.Kind, r.ReturnBy = "B99", "" }), func(c *dispute.Register) { c.Channel = "S29" })},
			when:  as(func(c co) { c.Channel = new("S27") }), want: dispute.ErrReturnByNeeded, field: "channel",
		},
		"received after it was wanted back": {
			given: life{registration(referred(func(r *dispute.Referral) { r.ReturnBy = "2026-11-22" }), func(c *dispute.Register) { c.ReceivedAt, c.LateReason = noon.AddDate(0, 0, -3), "L01" })},
			when:  as(func(c co) { c.ReceivedAt = new(noon) }), want: dispute.ErrReturnByTooEarly, field: "received_at",
		},
		"a channel that takes no papers":         {given: court, when: as(func(c co) { c.Channel = new("S01") }), want: dispute.ErrReferralNotExpected, field: "channel"},
		"a channel of another referrer":          {given: court, when: as(func(c co) { c.Channel = new("S25") }), want: dispute.ErrReferrerMismatch, field: "channel"},
		"an area in words":                       {given: fresh(), when: as(func(c co) { c.Area = new(unit.Code("滨湖区")) }), want: dispute.ErrUnitFormat, field: "area"},
		"nobody involved":                        {given: fresh(), when: as(func(c co) { c.Involved = new(0) }), want: dispute.ErrInvolvedRange, field: "involved"},
		"a day in words":                         {given: fresh(), when: as(func(c co) { c.AroseOn = new("昨天") }), want: entry.ErrDateFormat, field: "arose_on"},
		"a day that has not come":                {given: fresh(), when: as(func(c co) { c.AroseOn = new("2026-12-01") }), want: entry.ErrInFuture, field: "arose_on"},
		"received after it was registered":       {given: fresh(), when: as(func(c co) { c.ReceivedAt = new(noon.Add(3 * time.Minute)) }), want: entry.ErrInFuture, field: "received_at"},
		"received in another century":            {given: fresh(), when: as(func(c co) { c.ReceivedAt = new(noon.AddDate(-100, 0, 0)) }), want: entry.ErrTooEarly, field: "received_at"},
		"a registration becomes late, no reason": {given: fresh(), when: as(func(c co) { c.ReceivedAt = new(ago(48)) }), want: entry.ErrLateReasonNeeded, field: "late_reason"},
		"received after it was accepted": {
			given: life{
				registration(func(c *dispute.Register) { c.ReceivedAt, c.LateReason = ago(20), "L02" }),
				acceptance(func(c *dispute.Accept) { c.OccurredAt, c.LateReason = ago(19), "L02" }),
			},
			when: as(func(c co) { c.ReceivedAt = new(ago(1)) }), want: dispute.ErrReceiptTooLate, field: "received_at",
		},
		"a text that nobody knows":     {given: fresh(), when: as(func(c co) { c.Texts = []dispute.TextChange{{Field: "备注", After: title.After}} }), want: dispute.ErrTextField, field: "texts[0].field"},
		"a text twice":                 {given: fresh(), when: as(func(c co) { c.Texts = []dispute.TextChange{title, title} }), want: dispute.ErrTextField, field: "texts[1].field"},
		"a text of nothing":            {given: fresh(), when: as(func(c co) { c.Texts = []dispute.TextChange{{Field: dispute.TextPlace}} }), want: dispute.ErrNothingToCorrect, field: "texts[0]"},
		"a title is not taken away":    {given: fresh(), when: as(func(c co) { c.Texts = []dispute.TextChange{{Field: dispute.TextTitle, Before: title.Before}} }), want: dispute.ErrTitleNeeded, field: "texts[0].after"},
		"what was merged is elsewhere": {given: mergedL(), when: correction(), want: dispute.ErrMerged},
	})
}

// TestTheStateFollowsACorrection: what comes after it is decided on what is right.
func TestTheStateFollowsACorrection(t *testing.T) {
	three := dispute.Party{Role: dispute.OtherParty, Kind: dispute.Body, Name: personal.Plain("某公司")}
	two := registration().Parties[1]
	given := acceptedL().then(classification(), correction(func(c *dispute.Correct) {
		c.Act, c.LateReason = at(tomorrow, c.Act), "L04"
		c.Channel, c.Area, c.Involved, c.AroseOn = new("S04"), new(town), new(40), new("2026-10-01")
		c.ReceivedAt = new(noon.AddDate(0, 0, -9))
		c.Parties = []dispute.PartyChange{{Index: 2, After: &three}, {Index: 1, Before: &two}}
	}))
	s := given.state(t)
	if s.Category != "A17" || s.Local != "" || s.Channel != "S04" || s.Area != town || s.Involved != 40 || s.Scale != "03" || s.AroseOn != "2026-10-01" ||
		!s.ReceivedAt.Equal(noon.AddDate(0, 0, -9)) || !s.Late || len(s.Parties) != 3 || s.Parties[1] != "" || s.Parties[2] != dispute.OtherParty {
		t.Errorf("%+v", s)
	}
	// The registration is marked late now, and needs no second reason for another day.
	if _, err := dispute.Decide(s, correction(func(c *dispute.Correct) { c.Act, c.ReceivedAt = at(tomorrow, c.Act), new(noon.AddDate(0, 0, -8)) })); err != nil {
		t.Error(err)
	}
	if got := given[:1].state(t); got.Category != "A02" || len(got.Parties) != 2 {
		t.Errorf("an older state changed: %+v", got)
	}
}
