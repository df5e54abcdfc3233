package dispute_test

import (
	"fmt"
	"reflect"
	"slices"
	"testing"

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
	w.checkMediation(t)
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

// checkMediation: nothing but a void ends a dispute while mediation has a proceeding of it under way, and what mediation came to since the
// last return is the outcome.
func (w *world) checkMediation(t *rapid.T) {
	running, came := false, ""
	for _, e := range w.log {
		switch e := e.(type) {
		case *dispute.ProceedingOpenedV1:
			running = true
		case *dispute.ProceedingEndedV1:
			if running = false; dispute.ClassOf(e.Outcome).Mediated() {
				came = e.Outcome
			}
		case *dispute.ConcludedV1:
			if running || came != "" && e.Outcome != came {
				t.Fatalf("concluded with %s; mediation runs: %t, it came to %q", e.Outcome, running, came)
			}
		case *dispute.RefusedV1, *dispute.WithdrawnV1, *dispute.MergedV1:
			if running || came != "" {
				t.Fatalf("%T; mediation runs: %t, it came to %q", e, running, came)
			}
		case *dispute.ReopenedV1:
			came = ""
		default: // of no concern to mediation
		}
	}
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
