package dispute_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"anjie.internal/services/intake/dispute"
	"anjie.internal/services/internal/entry"
	"anjie.internal/services/internal/personal"
)

func TestObject(t *testing.T) {
	type ob = *dispute.Object
	objected := func(h dispute.Handler, round int, at time.Time) []dispute.Event {
		return []dispute.Event{&dispute.ObjectedV1{
			When: dispute.When{OccurredAt: at, RecordedAt: at}, Codes: "2026-11", Round: round, Handler: h, Reason: "O01", Grounds: personal.Plain("不归我所管"),
		}}
	}
	on := func(day string) dispute.Object {
		noon, err := time.ParseInLocation(time.DateTime, day+" 23:59:00", entry.Beijing)
		if err != nil {
			t.Fatal(err)
		}
		return objection(police, func(c ob) { c.Act = at(noon.UTC(), c.Act) })
	}
	last := time.Date(2026, 11, 30, 15, 59, 0, 0, time.UTC)
	play(t, map[string]scene{
		"the lead handler objects":                   {given: sent(), when: objection(police), then: objected(police, 1, later)},
		"an assisting one objects":                   {given: sent(), when: objection(justice), then: objected(justice, 1, later)},
		"also after its receipt":                     {given: handled(), when: objection(police), then: objected(police, 1, later)},
		"on the last day until its end":              {given: sent(), when: on("2026-11-30"), then: objected(police, 1, last)},
		"not on the day after":                       {given: sent(), when: on("2026-12-01"), want: dispute.ErrObjectionLate, field: "occurred_at"},
		"once in a round":                            {given: sent().then(objection(police), answer(false)), when: objection(police), want: dispute.ErrObjectedAlready},
		"and again in the next":                      {given: sent().then(objection(police), answer(true), dispatching()), when: objection(police), then: objected(police, 2, later)},
		"not before it was sent":                     {given: sent(), when: objection(police, func(c ob) { c.Act = claimed(later.Add(-time.Hour), c.Act) }), want: dispute.ErrBeforeDispatch, field: "occurred_at"},
		"one after the other":                        {given: sent().then(objection(police)), when: objection(justice), want: dispute.ErrObjectionPending},
		"another one after the answer":               {given: sent().then(objection(police), answer(false)), when: objection(justice), then: objected(justice, 1, later)},
		"not by the centre":                          {given: sent(), when: objection(centre), want: dispute.ErrNotAddressed},
		"not by who was addressed before":            {given: sent().then(reassignment()), when: objection(police), want: dispute.ErrNotFound},
		"not after jurisdiction was decided":         {given: sent().then(question(), ruling()), when: objection(below), want: dispute.ErrJurisdictionDecided},
		"an invented reason":                         {given: sent(), when: objection(police, func(c ob) { c.Reason = "O99" }), want: dispute.ErrUnknownObjection, field: "reason"},
		"an objection has grounds":                   {given: sent(), when: objection(police, func(c ob) { c.Grounds = nil }), want: dispute.ErrGroundsNeeded, field: "grounds"},
		"before a dispatch nobody is asked":          {given: acceptedL(), when: objection(centre), want: dispute.ErrNotDispatched},
		"after the conclusion there is nothing left": {given: settled(), when: objection(police), want: dispute.ErrNotOpen},
	})
	before, after := sent().state(t), sent().then(objection(police)).state(t)
	if before.DueOn() != after.DueOn() || before.Round.DueOn != after.Round.DueOn || before.AcceptedAt != after.AcceptedAt {
		t.Errorf("the objection stopped a clock: %+v", after)
	}
}

