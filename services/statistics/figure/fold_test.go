package figure_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"anjie.internal/services/statistics/figure"
)

// said puts the rates of a fold for a window into one line.
func said(f *figure.Fold, window, prefix string) string {
	var parts []string
	tally := figure.TallyOf(f.Cases(year(window), prefix))
	for _, v := range figure.SuccessRates() {
		r := tally.Rate(v)
		parts = append(parts, fmt.Sprintf("%d/%d", r.Numerator, r.Denominator))
	}
	return strings.Join(parts, " ")
}

func TestWhatCountsInWhichVariant(t *testing.T) {
	tests := map[string]struct {
		given *log
		want  string // V1 V2 V3 V4 of 2012
	}{
		"nothing happened":                 {newLog(), "0/0 0/0 0/0 0/0"},
		"an open dispute":                  {newLog().registered(1, village, "2012-03-01"), "0/0 0/0 0/0 0/1"},
		"an accepted one":                  {newLog().registered(1, village, "2012-03-01").accepted(1, "2012-03-02"), "0/0 0/0 0/1 0/1"},
		"a written agreement":              {newLog().settled(1, village, "2012-03-01", "R11"), "1/1 1/1 1/1 1/1"},
		"an oral agreement":                {newLog().settled(1, village, "2012-03-01", "R12"), "1/1 1/1 1/1 1/1"},
		"solved on the spot":               {newLog().settled(1, village, "2012-03-01", "R13"), "1/1 1/1 1/1 1/1"},
		"solved without being accepted":    {newLog().registered(1, village, "2012-03-01").concluded(1, "2012-03-01", "R13"), "1/1 1/1 0/0 1/1"},
		"agreed in part is no success":     {newLog().settled(1, village, "2012-03-01", "R14"), "0/0 0/1 0/1 0/1"},
		"no agreement":                     {newLog().settled(1, village, "2012-03-01", "R21"), "0/1 0/1 0/1 0/1"},
		"the period ended":                 {newLog().settled(1, village, "2012-03-01", "R22"), "0/1 0/1 0/1 0/1"},
		"not signed":                       {newLog().settled(1, village, "2012-03-01", "R23"), "0/1 0/1 0/1 0/1"},
		"refused by a party":               {newLog().settled(1, village, "2012-03-01", "R33"), "0/0 0/1 0/1 0/1"},
		"terminated":                       {newLog().settled(1, village, "2012-03-01", "R34"), "0/0 0/1 0/1 0/1"},
		"withdrawn by the applicant":       {newLog().registered(1, village, "2012-03-01").accepted(1, "2012-03-01").withdrawn(1, "2012-03-05", "R31"), "0/0 0/1 0/1 0/1"},
		"withdrawn, settled by themselves": {newLog().registered(1, village, "2012-03-01").withdrawn(1, "2012-03-05", "R32"), "0/0 0/1 0/0 0/1"},
		"transferred to a court":           {newLog().settled(1, village, "2012-03-01", "R41"), "0/0 0/0 0/1 0/1"},
		"not accepted":                     {newLog().registered(1, village, "2012-03-01").refused(1, "2012-03-02", "R51"), "0/0 0/0 0/0 0/1"},
		"no longer accepted":               {newLog().registered(1, village, "2012-03-01").accepted(1, "2012-03-01").refused(1, "2012-03-02", "R52"), "0/0 0/0 0/0 0/1"},
		"merged is nowhere":                {newLog().settled(1, village, "2012-03-01", "R11").says(1, "merged"), "0/0 0/0 0/0 0/0"},
		"unmerged counts again":            {newLog().settled(1, village, "2012-03-01", "R11").says(1, "merged").says(1, "unmerged"), "1/1 1/1 1/1 1/1"},
		"voided is nowhere":                {newLog().settled(1, village, "2012-03-01", "R11").says(1, "voided"), "0/0 0/0 0/0 0/0"},
		"voided stays voided":              {newLog().settled(1, village, "2012-03-01", "R11").says(1, "merged").says(1, "voided").says(1, "unmerged"), "0/0 0/0 0/0 0/0"},
		"reopened is open":                 {newLog().settled(1, village, "2012-03-01", "R21").says(1, "reopened"), "0/0 0/0 0/1 0/1"},
		"the last closure counts, once":    {newLog().settled(1, village, "2012-03-01", "R21").says(1, "reopened").concluded(1, "2012-04-01", "R11"), "1/1 1/1 1/1 1/1"},
		"the last closure may be of another year": {
			newLog().settled(1, village, "2012-03-01", "R21").says(1, "reopened").concluded(1, "2013-01-01", "R11"), "0/0 0/0 1/1 1/1",
		},
		"a refusal that was taken back":    {newLog().registered(1, village, "2012-03-01").refused(1, "2012-03-02", "R51").says(1, "reopened").accepted(1, "2012-03-03"), "0/0 0/0 0/1 0/1"},
		"of the year before, closed in it": {newLog().registered(1, village, "2011-12-31").accepted(1, "2011-12-31").concluded(1, "2012-01-01", "R11"), "1/1 1/1 0/0 0/0"},
		"of the year, closed after it":     {newLog().registered(1, village, "2012-12-31").accepted(1, "2012-12-31").concluded(1, "2013-01-01", "R11"), "0/0 0/0 1/1 1/1"},
		"midnight in Beijing begins the year": {
			newLog().settled(1, village, "2012-03-01", "R11").says(1, "reopened").
				add(1, "concluded", `"occurredAt":"2011-12-31T16:00:00Z","recordedAt":"2026-01-01T00:00:00Z","outcome":"R11"`), "1/1 1/1 1/1 1/1",
		},
		"a second before is the year before": {
			newLog().settled(1, village, "2012-03-01", "R11").says(1, "reopened").
				add(1, "concluded", `"occurredAt":"2011-12-31T15:59:59.999999Z","recordedAt":"2026-01-01T00:00:00Z","outcome":"R11"`), "0/0 0/0 1/1 1/1",
		},
		"steps that no figure looks at": {newLog().settled(1, village, "2012-03-01", "R11").says(1, "dispatched").says(1, "archived"), "1/1 1/1 1/1 1/1"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			f := test.given.fold(figure.Cut{})
			if got := said(f, "2012", "32"); got != test.want {
				t.Errorf("%s, want %s", got, test.want)
			}
			if aside := f.SetAside(); len(aside) > 0 {
				t.Errorf("set aside: %v", aside)
			}
		})
	}
}

