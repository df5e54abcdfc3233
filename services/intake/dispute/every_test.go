package dispute_test

import (
	"errors"
	"testing"
	"time"

	"anjie.internal/services/intake/dispute"
	"anjie.internal/services/internal/entry"
	"anjie.internal/services/internal/fault"
)

// command is one that is right where it may come, with what must have been asked before it.
type command struct {
	name  string
	given life
	when  func() dispute.Command
}

// every lists all commands, as complete as they can be.
func every() []command {
	of := func(name string, given life, when func() dispute.Command) command { return command{name, given, when} }
	return []command{
		of("register", nil, func() dispute.Command {
			return registration(referred(func(*dispute.Referral) {}), imported, func(c *dispute.Register) { c.AcceptBy = new(limit("2026-11-26")) })
		}),
		of("accept", fresh(), func() dispute.Command { return acceptance() }),
		of("refuse", fresh(), func() dispute.Command { return refusal() }),
		of("withdraw", fresh(), func() dispute.Command { return withdrawal() }),
		of("merge", fresh(), func() dispute.Command { return merger() }),
		of("unmerge", mergedL(), func() dispute.Command { return unmerger() }),
		of("link", fresh(), func() dispute.Command { return linking() }),
		of("unlink", fresh().then(linking()), func() dispute.Command { return unlinking() }),
		of("classify", fresh(), func() dispute.Command { return classification() }),
		of("assess-risk", fresh(), func() dispute.Command { return assessment() }),
		of("correct", fresh(), func() dispute.Command {
			return correction(func(c *dispute.Correct) {
				c.Channel, c.Area, c.Involved, c.AroseOn = new("S04"), new(town), new(9), new("2026-10-01")
				c.ReceivedAt = new(noon.Add(-2 * time.Hour))
				c.Texts = []dispute.TextChange{{Field: dispute.TextTitle, Before: registration().Title, After: registration().Title}}
				before, after := registration().Parties[1], registration().Parties[0]
				c.Parties = []dispute.PartyChange{{Index: 1, Before: &before, After: &after}}
			})
		}),
		of("mark-urgent", acceptedL(), func() dispute.Command { return urgency() }),
		of("offer-ownership", fresh(), func() dispute.Command { return offer() }),
		of("take-ownership", fresh().then(offer()), func() dispute.Command { return taking() }),
		of("dispatch", acceptedL(), func() dispute.Command {
			return dispatching(func(c *dispute.Dispatch) { c.Route.Rule, c.AcknowledgeBy = "route-7", new(limit("2026-11-24")) })
		}),
		of("acknowledge", sent(), func() dispute.Command { return acknowledgement(police) }),
		of("object", sent(), func() dispute.Command { return objection(police) }),
		of("decide-objection", sent().then(objection(police)), func() dispute.Command { return answer(true) }),
		of("reassign", sent(), func() dispute.Command {
			return reassignment(func(c *dispute.Reassign) { c.AcknowledgeBy = new(limit("2026-11-24")) })
		}),
		of("dispute-jurisdiction", sent(), func() dispute.Command { return question() }),
		of("decide-jurisdiction", sent().then(question()), func() dispute.Command {
			return ruling(func(c *dispute.DecideJurisdiction) { c.AcknowledgeBy = new(limit("2026-11-24")) })
		}),
		of("open-sub-task", acceptedL(), func() dispute.Command { return tasking() }),
		of("return-sub-task", acceptedL().then(tasking()), func() dispute.Command { return result() }),
		of("open-proceeding", acceptedL(), func() dispute.Command { return beginning() }),
		of("end-proceeding", acceptedL(), func() dispute.Command { return ending("R11") }),
		of("conclude", acceptedL(), func() dispute.Command { return conclusion("R11") }),
		of("follow-up", settled(), func() dispute.Command { return visit() }),
		of("rate", settled(), func() dispute.Command { return rating() }),
		of("archive", settled(), func() dispute.Command { return archiving() }),
		of("reopen", settled(), func() dispute.Command { return reopening("P01") }),
		of("void", life{registration(imported)}, func() dispute.Command {
			return voiding(func(c *dispute.Void) { c.Reason, c.Import = "X03", ledger })
		}),
	}
}

// TestEveryCommandKeepsTheRuleOfTwoTimes and hides what is not the actor's business.
func TestEveryCommandKeepsTheRuleOfTwoTimes(t *testing.T) {
	for _, e := range every() {
		if e.name == "register" { // has tests of its own, for it names its time otherwise
			continue
		}
		tests := map[string]struct {
			with func(*dispute.Act)
			want *fault.Error
		}{
			"is granted":                  {},
			"not from the future":         {func(a *dispute.Act) { a.OccurredAt = a.At.Add(entry.FutureTolerance + 1) }, entry.ErrInFuture},
			"not before the receipt":      {func(a *dispute.Act) { a.OccurredAt = noon.Add(-2 * time.Hour) }, dispute.ErrBeforeReceipt},
			"not late without a reason":   {func(a *dispute.Act) { a.At = a.At.Add(25 * time.Hour) }, entry.ErrLateReasonNeeded},
			"not late with any reason":    {func(a *dispute.Act) { a.LateReason = "L77" }, entry.ErrUnknownLateReason},
			"late with one, and marked":   {func(a *dispute.Act) { a.At, a.LateReason = a.At.Add(25*time.Hour), "L02" }, nil},
			"not for somebody elsewhere":  {func(a *dispute.Act) { a.ActingUnit, a.ActingDepartment = other, "" }, dispute.ErrNotFound},
			"not for an actor of no unit": {func(a *dispute.Act) { a.ActingUnit, a.ActingDepartment = "", "" }, dispute.ErrNotFound},
		}
		for name, test := range tests {
			t.Run(e.name+" "+name, func(t *testing.T) {
				c := e.when()
				if test.with != nil {
					c = acting(c, test.with)
				}
				events, err := dispute.Decide(e.given.state(t), c)
				if test.want != nil {
					if !errors.Is(err, test.want) || len(events) > 0 {
						t.Fatalf("%v, %v, want %v", events, err, test.want)
					}
					return
				}
				if err != nil || len(events) == 0 {
					t.Fatalf("%v, %v", events, err)
				}
				claimed, at, late := c.Times()
				for _, ev := range events {
					if w := whenOf(ev); !w.OccurredAt.Equal(claimed) || !w.RecordedAt.Equal(at) || w.LateReason != late {
						t.Errorf("%T: %+v", ev, w)
					}
				}
			})
		}
	}
}