// TestOnlyTheLeadHandlersObjectionEndsTheRound: the issue of the review. Nothing but who objected tells the two apart, also in what
// was stored before the answer said so.
func TestOnlyTheLeadHandlersObjectionEndsTheRound(t *testing.T) {
	given := handled().then(acknowledgement(justice), objection(justice)).state(t)
	after := dispute.Evolve(given, &dispute.ObjectionDecidedV1{When: whenLater(), Round: 1, Upheld: true})
	if after.Phase != dispute.Handling || after.Round.Lead != police || after.Round.Objection != nil || after.DueOn() != given.DueOn() {
		t.Errorf("the round of the lead handler ended: %+v", after)
	}
	if !slices.Equal(after.Round.Assisting, []dispute.Handler{below}) || !slices.Equal(after.Round.Acknowledged, []dispute.Handler{police}) {
		t.Errorf("who objected assists yet: %+v", after.Round)
	}
	if !slices.Equal(given.Round.Assisting, []dispute.Handler{justice, below}) {
		t.Errorf("the older state changed: %+v", given.Round)
	}
	if s := handled().then(objection(police), answer(true)).state(t); s.Phase != dispute.Accepted || s.Round.Lead != (dispute.Handler{}) {
		t.Errorf("the lead handler's round goes on: %+v", s)
	}
	gone := handled().then(objection(justice), answer(true)).state(t)
	if _, err := dispute.Decide(gone, acknowledgement(justice)); !errors.Is(err, dispute.ErrNotFound) {
		t.Errorf("who has left signs: %v", err)
	}
}

func TestDecideObjection(t *testing.T) {
	decided := func(upheld bool) *dispute.ObjectionDecidedV1 {
		return &dispute.ObjectionDecidedV1{When: whenLater(), Round: 1, Upheld: upheld, Handler: police, Grounds: personal.Plain("经核")}
	}
	of := func(h dispute.Handler, upheld, assisting bool) *dispute.ObjectionDecidedV1 {
		e := decided(upheld)
		e.Handler, e.Assisting = h, assisting
		return e
	}
	ownTown := acceptedL().then(dispatching(func(c *dispute.Dispatch) { c.Route.Lead, c.Route.Assisting = centre, nil }), objection(centre))
	play(t, map[string]scene{
		"it is rejected":                     {given: sent().then(objection(police)), when: answer(false), then: []dispute.Event{decided(false)}},
		"it is upheld":                       {given: sent().then(objection(police)), when: answer(true), then: []dispute.Event{decided(true)}},
		"an owner gives the dispute back":    {given: handled().then(objection(police)), when: answer(true), then: []dispute.Event{decided(true), &dispute.OwnershipTakenV1{When: whenLater(), Owner: centre}}},
		"nobody decides on the own":          {given: ownTown, when: answer(true), want: dispute.ErrOwnObjection},
		"but the unit above does":            {given: ownTown, when: answer(false, func(c *dispute.DecideObjection) { c.ActingUnit = county }), then: []dispute.Event{of(centre, false, false)}},
		"an assisting one leaves":            {given: handled().then(objection(justice)), when: answer(true), then: []dispute.Event{of(justice, true, true)}},
		"there must be one":                  {given: sent(), when: answer(true), want: dispute.ErrNoObjection},
		"it is answered once":                {given: sent().then(objection(police), answer(false)), when: answer(true), want: dispute.ErrNoObjection},
		"an answer has grounds":              {given: sent().then(objection(police)), when: answer(true, func(c *dispute.DecideObjection) { c.Grounds = nil }), want: dispute.ErrGroundsNeeded, field: "grounds"},
		"a department answers not":           {given: sent().then(objection(police)), when: answer(true, func(c *dispute.DecideObjection) { c.ActingDepartment = "justice" }), want: dispute.ErrCentreOnly},
		"a new round has no objection":       {given: sent().then(objection(police), reassignment()), when: answer(true), want: dispute.ErrNoObjection},
		"a reopened one has its old one yet": {given: handled().then(objection(justice), conclusion("R11"), reopening("P04")), when: answer(false), then: []dispute.Event{of(justice, false, true)}},
	})
}