// TestTheWorkedCohort is the example by which the variants are told apart: 1,000 registered, 40 refused, 20 sent to other bodies, 940 accepted;
// of those 610 settled, 70 failed, 30 withdrawn or terminated, 10 merged, 220 open.
func TestTheWorkedCohort(t *testing.T) {
	l, n := newLog(), 0
	times := func(k int, do func(n int)) {
		for range k {
			n++
			l.registered(n, village, "2012-05-01")
			do(n)
		}
	}
	accepted := func(then func(n int)) func(int) {
		return func(n int) {
			l.accepted(n, "2012-05-02")
			then(n)
		}
	}
	times(40, func(n int) { l.refused(n, "2012-05-03", "R51") })
	times(20, func(n int) { l.concluded(n, "2012-05-03", "R41") })
	times(610, accepted(func(n int) { l.concluded(n, "2012-06-01", [...]string{"R11", "R12", "R13"}[n%3]) }))
	times(70, accepted(func(n int) { l.concluded(n, "2012-06-01", [...]string{"R21", "R22", "R23"}[n%3]) }))
	times(10, accepted(func(n int) { l.withdrawn(n, "2012-06-01", "R31") }))
	times(10, accepted(func(n int) { l.withdrawn(n, "2012-06-01", "R32") }))
	times(10, accepted(func(n int) { l.concluded(n, "2012-06-01", "R34") }))
	times(10, accepted(func(n int) { l.says(n, "merged") }))
	times(220, accepted(func(int) {}))

	f := l.fold(figure.Cut{})
	tally := figure.TallyOf(f.Cases(year("2012"), "32"))
	var got []string
	for _, v := range figure.SuccessRates() {
		r := tally.Rate(v)
		got = append(got, fmt.Sprintf("%s %d/%d = %s", v.Name, r.Numerator, r.Denominator, r.Percent()))
	}
	want := []string{
		"success-rate-v1 610/680 = 89.71%", "success-of-concluded-v1 610/710 = 85.92%",
		"success-of-accepted-v1 610/930 = 65.59%", "success-of-registered-v1 610/990 = 61.62%",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("rates (-want +got):\n%s", diff)
	}
	closed := tally.Closed()
	sum := uint64(0)
	for _, n := range closed {
		sum += n
	}
	if sum != 40+20+610+70+30 || closed["R31"] != 10 || closed["R32"] != 10 || closed["R34"] != 10 || closed["R51"] != 40 || closed["R41"] != 20 {
		t.Errorf("closed: %v", closed)
	}
}

