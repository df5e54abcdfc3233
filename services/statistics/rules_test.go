package statistics_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"anjie.internal/services/intake"
	"anjie.internal/services/intake/dispute"
	"anjie.internal/services/internal/calendar"
	"anjie.internal/services/statistics/figure"
	"anjie.internal/services/statistics/figuretest"
)

// TestFiguresSeeADisputeAsTheRulesDo lets random things happen to a dispute that the machine of intake/dispute allows, stores them as intake
// does, and compares after each what the figures know with what the rules know. The two folds share no code.
func TestFiguresSeeADisputeAsTheRulesDo(t *testing.T) {
	codec, err := intake.Codec()
	if err != nil {
		t.Fatal(err)
	}
	stream := "dispute-" + figuretest.Dispute(1).String()
	id, err := figure.Dispute(stream)
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		l := life{clock: time.Date(2012, 6, 1, 1, 0, 0, 0, time.UTC), figures: figure.NewFold(figure.Cut{})}
		for i := range uint64(rapid.IntRange(1, 25).Draw(t, "steps")) {
			e := l.next(t)
			name, data, err := codec.Encode(e)
			if err != nil {
				t.Fatal(err)
			}
			l.rules = dispute.Evolve(l.rules, e)
			l.figures.Add(figure.Event{Stream: stream, Type: name, Data: data, Position: figure.Position{Commit: i + 1, Prepare: i + 1}})
			for _, a := range l.figures.SetAside() {
				t.Fatalf("%s is not understood: %v", name, a.Err)
			}
			got, _ := l.figures.Status(id)
			got.ClosedAt = figure.Position{}
			if diff := cmp.Diff(l.want(got), got, cmpopts.EquateComparable(calendar.Date{})); diff != "" {
				t.Fatalf("after %s in phase %s (-rules +figures):\n%s", name, l.rules.Phase, diff)
			}
		}
	})
}

// life is a dispute as the rules and the figures see it.
type life struct {
	clock   time.Time
	rules   dispute.State
	figures *figure.Fold
}

// want is the status that follows from the state of the rules. A merged or voided dispute counts nowhere, so that only the mark matters.
func (l *life) want(got figure.Status) figure.Status {
	day := func(t time.Time) calendar.Date {
		if t.IsZero() {
			return calendar.Date{}
		}
		return calendar.DateOf(t)
	}
	s := l.rules
	want := figure.Status{
		Unit: string(s.Unit), Category: s.Category, Registered: day(s.ReceivedAt), Accepted: day(s.AcceptedAt), Closed: day(s.ClosedAt), Outcome: s.Outcome,
		Merged: s.Phase == dispute.Merged, Voided: s.Phase == dispute.Voided,
	}
	if want.Merged || want.Voided {
		want.Closed, want.Outcome = got.Closed, got.Outcome
	}
	want.Merged = want.Merged || want.Voided && got.Merged
	return want
}

// next is something that can happen now.
func (l *life) next(t *rapid.T) dispute.Event {
	l.clock = l.clock.Add(time.Duration(rapid.IntRange(0, 96).Draw(t, "hours")) * time.Hour)
	when := dispute.When{OccurredAt: l.clock.Add(-time.Duration(rapid.IntRange(0, 30).Draw(t, "late")) * time.Hour), RecordedAt: l.clock}
	unit, category := l.rules.Unit, l.rules.Category
	var can []dispute.Event
	add := func(events ...dispute.Event) { can = append(can, events...) }
	another := rapid.SampledFrom([]string{"A01", "A05", "A17"}).Draw(t, "category")
	switch p := l.rules.Phase; {
	case p == dispute.Absent:
		return &dispute.RegisteredV1{Codes: dispute.CodesVersion, Unit: village, Area: village, Category: "A02", Channel: "S01", ReceivedAt: when.OccurredAt, RegisteredAt: l.clock}
	case p == dispute.Merged:
		add(&dispute.UnmergedV1{When: when, Unit: unit, Category: category})
	case p == dispute.Voided:
		add(&dispute.ProceedingEndedV1{When: when})
	case p.Open():
		outcomes := []string{"R11", "R12", "R13", "R14", "R21", "R22", "R23", "R33", "R34", "R41", "R45"}
		add(&dispute.ConcludedV1{When: when, Unit: unit, Category: category, Outcome: rapid.SampledFrom(outcomes).Draw(t, "outcome")},
			&dispute.WithdrawnV1{Reason: rapid.SampledFrom([]string{"R31", "R32"}).Draw(t, "reason"), Unit: unit, Category: category, WithdrawnAt: when.OccurredAt, RecordedAt: l.clock},
			&dispute.MergedV1{When: when, Unit: unit, Category: category}, &dispute.ClassifiedV1{When: when, Category: another},
			&dispute.DispatchedV1{When: when}, &dispute.UrgentV1{When: when})
		if p == dispute.Registered {
			add(&dispute.AcceptedV1{When: when, Unit: unit, Category: category},
				&dispute.RefusedV1{When: when, Unit: unit, Category: category, Outcome: rapid.SampledFrom([]string{"R51", "R52"}).Draw(t, "refusal")})
		}
	default:
		add(&dispute.ReopenedV1{When: when, Unit: unit, Category: category, Outcome: l.rules.Outcome}, &dispute.ArchivedV1{When: when}, &dispute.FollowedUpV1{When: when})
	}
	if l.rules.Phase != dispute.Voided && rapid.IntRange(0, 9).Draw(t, "void") == 0 {
		return &dispute.VoidedV1{When: when, Unit: unit, Category: category}
	}
	if l.rules.Phase != dispute.Voided && l.rules.Phase != dispute.Merged {
		add(&dispute.CorrectedV1{When: when, Changes: []dispute.Change{{Field: dispute.FieldCategory, Before: category, After: another}, {Field: dispute.FieldInvolved, After: "9"}}},
			&dispute.CorrectedV1{When: when, Changes: []dispute.Change{{Field: dispute.FieldReceivedAt, After: when.OccurredAt.Format(time.RFC3339Nano)}}})
	}
	return rapid.SampledFrom(can).Draw(t, "event")
}
