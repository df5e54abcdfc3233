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

func TestOwnership(t *testing.T) {
	play(t, map[string]scene{
		"an offer leaves the owner": {
			given: fresh(), when: offer(), then: []dispute.Event{&dispute.OwnershipOfferedV1{When: whenLater(), To: bureau}},
		},
		"the offered one takes it": {
			given: fresh().then(offer()), when: taking(), then: []dispute.Event{&dispute.OwnershipTakenV1{When: whenLater(), Owner: bureau}},
		},
		"a new owner offers it on": {
			given: fresh().then(offer(), taking()), when: offer(func(c *dispute.OfferOwnership) { c.Act, c.To = as(bureau), centre }),
			then: []dispute.Event{&dispute.OwnershipOfferedV1{When: whenLater(), To: centre}},
		},
		"a later offer replaces the first": {
			given: fresh().then(offer(), offer(func(c *dispute.OfferOwnership) { c.To = justice })), when: taking(), want: dispute.ErrNotFound,
		},
		"it is not offered to its owner":  {given: fresh(), when: offer(func(c *dispute.OfferOwnership) { c.To = below }), want: dispute.ErrAlreadyOwner, field: "to"},
		"it is offered to a unit":         {given: fresh(), when: offer(func(c *dispute.OfferOwnership) { c.To.Unit = "县里" }), want: dispute.ErrUnitFormat, field: "to.unit"},
		"or to a department by its code":  {given: fresh(), when: offer(func(c *dispute.OfferOwnership) { c.To.Department = "9" }), want: dispute.ErrDepartmentFormat, field: "to.department"},
		"nobody takes what was not given": {given: fresh(), when: taking(func(c *dispute.TakeOwnership) { c.Act = act() }), want: dispute.ErrNotOffered},
		"nor twice":                       {given: fresh().then(offer(), taking()), when: taking(), want: dispute.ErrNotOffered},
		"an assisting handler offers not": {given: handled(), when: offer(func(c *dispute.OfferOwnership) { c.Act = as(justice) }), want: dispute.ErrNotOwner},
	})
	for name, test := range map[string]struct {
		given life
		want  dispute.Handler
	}{
		"the registering unit first":         {fresh(), below},
		"an offer alone changes nothing":     {fresh().then(offer()), below},
		"then whoever accepts it":            {fresh().then(offer(), taking()), bureau},
		"a dispatch alone changes nothing":   {sent(), below},
		"an assisting one's receipt neither": {sent().then(acknowledgement(justice)), below},
		"the lead handler's receipt does":    {handled(), police},
		"who upholds takes it back":          {handled().then(objection(police), answer(true)), centre},
		"a rejected objection changes none":  {handled().then(objection(police), answer(false)), police},
		"a new round waits for its receipt":  {handled().then(reassignment()), police},
	} {
		if got := test.given.state(t).Owner; got != test.want {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

func TestDispatch(t *testing.T) {
	type di = *dispute.Dispatch
	as := func(with func(di)) dispute.Dispatch { return dispatching(with) }
	out := func(round int, with func(*dispute.DispatchedV1)) []dispute.Event {
		e := &dispute.DispatchedV1{
			When: whenLater(), Round: round, Lead: police, Assisting: []dispute.Handler{justice, below}, Limit: limit("2026-12-07"), ObjectBy: "2026-11-30",
			Profile: 3,
		}
		with(e)
		return []dispute.Event{e}
	}
	plain := func(*dispute.DispatchedV1) {}
	unmatched := func(profile int) dispute.Dispatch {
		return dispute.Dispatch{Act: act(), Route: dispute.Route{Unmatched: true, Profile: profile}}
	}
	many := make([]dispute.Handler, dispute.MaxAssisting+1)
	play(t, map[string]scene{
		"one lead and others assist":               {given: acceptedL(), when: dispatching(), then: out(1, plain)},
		"the lead may be alone":                    {given: acceptedL(), when: as(func(c di) { c.Route.Assisting = nil }), then: out(1, func(e *dispute.DispatchedV1) { e.Assisting = nil })},
		"a rule may send it anywhere":              {given: acceptedL(), when: as(func(c di) { c.Route.Lead, c.Route.Rule = bureau, "route-7" }), then: out(1, func(e *dispute.DispatchedV1) { e.Lead, e.Rule = bureau, "route-7" })},
		"after an upheld objection a second round": {given: sent().then(objection(police), answer(true)), when: dispatching(), then: out(2, plain)},
		"no rule matched, and everybody sees it":   {given: acceptedL(), when: unmatched(3), then: []dispute.Event{&dispute.UnroutedV1{When: whenLater(), Profile: 3}}},
		"the same table again says nothing new":    {given: acceptedL().then(unmatched(3)), when: unmatched(3)},
		"another one does":                         {given: acceptedL().then(unmatched(3)), when: unmatched(4), then: []dispute.Event{&dispute.UnroutedV1{When: whenLater(), Profile: 4}}},
		"an unrouted one is dispatched by hand":    {given: acceptedL().then(unmatched(3)), when: dispatching(), then: out(1, plain)},

		"an unmatched route names nobody":        {given: acceptedL(), when: as(func(c di) { c.Route.Unmatched = true }), want: dispute.ErrRouteContradicts, field: "route"},
		"no lead, no dispatch":                   {given: acceptedL(), when: as(func(c di) { c.Route.Lead = dispute.Handler{} }), want: dispute.ErrLeadNeeded, field: "lead"},
		"a lead is a unit":                       {given: acceptedL(), when: as(func(c di) { c.Route.Lead.Unit = "1" }), want: dispute.ErrUnitFormat, field: "lead.unit"},
		"the lead does not assist itself":        {given: acceptedL(), when: as(func(c di) { c.Route.Assisting = []dispute.Handler{justice, police} }), want: dispute.ErrLeadAssists, field: "assisting[1]"},
		"nobody assists twice":                   {given: acceptedL(), when: as(func(c di) { c.Route.Assisting = []dispute.Handler{justice, below, justice} }), want: dispute.ErrAssistingTwice, field: "assisting[2]"},
		"who assists is a department by code":    {given: acceptedL(), when: as(func(c di) { c.Route.Assisting = []dispute.Handler{{Unit: town, Department: "公安"}} }), want: dispute.ErrDepartmentFormat, field: "assisting[0].department"},
		"there is an end to assisting":           {given: acceptedL(), when: as(func(c di) { c.Route.Assisting = many }), want: dispute.ErrTooManyAssisting, field: "assisting"},
		"by hand the lead is within the unit":    {given: acceptedL(), when: as(func(c di) { c.Route.Lead = bureau }), want: dispute.ErrHandlerBeyond, field: "lead.unit"},
		"and so is who assists":                  {given: acceptedL(), when: as(func(c di) { c.Route.Assisting = []dispute.Handler{{Unit: neighbours}} }), want: dispute.ErrHandlerBeyond, field: "assisting[0].unit"},
		"a rule has an id":                       {given: acceptedL(), when: as(func(c di) { c.Route.Rule = "劳动争议规则" }), want: dispute.ErrRouteRule, field: "rule"},
		"a profile has a version":                {given: acceptedL(), when: as(func(c di) { c.Route.Profile = -1 }), want: dispute.ErrProfileVersion, field: "profile"},
		"a dispatch has a limit":                 {given: acceptedL(), when: as(func(c di) { c.Limit = dispute.Limit{} }), want: dispute.ErrLimitForm, field: "limit.rule"},
		"objections have a last day":             {given: acceptedL(), when: as(func(c di) { c.ObjectBy = "" }), want: entry.ErrDateFormat, field: "object_by"},
		"that is not over":                       {given: acceptedL(), when: as(func(c di) { c.ObjectBy = "2026-11-22" }), want: dispute.ErrDueBeforeStart, field: "object_by"},
		"what is not accepted is not dispatched": {given: fresh(), when: dispatching(), want: dispute.ErrNotAccepted},
		"what is dispatched is reassigned":       {given: sent(), when: dispatching(), want: dispute.ErrAlreadyDispatched},
	})
}

func TestAcknowledge(t *testing.T) {
	receipt := func(h dispute.Handler) dispute.Event {
		return &dispute.AcknowledgedV1{When: whenLater(), Round: 1, Handler: h}
	}
	minuteBefore := dispute.When{OccurredAt: later.Add(-time.Minute), RecordedAt: later}
	play(t, map[string]scene{
		"the lead handler's takes the ownership":  {given: sent(), when: acknowledgement(police), then: []dispute.Event{receipt(police), &dispute.OwnershipTakenV1{When: whenLater(), Owner: police}}},
		"an owner that leads owns it already":     {given: acceptedL().then(dispatching(func(c *dispute.Dispatch) { c.Route.Lead, c.Route.Assisting = below, nil })), when: acknowledgement(below), then: []dispute.Event{receipt(below)}},
		"an assisting one's is only a receipt":    {given: sent(), when: acknowledgement(justice), then: []dispute.Event{receipt(justice)}},
		"a unit below assists as itself":          {given: handled(), when: acknowledgement(below), then: []dispute.Event{receipt(below)}},
		"a second receipt changes nothing":        {given: handled(), when: acknowledgement(police)},
		"nor does a second one of an assistant":   {given: handled().then(acknowledgement(justice)), when: acknowledgement(justice)},
		"the centre does not sign for others":     {given: sent(), when: acknowledgement(centre), want: dispute.ErrNotAddressed},
		"who was addressed before is not now":     {given: sent().then(reassignment()), when: acknowledgement(police), want: dispute.ErrNotFound},
		"nobody signs before it was sent":         {given: sent(), when: dispute.Acknowledge{Act: claimed(later.Add(-time.Hour), as(police))}, want: dispute.ErrBeforeDispatch, field: "occurred_at"},
		"but within the drift of two clocks":      {given: sent(), when: dispute.Acknowledge{Act: claimed(later.Add(-time.Minute), as(police))}, then: []dispute.Event{&dispute.AcknowledgedV1{When: minuteBefore, Round: 1, Handler: police}, &dispute.OwnershipTakenV1{When: minuteBefore, Owner: police}}},
		"who objects does not sign":               {given: sent().then(objection(police)), when: acknowledgement(police), want: dispute.ErrObjectionPending},
		"while another's objection is pending":    {given: sent().then(objection(justice)), when: acknowledgement(police), then: []dispute.Event{receipt(police), &dispute.OwnershipTakenV1{When: whenLater(), Owner: police}}},
		"a rejected objector signs after all":     {given: sent().then(objection(police), answer(false)), when: acknowledgement(police), then: []dispute.Event{receipt(police), &dispute.OwnershipTakenV1{When: whenLater(), Owner: police}}},
		"before a dispatch there is nothing":      {given: acceptedL(), when: acknowledgement(centre), want: dispute.ErrNotDispatched},
		"another county's centre sees nothing":    {given: sent(), when: acknowledgement(dispute.Handler{Unit: other}), want: dispute.ErrNotFound},
		"a department of the same name elsewhere": {given: sent(), when: acknowledgement(dispute.Handler{Unit: neighbours, Department: "police"}), want: dispute.ErrNotFound},
	})
}

func TestReassign(t *testing.T) {
	type re = *dispute.Reassign
	as := func(with func(re)) dispute.Reassign { return reassignment(with) }
	again := func(round int) []dispute.Event {
		return []dispute.Event{&dispute.ReassignedV1{
			When: whenLater(), Codes: "2026-11", Round: round, Lead: justice, Assisting: []dispute.Handler{below}, Limit: limit("2026-12-09"), ObjectBy: "2026-12-01",
			Reason: "J05", Profile: 3,
		}}
	}
	decided := sent().then(question(func(c *dispute.DisputeJurisdiction) { c.Claimants = []dispute.Handler{police, bureau} }),
		ruling(func(c *dispute.DecideJurisdiction) { c.ActingUnit = "320200000000" }))
	play(t, map[string]scene{
		"a new round begins":              {given: sent(), when: reassignment(), then: again(2)},
		"also out of the handler's hands": {given: handled(), when: reassignment(), then: again(2)},
		"also after an upheld objection":  {given: sent().then(objection(police), answer(true)), when: reassignment(), then: again(2)},
		"and another, and another":        {given: sent().then(reassignment(), as(func(c re) { c.Lead = police })), when: reassignment(), then: again(4)},
		"to drop who assists is a change": {given: sent(), when: as(func(c re) { c.Lead, c.Assisting = police, nil }), then: func() []dispute.Event {
			e := again(2)[0].(*dispute.ReassignedV1)
			e.Lead, e.Assisting = police, nil
			return []dispute.Event{e}
		}()},
		"the same handlers are no change":        {given: sent(), when: as(func(c re) { c.Lead, c.Assisting = police, []dispute.Handler{below, justice} }), want: dispute.ErrSameHandlers, field: "lead"},
		"what was never dispatched":              {given: acceptedL(), when: reassignment(), want: dispute.ErrNotDispatched},
		"an invented reason":                     {given: sent(), when: as(func(c re) { c.Reason = "J99" }), want: dispute.ErrUnknownReassignment, field: "reason"},
		"no lead":                                {given: sent(), when: as(func(c re) { c.Lead = dispute.Handler{} }), want: dispute.ErrLeadNeeded, field: "lead"},
		"a lead beyond the unit":                 {given: sent(), when: as(func(c re) { c.Lead = bureau }), want: dispute.ErrHandlerBeyond, field: "lead.unit"},
		"a profile has a version":                {given: sent(), when: as(func(c re) { c.Profile = -1 }), want: dispute.ErrProfileVersion, field: "profile"},
		"objections have a last day":             {given: sent(), when: as(func(c re) { c.ObjectBy = "" }), want: entry.ErrDateFormat, field: "object_by"},
		"a limit":                                {given: sent(), when: as(func(c re) { c.Limit.DueOn = "2026-11-01" }), want: dispute.ErrDueBeforeStart, field: "limit.due_on"},
		"what a superior decided binds":          {given: decided, when: reassignment(), want: dispute.ErrJurisdictionBinds},
		"but not a unit as high":                 {given: decided, when: as(func(c re) { c.ActingUnit = "320200000000" }), then: again(3)},
		"an assisting handler does not reassign": {given: sent(), when: as(func(c re) { c.ActingDepartment = "justice" }), want: dispute.ErrCentreOnly},
	})
}

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

func TestSubTasks(t *testing.T) {
	type ot = *dispute.OpenSubTask
	as2 := func(with func(ot)) dispute.OpenSubTask { return tasking(with) }
	opened := func(h dispute.Handler) []dispute.Event {
		return []dispute.Event{&dispute.SubTaskOpenedV1{
			When: whenLater(), Codes: "2026-11", Task: theTask, Kind: "Y01", Handler: h, DueOn: "2026-11-27", Description: personal.Plain("核实墙界"),
		}}
	}
	returned := func(code string) []dispute.Event {
		return []dispute.Event{&dispute.SubTaskReturnedV1{When: whenLater(), Codes: "2026-11", Task: theTask, Result: code, Note: personal.Plain("已核实")}}
	}
	lapse := func(by dispute.Handler) dispute.ReturnSubTask {
		return result(func(c *dispute.ReturnSubTask) { c.Act, c.Result = as(by), "Z04" })
	}
	many := acceptedL()
	for i := range dispute.MaxTasks {
		many = many.then(as2(func(c ot) { c.Task = own[:32] + "f" + string([]byte{digit(i / 36), digit(i / 6), digit(i)}) }))
	}
	theirs := handled().then(tasking())
	second := as2(func(c ot) { c.Task = own[:35] + "7" })
	play(t, map[string]scene{
		"the centre asks for work":                    {given: fresh(), when: tasking(), then: opened(justice)},
		"the lead handler does":                       {given: handled(), when: as2(func(c ot) { c.Act, c.Handler = as(police), bureau }), then: opened(bureau)},
		"an id is used once":                          {given: acceptedL().then(tasking(), result()), when: tasking(), want: dispute.ErrTaskExists, field: "task"},
		"an id is a UUID":                             {given: fresh(), when: as2(func(c ot) { c.Task = "核实" }), want: dispute.ErrIDFormat, field: "task"},
		"there is an end to it":                       {given: many, when: tasking(), want: dispute.ErrTooManyTasks, field: "task"},
		"an invented kind":                            {given: fresh(), when: as2(func(c ot) { c.Kind = "Y99" }), want: dispute.ErrUnknownTaskKind, field: "kind"},
		"somebody must do it":                         {given: fresh(), when: as2(func(c ot) { c.Handler = dispute.Handler{} }), want: dispute.ErrUnitFormat, field: "handler.unit"},
		"by a day":                                    {given: fresh(), when: as2(func(c ot) { c.DueOn = "尽快" }), want: entry.ErrDateFormat, field: "due_on"},
		"that is not over":                            {given: fresh(), when: as2(func(c ot) { c.DueOn = "2026-11-22" }), want: dispute.ErrDueBeforeStart, field: "due_on"},
		"what, must be said":                          {given: fresh(), when: as2(func(c ot) { c.Description = nil }), want: dispute.ErrDescriptionNeeded, field: "description"},
		"with it what mediation settled is concluded": {given: theirs.then(ending("R11")), when: result(), then: append(returned("Z01"), concluded("R11", police, func(e *dispute.ConcludedV1) { e.Proceeding, e.Note = attempt, nil }))},
		"and not before it was settled": {given: theirs.then(ending("R11", func(c *dispute.EndProceeding) { c.Act = at(tomorrow, c.Act) })), when: result(), then: append(returned("Z01"),
			concluded("R11", police, func(e *dispute.ConcludedV1) { e.OccurredAt, e.Proceeding, e.Note = tomorrow, attempt, nil }))},
		"not while another is out":          {given: theirs.then(second, ending("R11")), when: result(), then: returned("Z01")},
		"nor what it did not settle":        {given: theirs.then(ending("R21")), when: result(), then: returned("Z01")},
		"nor what was taken back":           {given: theirs.then(ending("R31")), when: result(), then: returned("Z01")},
		"its handler brings the result":     {given: theirs, when: result(), then: returned("Z01")},
		"the centre lets it lapse":          {given: theirs, when: lapse(centre), then: returned("Z04")},
		"the lead handler lets it lapse":    {given: theirs, when: lapse(police), then: returned("Z04")},
		"its own handler does not":          {given: theirs, when: lapse(justice), want: dispute.ErrCentreOrLead},
		"the centre does not do the work":   {given: theirs, when: result(func(c *dispute.ReturnSubTask) { c.Act = act() }), want: dispute.ErrNotYourTask, field: "task"},
		"an unknown one":                    {given: theirs, when: result(func(c *dispute.ReturnSubTask) { c.Task = own }), want: dispute.ErrTaskNotFound, field: "task"},
		"one that came back already":        {given: theirs.then(result()), when: result(), want: dispute.ErrTaskReturned, field: "task"},
		"an invented result":                {given: theirs, when: result(func(c *dispute.ReturnSubTask) { c.Result = "Z99" }), want: dispute.ErrUnknownTaskResult, field: "result"},
		"a bureau sees what it is asked":    {given: acceptedL().then(as2(func(c ot) { c.Handler = bureau })), when: result(func(c *dispute.ReturnSubTask) { c.Act = as(bureau) }), then: returned("Z01")},
		"what was withdrawn has no results": {given: theirs.then(withdrawal()), when: result(), want: dispute.ErrNotOpen},
	})
}