func TestUnitsAddUp(t *testing.T) {
	l := newLog().settled(1, village, "2012-03-01", "R11").settled(2, beside, "2012-03-01", "R21").settled(3, far, "2012-03-01", "R12")
	f := l.fold(figure.Cut{})
	for prefix, want := range map[string]string{
		"32": "2/3 2/3 2/3 2/3", "320205": "1/2 1/2 1/2 1/2", "320205101": "1/2 1/2 1/2 1/2", village: "1/1 1/1 1/1 1/1",
		beside: "0/1 0/1 0/1 0/1", far: "1/1 1/1 1/1 1/1", "33": "0/0 0/0 0/0 0/0",
	} {
		if got := said(f, "2012", prefix); got != want {
			t.Errorf("%s: %s, want %s", prefix, got, want)
		}
	}
	sum := figure.Tally{}
	for _, prefix := range []string{village, beside, far} {
		for m, n := range figure.TallyOf(f.Cases(year("2012"), prefix)) {
			sum.Add(m, n)
		}
	}
	if diff := cmp.Diff(figure.TallyOf(f.Cases(year("2012"), "32")), sum); diff != "" {
		t.Errorf("the province is not the sum of its units:\n%s", diff)
	}
}

func TestAFoldEndsAtItsCut(t *testing.T) {
	l := newLog().settled(1, village, "2012-03-01", "R11") // 10, 20, 30
	early := l.clock
	l.clock = l.clock.Add(time.Hour)
	l.settled(2, village, "2012-03-02", "R21") // 40, 50, 60
	late := l.clock
	l.clock = early.Add(-time.Minute) // a server whose clock is behind
	l.settled(3, village, "2012-03-03", "R21")
	at := func(n uint64) figure.Position { return figure.Position{Commit: n, Prepare: n} }
	tests := map[string]struct {
		cut  figure.Cut
		want string
		last figure.Position
	}{
		"no cut":                      {figure.Cut{}, "1/3", at(90)},
		"at an event, which is in it": {figure.Cut{Position: at(60)}, "1/2", at(60)},
		"before an event":             {figure.Cut{Position: at(59)}, "1/1", at(59)},
		"behind everything":           {figure.Cut{Position: at(1000)}, "1/3", at(1000)},
		"at a time":                   {figure.Cut{Time: early}, "1/1", at(30)},
		"a position is not left out because a later one was recorded earlier": {figure.Cut{Time: late}, "1/3", at(90)},
		"an early record behind a late one is left out with it":               {figure.Cut{Time: late.Add(-2 * time.Minute)}, "1/1", at(50)},
		"before everything":        {figure.Cut{Time: early.AddDate(-1, 0, 0)}, "0/0", at(0)},
		"both, the position first": {figure.Cut{Position: at(30), Time: late}, "1/1", at(30)},
		"both, the time first":     {figure.Cut{Position: at(60), Time: early}, "1/1", at(30)},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			f := l.fold(test.cut)
			got, _, _ := strings.Cut(said(f, "2012", "32"), " ")
			if got != test.want || f.Position() != test.last {
				t.Errorf("%s at %v, want %s at %v", got, f.Position(), test.want, test.last)
			}
			if f.Over() && f.Add(figure.Event{Position: at(5)}) {
				t.Error("a fold that is over goes on")
			}
		})
	}
}

