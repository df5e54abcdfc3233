package dispute_test

import (
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"anjie.internal/services/intake/dispute"
	"anjie.internal/services/internal/entry"
)

// TestNoSequenceOfCommandsBreaksTheLife runs random commands, right and wrong ones, and checks after each what must always
// hold. The checks read the log, and know nothing of the rules.
func TestNoSequenceOfCommandsBreaksTheLife(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := &world{now: noon, elapsed: -1}
		for _, c := range rapid.SampledFrom([]life{nil, fresh(), acceptedL(), sent(), handled(), settled()}).Draw(t, "begin") {
			w.step(t, c)
		}
		if len(w.log) > 0 {
			w.now = later
		}
		t.Repeat(map[string]func(*rapid.T){
			"right": func(t *rapid.T) { w.step(t, w.command(t, true)) },
			"any":   func(t *rapid.T) { w.step(t, w.command(t, false)) },
			"":      func(t *rapid.T) { w.check(t) },
		})
	})
}

// world is a dispute, the clock, and what the checks remember.
type world struct {
	now     time.Time
	state   dispute.State
	log     []dispute.Event
	elapsed time.Duration // at the last closure; -1 before there is one
}

// command draws one of all commands at a later time. A right one is what the state suggests; any other has a random actor,
// random times and random codes.
func (w *world) command(t *rapid.T, right bool) dispute.Command {
	w.now = w.now.Add(time.Duration(rapid.IntRange(0, 72).Draw(t, "hours")) * time.Hour)
	all := every()
	c := all[rapid.IntRange(0, len(all)-1).Draw(t, "command")].when()
	if road := w.road(); right && road != nil && rapid.Bool().Draw(t, "main road") {
		c = road
	}
	c = w.vary(t, c, right)
	if r, ok := c.(dispute.Register); ok {
		r.At, r.ReceivedAt = w.now, w.now.Add(time.Duration(rapid.IntRange(-50, 1).Draw(t, "claimed"))*time.Hour)
		r.LateReason = rapid.SampledFrom([]string{"", "L01", "X"}).Draw(t, "late")
		return r
	}
	handlers := []dispute.Handler{centre, police, justice, below, bureau, {Unit: county}, {Unit: other}}
	return acting(c, func(a *dispute.Act) {
		a.At, a.OccurredAt = w.now, w.now
		if right {
			if h := w.state.Round.Lead; h != (dispute.Handler{}) && (w.state.Phase == dispute.Dispatched || rapid.Bool().Draw(t, "as lead")) {
				a.ActingUnit, a.ActingDepartment = h.Unit, h.Department
			}
			return
		}
		h := rapid.SampledFrom(handlers).Draw(t, "as")
		a.ActingUnit, a.ActingDepartment = h.Unit, h.Department
		a.OccurredAt = w.now.Add(time.Duration(rapid.IntRange(-50, 1).Draw(t, "claimed")) * time.Hour)
		a.LateReason = rapid.SampledFrom([]string{"", "L01", "X"}).Draw(t, "late")
	})
}

// road is the command that leads on from where the dispute stands.
func (w *world) road() dispute.Command {
	switch w.state.Phase {
	case dispute.Absent:
		return registration()
	case dispute.Registered:
		return acceptance()
	case dispute.Accepted:
		return dispatching()
	case dispute.Dispatched:
		return dispute.Acknowledge{}
	case dispute.Handling:
		if running := w.state.Running.ID; running != "" {
			return ending("R21", func(c *dispute.EndProceeding) { c.Proceeding = running })
		}
		return conclusion("R11")
	case dispute.Concluded, dispute.Archived, dispute.Refused, dispute.Withdrawn:
		return reopening("P01")
	case dispute.Merged:
		return unmerger()
	default:
		return nil
	}
}