func TestJurisdiction(t *testing.T) {
	among := func(h ...dispute.Handler) dispute.DisputeJurisdiction {
		return question(func(c *dispute.DisputeJurisdiction) { c.Claimants = h })
	}
	by := func(u string, with func(*dispute.DecideJurisdiction)) dispute.DecideJurisdiction {
		return ruling(func(c *dispute.DecideJurisdiction) { c.ActingUnit = unitOf(u); with(c) })
	}
	asIs := func(*dispute.DecideJurisdiction) {}
	asked := func(round int, h ...dispute.Handler) []dispute.Event {
		return []dispute.Event{&dispute.JurisdictionDisputedV1{When: whenLater(), Round: round, Claimants: h}}
	}
	decided := func(round int, u string) []dispute.Event {
		return []dispute.Event{&dispute.JurisdictionDecidedV1{
			When: whenLater(), Round: round, By: unitOf(u), Lead: below, Assisting: []dispute.Handler{police}, Limit: limit("2026-12-07"),
		}}
	}
	crowd := make([]dispute.Handler, dispute.MaxClaimants+1)
	twoTowns := among(centre, dispute.Handler{Unit: neighbours})
	play(t, map[string]scene{
		"the centre asks":                       {given: sent(), when: question(), then: asked(1, police, below)},
		"a handler asks":                        {given: sent(), when: question(func(c *dispute.DisputeJurisdiction) { c.Act = as(justice) }), then: asked(1, police, below)},
		"an owner that is no handler does not":  {given: sent().then(offer(), taking()), when: question(func(c *dispute.DisputeJurisdiction) { c.Act = as(bureau) }), want: dispute.ErrCentreOrHandlers},
		"before any dispatch too":               {given: acceptedL(), when: twoTowns, then: asked(0, centre, dispute.Handler{Unit: neighbours})},
		"once at a time":                        {given: sent().then(question()), when: question(), want: dispute.ErrJurisdictionOpen},
		"one is no dispute":                     {given: sent(), when: among(police), want: dispute.ErrClaimantCount, field: "claimants"},
		"a crowd is none either":                {given: sent(), when: among(crowd...), want: dispute.ErrClaimantCount, field: "claimants"},
		"nor is one twice":                      {given: sent(), when: among(police, police), want: dispute.ErrClaimantTwice, field: "claimants[1]"},
		"claimants are units":                   {given: sent(), when: among(police, dispute.Handler{Unit: "城管"}), want: dispute.ErrUnitFormat, field: "claimants[1].unit"},
		"not what is decided":                   {given: sent().then(question(), ruling()), when: question(), want: dispute.ErrJurisdictionDecided},
		"the common superior decides":           {given: sent().then(question()), when: ruling(), then: decided(2, string(town))},
		"a unit above it may as well":           {given: sent().then(question()), when: by(string(county), asIs), then: decided(2, string(county))},
		"a claimant does not":                   {given: sent().then(twoTowns), when: ruling(), want: dispute.ErrNotCommonSuperior},
		"nor the superior of one of them":       {given: sent().then(among(police, bureau)), when: ruling(), want: dispute.ErrNotCommonSuperior},
		"the county decides between its towns":  {given: sent().then(twoTowns), when: by(string(county), asIs), then: decided(2, string(county))},
		"a department decides nothing":          {given: sent().then(among(police, justice)), when: ruling(func(c *dispute.DecideJurisdiction) { c.Act = as(justice) }), want: dispute.ErrNotCommonSuperior},
		"there must be a question":              {given: sent(), when: ruling(), want: dispute.ErrJurisdictionNotOpen},
		"which a new round answers too":         {given: sent().then(question(), reassignment()), when: ruling(), want: dispute.ErrJurisdictionNotOpen},
		"the decision names a lead":             {given: sent().then(question()), when: ruling(func(c *dispute.DecideJurisdiction) { c.Lead = dispute.Handler{} }), want: dispute.ErrLeadNeeded, field: "lead"},
		"within the superior's own":             {given: sent().then(question()), when: ruling(func(c *dispute.DecideJurisdiction) { c.Lead = bureau }), want: dispute.ErrHandlerBeyond, field: "lead.unit"},
		"and a limit":                           {given: sent().then(question()), when: ruling(func(c *dispute.DecideJurisdiction) { c.Limit.Amount = 0 }), want: dispute.ErrLimitForm, field: "limit.amount"},
		"what is not accepted has no claimants": {given: fresh(), when: question(), want: dispute.ErrNotAccepted},
	})
	if s := handled().then(question(), ruling()).state(t); s.Phase != dispute.Dispatched || s.Round.Lead != below || len(s.Round.Acknowledged) > 0 {
		t.Errorf("a decision begins a round: %+v", s)
	}
}
