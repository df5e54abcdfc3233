package dispute_test

import (
	"testing"
	"time"

	"anjie.internal/services/intake/dispute"
	"anjie.internal/services/internal/entry"
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