// vary changes what a command asks for, within and without what is allowed.
func (w *world) vary(t *rapid.T, c dispute.Command, right bool) dispute.Command {
	handlers, some, earliest := rapid.SampledFrom([]dispute.Handler{centre, police, justice, below, bureau, {}}), 3, -1
	if right {
		handlers, some, earliest = rapid.SampledFrom([]dispute.Handler{centre, police, justice, below}), 1, 0
	}
	others := rapid.SliceOfN(handlers, 0, some)
	due := func() string {
		return w.now.AddDate(0, 0, rapid.IntRange(earliest, 20).Draw(t, "due")).In(entry.Beijing).Format(time.DateOnly)
	}
	outcomes := rapid.SampledFrom([]string{"R11", "R12", "R13", "R14", "R21", "R23", "R31", "R32", "R34", "R41", "R51", ""})
	id := rapid.SampledFrom([]string{theTask, attempt, earlier, ledger})
	switch c := c.(type) {
	case dispute.Accept:
		c.Limit.DueOn = due()
		return c
	case dispute.MarkUrgent:
		c.Limit.DueOn = due()
		return c
	case dispute.Dispatch:
		c.Route.Lead, c.Route.Assisting, c.Limit.DueOn, c.ObjectBy = handlers.Draw(t, "lead"), others.Draw(t, "assisting"), due(), due()
		if c.AcknowledgeBy != nil {
			c.AcknowledgeBy = new(limit(due()))
		}
		return c
	case dispute.Reassign:
		c.Lead, c.Assisting, c.Limit.DueOn, c.ObjectBy = handlers.Draw(t, "lead"), others.Draw(t, "assisting"), due(), due()
		if c.AcknowledgeBy != nil {
			c.AcknowledgeBy = new(limit(due()))
		}
		return c
	case dispute.DisputeJurisdiction:
		c.Claimants = rapid.SliceOfN(handlers, 2, 3).Draw(t, "claimants")
		return c
	case dispute.DecideJurisdiction:
		c.Lead, c.Assisting, c.Limit.DueOn = handlers.Draw(t, "lead"), others.Draw(t, "assisting"), due()
		if c.AcknowledgeBy != nil {
			c.AcknowledgeBy = new(limit(due()))
		}
		return c
	case dispute.DecideObjection:
		c.Upheld = rapid.Bool().Draw(t, "upheld")
		return c
	case dispute.OfferOwnership:
		c.To = handlers.Draw(t, "to")
		return c
	case dispute.OpenSubTask:
		c.Task, c.DueOn = id.Draw(t, "task"), due()
		return c
	case dispute.ReturnSubTask:
		c.Task, c.Result = id.Draw(t, "task"), rapid.SampledFrom([]string{"Z01", "Z04"}).Draw(t, "result")
		return c
	case dispute.OpenProceeding:
		c.Proceeding = id.Draw(t, "proceeding")
		return c
	case dispute.EndProceeding:
		c.Proceeding, c.Outcome = id.Draw(t, "proceeding"), outcomes.Draw(t, "outcome")
		return c
	case dispute.Conclude:
		c.Outcome, c.OnTheSpot = outcomes.Draw(t, "outcome"), rapid.Bool().Draw(t, "on the spot")
		return c
	case dispute.Reopen:
		c.Reason = rapid.SampledFrom([]string{"P01", "P06", "P07", ""}).Draw(t, "reason")
		return c
	case dispute.Rate:
		c.Rater = rapid.SampledFrom([]string{"Q01", "Q02", "Q99"}).Draw(t, "rater")
		return c
	case dispute.Classify:
		c.Exchange = rapid.SampledFrom([]string{"0902", "1403", ""}).Draw(t, "exchange")
		return c
	default:
		return c
	}
}

func (w *world) step(t *rapid.T, c dispute.Command) {
	before := w.state
	events, err := dispute.Decide(w.state, c)
	if err != nil && len(events) > 0 {
		t.Fatalf("refused with events: %v", err)
	}
	voided := w.state.Phase == dispute.Voided
	for _, e := range events {
		if voided {
			t.Fatalf("%T after the void", e)
		}
		old := w.state
		w.state = dispute.Decider().Evolve(w.state, e)
		w.log = append(w.log, e)
		w.follow(t, old, e)
	}
	if len(events) == 0 && !reflect.DeepEqual(before, w.state) {
		t.Fatalf("nothing happened, and the state changed")
	}
}

// follow checks what one event must not do.
func (w *world) follow(t *rapid.T, old dispute.State, e dispute.Event) {
	if !old.AcceptedAt.IsZero() && !w.state.AcceptedAt.Equal(old.AcceptedAt) {
		t.Fatalf("%T moved the acceptance", e)
	}
	if old.DueOn() != "" && w.state.DueOn() > old.DueOn() {
		t.Fatalf("%T moved the due date from %s to %s", e, old.DueOn(), w.state.DueOn())
	}
	switch e.(type) {
	case *dispute.ReopenedV1, *dispute.UnmergedV1:
		if now := elapsed(w.state, w.now); now < elapsed(old, w.now)-entry.FutureTolerance {
			t.Fatalf("%T made %v out of %v", e, now, elapsed(old, w.now))
		}
	case *dispute.ConcludedV1, *dispute.WithdrawnV1, *dispute.MergedV1:
		now := elapsed(w.state, w.now)
		if now < w.elapsed {
			t.Fatalf("closed again after %v, and before after %v", now, w.elapsed)
		}
		w.elapsed = now
	default: // neither closes nor brings back
	}
}

