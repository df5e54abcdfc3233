package dispute_test

import (
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"

	"anjie.internal/services/intake/dispute"
	"anjie.internal/services/internal/entry"
	"anjie.internal/services/internal/unit"
)

// TestNoSequenceOfCommandsBreaksTheLife runs random commands, right and wrong ones, and checks after each what must always
// hold: one registration at most, first of all; one withdrawal at most, last of all; no time in the future; late entries
// marked; nothing refused changes anything.
func TestNoSequenceOfCommandsBreaksTheLife(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		units := rapid.SampledFrom([]unit.Code{village, town, other, "x", ""})
		decider := dispute.Decider()
		state, now := decider.Initial(), noon
		var log []dispute.Event
		t.Repeat(map[string]func(*rapid.T){
			"register": func(t *rapid.T) {
				now = now.Add(time.Duration(rapid.IntRange(0, 72).Draw(t, "hours")) * time.Hour)
				c := registration(func(c *dispute.Register) {
					c.At, c.ReceivedAt = now, now.Add(time.Duration(rapid.IntRange(-50, 1).Draw(t, "claimed"))*time.Hour)
					c.Unit, c.ActingUnit = units.Draw(t, "unit"), units.Draw(t, "acting")
					c.LateReason = rapid.SampledFrom([]string{"", "L01", "L02", "X"}).Draw(t, "late")
				})
				log, state = step(t, decider.Fold, log, state, c)
			},
			"withdraw": func(t *rapid.T) {
				now = now.Add(time.Duration(rapid.IntRange(0, 72).Draw(t, "hours")) * time.Hour)
				c := withdrawal(func(c *dispute.Withdraw) {
					c.At, c.OccurredAt = now, now.Add(time.Duration(rapid.IntRange(-50, 1).Draw(t, "claimed"))*time.Hour)
					c.ActingUnit = units.Draw(t, "acting")
					c.LateReason = rapid.SampledFrom([]string{"", "L01", "X"}).Draw(t, "late")
					c.Reason = rapid.SampledFrom([]string{"R31", "R32", "R11", ""}).Draw(t, "reason")
				})
				log, state = step(t, decider.Fold, log, state, c)
			},
			"": func(t *rapid.T) {
				if !reflect.DeepEqual(decider.Fold(decider.Initial(), log...), state) {
					t.Fatal("folding the log gives another state")
				}
				check(t, log)
			},
		})
	})
}

func step(
	t *rapid.T, fold func(dispute.State, ...dispute.Event) dispute.State, log []dispute.Event, s dispute.State, c dispute.Command,
) ([]dispute.Event, dispute.State) {
	events, err := dispute.Decide(s, c)
	if err != nil && len(events) > 0 {
		t.Fatalf("refused with events: %v", err)
	}
	return append(log, events...), fold(s, events...)
}

func check(t *rapid.T, log []dispute.Event) {
	if len(log) > 2 {
		t.Fatalf("%d events", len(log))
	}
	for i, e := range log {
		var claimed, at time.Time
		var late string
		switch e := e.(type) {
		case *dispute.RegisteredV1:
			claimed, at, late = e.ReceivedAt, e.RegisteredAt, e.LateReason
			if i != 0 || !e.Unit.Valid() {
				t.Fatalf("event %d: %+v", i, e)
			}
		case *dispute.WithdrawnV1:
			claimed, at, late = e.WithdrawnAt, e.RecordedAt, e.LateReason
			if i != 1 || e.Unit != log[0].(*dispute.RegisteredV1).Unit {
				t.Fatalf("event %d: %+v", i, e)
			}
		}
		if claimed.After(at.Add(entry.FutureTolerance)) {
			t.Fatalf("recorded from the future: %v at %v", claimed, at)
		}
		if at.Sub(claimed) > entry.LateAfter && late == "" {
			t.Fatalf("late without a mark: %v at %v", claimed, at)
		}
	}
}