// TestEveryCommandIsRefusedBeforeThereIsADispute, but for the first.
func TestEveryCommandIsRefusedBeforeThereIsADispute(t *testing.T) {
	for _, e := range every()[1:] {
		if _, err := dispute.Decide(dispute.State{}, e.when()); !errors.Is(err, dispute.ErrNotFound) {
			t.Errorf("%s: %v", e.name, err)
		}
	}
}

// TestADepartmentThatIsNotAddressedSeesNothing, though the centre of its unit may do all of it.
func TestADepartmentThatIsNotAddressedSeesNothing(t *testing.T) {
	for _, e := range every()[1:] {
		c := acting(e.when(), func(a *dispute.Act) { a.ActingUnit, a.ActingDepartment = town, "tax" })
		if _, ok := c.(dispute.Withdraw); ok {
			continue // knows no departments: it is older than they are
		}
		if _, err := dispute.Decide(e.given.state(t), c); !errors.Is(err, dispute.ErrNotFound) {
			t.Errorf("%s: %v", e.name, err)
		}
	}
}

// TestAnAssistingHandlerDoesNotDoTheWorkOfOthers: it sees the dispute, and is told whose it is.
func TestAnAssistingHandlerDoesNotDoTheWorkOfOthers(t *testing.T) {
	others := tasking(func(c *dispute.OpenSubTask) { c.Handler = police })
	closed := settled()
	tests := map[string]struct {
		given life
		want  *fault.Error
	}{
		"merge": {handled(), dispute.ErrCentreOnly}, "unmerge": {handled().then(merger()), dispute.ErrCentreOnly},
		"link": {handled(), dispute.ErrCentreOnly}, "unlink": {handled().then(linking()), dispute.ErrCentreOnly},
		"classify": {handled(), dispute.ErrCentreOnly}, "correct": {handled(), dispute.ErrCentreOnly},
		"mark-urgent": {handled(), dispute.ErrCentreOnly}, "reassign": {handled(), dispute.ErrCentreOnly},
		"decide-objection": {handled().then(objection(police)), dispute.ErrCentreOnly},
		"open-proceeding":  {handled(), dispute.ErrCentreOnly}, "end-proceeding": {handled(), dispute.ErrCentreOnly}, "void": {handled(), dispute.ErrCentreOnly},
		"rate": {closed, dispute.ErrCentreOnly}, "archive": {closed, dispute.ErrCentreOnly}, "reopen": {closed, dispute.ErrCentreOnly},
		"assess-risk": {handled(), dispute.ErrCentreOrLead}, "open-sub-task": {handled(), dispute.ErrCentreOrLead},
		"conclude": {handled(), dispute.ErrCentreOrLead}, "follow-up": {closed, dispute.ErrCentreOrLead},
		"offer-ownership": {handled(), dispute.ErrNotOwner}, "take-ownership": {handled().then(offer()), dispute.ErrNotOffered},
		"return-sub-task":     {handled().then(others), dispute.ErrNotYourTask},
		"decide-jurisdiction": {handled().then(question()), dispute.ErrNotCommonSuperior},
	}
	asked := 0
	for _, e := range every() {
		test, ok := tests[e.name]
		if !ok {
			continue
		}
		asked++
		c := acting(e.when(), func(a *dispute.Act) { a.ActingUnit, a.ActingDepartment = justice.Unit, justice.Department })
		if _, err := dispute.Decide(test.given.state(t), c); !errors.Is(err, test.want) {
			t.Errorf("%s: %v, want %v", e.name, err, test.want)
		}
	}
	if asked != len(tests) {
		t.Errorf("asked %d of %d", asked, len(tests))
	}
}

// acting changes who acts, and when.
func acting(c dispute.Command, with func(*dispute.Act)) dispute.Command {
	if w, ok := c.(dispute.Withdraw); ok {
		a := dispute.Act{At: w.At, OccurredAt: w.OccurredAt, LateReason: w.LateReason, ActingUnit: w.ActingUnit}
		with(&a)
		w.At, w.OccurredAt, w.LateReason, w.ActingUnit = a.At, a.OccurredAt, a.LateReason, a.ActingUnit
		return w
	}
	whole := settable(c)
	with(whole.FieldByName("Act").Addr().Interface().(*dispute.Act))
	return whole.Interface().(dispute.Command)
}

// whenOf is the two times of any event.
func whenOf(e dispute.Event) dispute.When {
	switch e := e.(type) {
	case *dispute.RegisteredV1:
		return dispute.When{OccurredAt: e.ReceivedAt, RecordedAt: e.RegisteredAt, LateReason: e.LateReason}
	case *dispute.WithdrawnV1:
		return dispute.When{OccurredAt: e.WithdrawnAt, RecordedAt: e.RecordedAt, LateReason: e.LateReason}
	default:
		return settable(e).FieldByName("When").Interface().(dispute.When)
	}
}
