package dispute_test

import (
	"testing"

	"anjie.internal/services/intake/dispute"
	"anjie.internal/services/internal/entry"
	"anjie.internal/services/internal/personal"
)

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
		"not while another is out":           {given: theirs.then(second, ending("R11")), when: result(), then: returned("Z01")},
		"nor while it has taken it up again": {given: theirs.then(ending("R11"), beginning(func(c *dispute.OpenProceeding) { c.Proceeding = attempt[:35] + "2" })), when: result(), then: returned("Z01")},
		"nor what it did not settle":         {given: theirs.then(ending("R21")), when: result(), then: returned("Z01")},
		"nor what was taken back":            {given: theirs.then(ending("R31")), when: result(), then: returned("Z01")},
		"its handler brings the result":      {given: theirs, when: result(), then: returned("Z01")},
		"the centre lets it lapse":           {given: theirs, when: lapse(centre), then: returned("Z04")},
		"the lead handler lets it lapse":     {given: theirs, when: lapse(police), then: returned("Z04")},
		"its own handler does not":           {given: theirs, when: lapse(justice), want: dispute.ErrCentreOrLead},
		"the centre does not do the work":    {given: theirs, when: result(func(c *dispute.ReturnSubTask) { c.Act = act() }), want: dispute.ErrNotYourTask, field: "task"},
		"an unknown one":                     {given: theirs, when: result(func(c *dispute.ReturnSubTask) { c.Task = own }), want: dispute.ErrTaskNotFound, field: "task"},
		"one that came back already":         {given: theirs.then(result()), when: result(), want: dispute.ErrTaskReturned, field: "task"},
		"an invented result":                 {given: theirs, when: result(func(c *dispute.ReturnSubTask) { c.Result = "Z99" }), want: dispute.ErrUnknownTaskResult, field: "result"},
		"a bureau sees what it is asked":     {given: acceptedL().then(as2(func(c ot) { c.Handler = bureau })), when: result(func(c *dispute.ReturnSubTask) { c.Act = as(bureau) }), then: returned("Z01")},
		"what was withdrawn has no results":  {given: theirs.then(withdrawal()), when: result(), want: dispute.ErrNotOpen},
	})
}
