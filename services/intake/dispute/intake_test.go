package dispute_test

import (
	"testing"
	"time"

	"anjie.internal/services/intake/dispute"
	"anjie.internal/services/internal/entry"
	"anjie.internal/services/internal/personal"
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
