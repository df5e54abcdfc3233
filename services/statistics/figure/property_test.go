package figure_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"anjie.internal/services/statistics/figure"
	"anjie.internal/services/statistics/figuretest"
)

// history draws a log.
func history(t *rapid.T) []figure.Event {
	w := figuretest.NewWalk(func(n int) int { return rapid.IntRange(0, n-1).Draw(t, "draw") })
	events := make([]figure.Event, rapid.IntRange(0, 60).Draw(t, "events"))
	for i := range events {
		events[i] = w.Next()
		events[i].Position = figure.Position{Commit: uint64(3 * (i + 1)), Prepare: uint64(3 * (i + 1))}
	}
	return events
}

// TestAFoldInPiecesIsTheFoldAtOnce stops one fold at every position on its way, and compares with folds that were cut there, by position and
// by the time that the pieces had reached.
func TestAFoldInPiecesIsTheFoldAtOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		events := history(t)
		pieces := figure.NewFold(figure.Cut{})
		for _, e := range events {
			pieces.Add(e)
			if len(pieces.SetAside()) > 0 {
				t.Fatalf("set aside: %v", pieces.SetAside())
			}
			same := func(what string, cut figure.Cut) {
				once := figure.NewFold(cut)
				for _, e := range events {
					if !once.Add(e) {
						break
					}
				}
				for _, window := range []string{"2011", "2012", "2012-Q1", "2011-12-31..2012-01-01"} {
					these, those := pieces.Cases(year(window), "3202"), once.Cases(year(window), "3202")
					if diff := cmp.Diff(these, those); diff != "" {
						t.Fatalf("%s at %v, cases of %s (-in pieces +at once):\n%s", what, e.Position, window, diff)
					}
					if len(figure.Compare(these, those)) > 0 || figure.DigestOf(these).String() != figure.DigestOf(those).String() {
						t.Fatalf("equal cases compare as different")
					}
				}
				if pieces.Last() != once.Last() || !pieces.Recorded().Equal(once.Recorded()) {
					t.Fatalf("%s: last %v recorded %v, want %v, %v", what, once.Last(), once.Recorded(), pieces.Last(), pieces.Recorded())
				}
			}
			same("cut by position", figure.Cut{Position: e.Position})
		}
		// Cut by the time of its youngest event, a fold has everything up to the next event that is younger.
		whole := figure.NewFold(figure.Cut{Time: pieces.Recorded()})
		for _, e := range events {
			whole.Add(e)
		}
		if whole.Over() || whole.Last() != pieces.Last() {
			t.Fatalf("cut by the time of the youngest event it ends at %v, want %v", whole.Last(), pieces.Last())
		}
	})
}

// TestVariantsAreRates: in every history each numerator is a part of its denominator, V2 is not smaller than V1, and the sums agree with the
// table of outcomes.
func TestVariantsAreRates(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := figure.NewFold(figure.Cut{})
		for _, e := range history(t) {
			f.Add(e)
		}
		tally := figure.TallyOf(f.Cases(year("2012"), "32"))
		var rates []figure.Rate
		for _, v := range figure.SuccessRates() {
			r := tally.Rate(v)
			if r.Numerator > r.Denominator {
				t.Fatalf("%s: %d/%d", v.Name, r.Numerator, r.Denominator)
			}
			rates = append(rates, r)
		}
		closed := tally.Closed()
		sum := func(classes ...figure.Class) (n uint64) {
			for _, code := range figure.OutcomesOf(classes...) {
				n += closed[code]
			}
			return n
		}
		want := figure.Rate{Numerator: sum(figure.Success), Denominator: sum(figure.Success, figure.Failure)}
		if rates[0] != want || rates[1].Numerator != want.Numerator ||
			rates[1].Denominator != sum(figure.Success, figure.Failure, figure.Partial, figure.Neither) {
			t.Fatalf("rates %v, by outcome %v", rates, closed)
		}
		parts := figure.Tally{}
		for _, unit := range figuretest.Units() {
			for m, n := range figure.TallyOf(f.Cases(year("2012"), unit)) {
				parts.Add(m, n)
			}
		}
		if diff := cmp.Diff(tally, parts); diff != "" {
			t.Fatalf("the province is not the sum of its villages:\n%s", diff)
		}
	})
}

func TestCompareNamesTheCasesThatDiffer(t *testing.T) {
	settled, failed := figure.Member{Outcome: "R11", Closed: true}, figure.Member{Outcome: "R21", Closed: true}
	these := []figure.Case{{id(1), settled}, {id(2), settled}, {id(4), settled}}
	others := []figure.Case{{id(2), failed}, {id(3), settled}, {id(4), settled}}
	want := []figure.Difference{
		{figure.Case{id(1), settled}, figure.Case{Dispute: id(1)}},
		{figure.Case{id(2), settled}, figure.Case{id(2), failed}},
		{figure.Case{Dispute: id(3)}, figure.Case{id(3), settled}},
	}
	if diff := cmp.Diff(want, figure.Compare(these, others)); diff != "" {
		t.Errorf("differences (-want +got):\n%s", diff)
	}
	if line := these[0].Line(); line != "01000000-0000-7000-8000-000000000001 R11 c" {
		t.Errorf("line %q", line)
	}
	open := figure.Case{id(1), figure.Member{Accepted: true, Registered: true}}
	if line := open.Line(); line != "01000000-0000-7000-8000-000000000001 - ar" {
		t.Errorf("line %q", line)
	}
}