// check reads the whole log.
func (w *world) check(t *rapid.T) {
	decider := dispute.Decider()
	if !reflect.DeepEqual(decider.Fold(decider.Initial(), w.log...), w.state) {
		t.Fatal("folding the log gives another state")
	}
	round, concluded := 0, false
	for i, e := range w.log {
		w.checkTimes(t, e)
		if _, first := e.(*dispute.RegisteredV1); first != (i == 0) {
			t.Fatalf("event %d is %T", i, e)
		}
		switch e := e.(type) {
		case *dispute.DispatchedV1:
			round = checkRound(t, round, e.Round, e.Lead, e.Assisting)
		case *dispute.ReassignedV1:
			round = checkRound(t, round, e.Round, e.Lead, e.Assisting)
		case *dispute.JurisdictionDecidedV1:
			round = checkRound(t, round, e.Round, e.Lead, e.Assisting)
		case *dispute.ConcludedV1:
			switch dispute.ClassOf(e.Outcome) {
			case dispute.Success, dispute.Partial, dispute.Failure, dispute.Neither, dispute.Transferred:
			default:
				t.Fatalf("concluded with %q", e.Outcome)
			}
			if concluded || !e.Handler.Unit.Valid() {
				t.Fatalf("concluded twice, or by nobody: %+v", e)
			}
			concluded = true
		case *dispute.ReopenedV1:
			if e.Outcome == "" {
				t.Fatal("a closure without an outcome is withdrawn")
			}
			concluded = false
		default: // nothing of their own to check
		}
	}
	if len(w.log) > 0 && !w.state.Owner.Unit.Valid() {
		t.Fatal("nobody owns the dispute")
	}
	if w.state.Phase == dispute.Handling && !slices.Contains(w.state.Round.Acknowledged, w.state.Round.Lead) {
		t.Fatal("in hands that never acknowledged")
	}
}

func checkRound(t *rapid.T, before, round int, lead dispute.Handler, assisting []dispute.Handler) int {
	seen := map[dispute.Handler]bool{lead: true}
	for _, h := range assisting {
		if seen[h] || !h.Unit.Valid() {
			t.Fatalf("round %d: %+v assists %+v", round, assisting, lead)
		}
		seen[h] = true
	}
	if round != before+1 || !lead.Unit.Valid() {
		t.Fatalf("round %d after %d, led by %+v", round, before, lead)
	}
	return round
}

// checkTimes holds the rule of two times against every event.
func (*world) checkTimes(t *rapid.T, e dispute.Event) {
	w := whenOf(e)
	if w.OccurredAt.After(w.RecordedAt.Add(entry.FutureTolerance)) {
		t.Fatalf("%T from the future: %v at %v", e, w.OccurredAt, w.RecordedAt)
	}
	if w.RecordedAt.Sub(w.OccurredAt) > entry.LateAfter && w.LateReason == "" {
		t.Fatalf("%T late without a mark: %v at %v", e, w.OccurredAt, w.RecordedAt)
	}
}

// TestTheRandomLivesGoFar: a property test whose commands are all refused would prove nothing. What is seldom may take some hundreds of
// lives to come up.
func TestTheRandomLivesGoFar(t *testing.T) {
	missing := map[string]bool{}
	for _, e := range []dispute.Event{
		&dispute.AcceptedV1{}, &dispute.DispatchedV1{}, &dispute.AcknowledgedV1{}, &dispute.ConcludedV1{}, &dispute.ReopenedV1{}, &dispute.VoidedV1{},
		&dispute.UrgentV1{}, &dispute.OwnershipTakenV1{}, &dispute.MergedV1{}, &dispute.UnmergedV1{}, &dispute.ClassifiedV1{},
		&dispute.ReassignedV1{}, &dispute.ObjectedV1{}, &dispute.SubTaskOpenedV1{}, &dispute.ProceedingOpenedV1{}, &dispute.ProceedingEndedV1{}, &dispute.CorrectedV1{},
	} {
		missing[fmt.Sprintf("%T", e)] = true
	}
	for round := 0; len(missing) > 0 && round < 10; round++ {
		rapid.Check(t, func(t *rapid.T) {
			w := &world{now: noon}
			for range rapid.IntRange(20, 60).Draw(t, "steps") {
				if w.state.Phase == dispute.Voided {
					break
				}
				w.step(t, w.command(t, true))
			}
			for _, e := range w.log {
				delete(missing, fmt.Sprintf("%T", e))
			}
		})
	}
	if len(missing) > 0 {
		t.Errorf("no random life reached %v", missing)
	}
}