func TestWhatCannotBeUnderstoodIsSetAsideWithTheRestOfItsDispute(t *testing.T) {
	l := newLog().settled(1, village, "2012-03-01", "R11").registered(2, village, "2012-03-01").accepted(2, "2012-03-01")
	l.concluded(2, "2012-03-01", "R99").says(2, "reopened").says(2, "archived").settled(3, village, "2012-03-02", "R21")
	f := l.fold(figure.Cut{})
	if got := said(f, "2012", "32"); got != "1/2 1/2 1/3 1/3" {
		t.Errorf("%s, want the second case as it was before", got)
	}
	aside := f.SetAside()
	if len(aside) != 2 || aside[0].Err == nil || !strings.Contains(aside[0].Err.Error(), "R99") || aside[1].Err != nil || aside[1].Event.Type != "dispute-reopened-v1" {
		t.Errorf("set aside: %v", aside)
	}
	if n := len(l.fold(figure.Cut{Position: aside[0].Event.Position}).SetAside()); n != 1 {
		t.Errorf("%d set aside up to the first, want 1", n)
	}
	for name, l := range map[string]*log{
		"twice registered":          newLog().registered(1, village, "2012-01-01").registered(1, village, "2012-01-01"),
		"closed before registered":  newLog().concluded(1, "2012-01-01", "R11"),
		"no unit":                   newLog().registered(1, "", "2012-01-01"),
		"no outcome":                newLog().registered(1, village, "2012-01-01").says(1, "concluded"),
		"no day":                    newLog().registered(1, village, "2012-01-01").add(1, "accepted", `"occurredAt":"0001-01-01T00:00:00Z","recordedAt":"2026-01-01T00:00:00Z"`),
		"no recording time":         newLog().registered(1, village, "2012-01-01").add(1, "merged", `"occurredAt":"2012-01-01T00:00:00Z"`),
		"a category that is a list": newLog().registered(1, village, "2012-01-01").add(1, "corrected", `"recordedAt":"2026-01-01T00:00:00Z","changes":[{"field":"category","after":[]}]`),
		"no JSON":                   newLog().registered(1, village, "2012-01-01").add(1, "accepted", `"`),
	} {
		if n := len(l.fold(figure.Cut{}).SetAside()); n != 1 {
			t.Errorf("%s: %d set aside, want 1", name, n)
		}
	}
}

func TestACorrectedReceiptMovesTheRegistration(t *testing.T) {
	l := newLog().settled(1, village, "2012-01-01", "R11").corrected(1, "receivedAt", "2011-12-31T15:59:59Z")
	if got := said(l.fold(figure.Cut{}), "2012", "32"); got != "1/1 1/1 1/1 0/0" {
		t.Errorf("%s, want it registered in 2011", got)
	}
	if got := said(l.fold(figure.Cut{}), "2011", "32"); got != "0/0 0/0 0/0 1/1" {
		t.Errorf("%s, want it registered in 2011", got)
	}
}

func TestACategoryIsAsItWasClassifiedOrCorrectedLast(t *testing.T) {
	l := newLog().registered(1, village, "2012-01-01").add(1, "classified", `%s,"codes":"2026-11","category":"A03"`, newLog().when("2012-01-01"))
	if s, _ := l.fold(figure.Cut{}).Status(id(1)); s.Category != "A03" || s.Registered.String() != "2012-01-01" {
		t.Errorf("%+v", s)
	}
}

func TestACorrectedCategory(t *testing.T) {
	l := newLog().registered(1, village, "2012-01-01").corrected(1, "involved", "9")
	if s, _ := l.fold(figure.Cut{}).Status(id(1)); s.Category != "A02" {
		t.Errorf("category %s", s.Category)
	}
	l.corrected(1, "category", "A05").add(1, "corrected", `%s,"changes":null`, l.when("2012-01-01")).add(1, "corrected", `%s`, l.when("2012-01-01"))
	f := l.fold(figure.Cut{})
	if s, _ := f.Status(id(1)); s.Category != "A05" || len(f.SetAside()) > 0 || f.Last().Commit != 30 {
		t.Errorf("%+v, %v, last %v", s, f.SetAside(), f.Last())
	}
}
