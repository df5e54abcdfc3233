package figure_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"anjie.internal/services/statistics/figure"
)

// TestASettlementIsASuccessByALocalRule in the numerator and in the denominator of every variant, and nothing else is.
func TestASettlementIsASuccessByALocalRule(t *testing.T) {
	accepted := func(n int, outcome string) func(*log) {
		return func(l *log) {
			l.registered(n, village, "2012-03-01").accepted(n, "2012-03-02").withdrawn(n, "2012-03-05", outcome)
		}
	}
	for name, test := range map[string]struct {
		given            func(*log)
		published, local string // V1 V2 V3 V4 of 2012
	}{
		"settled by themselves":             {accepted(1, "R32"), "0/0 0/1 0/1 0/1", "1/1 1/1 1/1 1/1"},
		"settled before it was accepted":    {func(l *log) { l.registered(1, village, "2012-03-01").withdrawn(1, "2012-03-05", "R32") }, "0/0 0/1 0/0 0/1", "1/1 1/1 0/0 1/1"},
		"settled, as mediation concluded":   {func(l *log) { l.settled(1, village, "2012-03-01", "R32") }, "0/0 0/1 0/1 0/1", "1/1 1/1 1/1 1/1"},
		"settled, merged":                   {func(l *log) { accepted(1, "R32")(l); l.says(1, "merged") }, "0/0 0/0 0/0 0/0", "0/0 0/0 0/0 0/0"},
		"settled, reopened":                 {func(l *log) { accepted(1, "R32")(l); l.says(1, "reopened") }, "0/0 0/0 0/1 0/1", "0/0 0/0 0/1 0/1"},
		"withdrawn by the applicant":        {accepted(1, "R31"), "0/0 0/1 0/1 0/1", "0/0 0/1 0/1 0/1"},
		"refused by a party":                {func(l *log) { l.settled(1, village, "2012-03-01", "R33") }, "0/0 0/1 0/1 0/1", "0/0 0/1 0/1 0/1"},
		"agreed in part":                    {func(l *log) { l.settled(1, village, "2012-03-01", "R14") }, "0/0 0/1 0/1 0/1", "0/0 0/1 0/1 0/1"},
		"a settlement beside a failure":     {func(l *log) { accepted(1, "R32")(l); l.settled(2, village, "2012-03-01", "R21") }, "0/1 0/2 0/2 0/2", "1/2 1/2 1/2 1/2"},
		"a settlement beside a written one": {func(l *log) { accepted(1, "R32")(l); l.settled(2, village, "2012-03-01", "R11") }, "1/1 1/2 1/2 1/2", "2/2 2/2 2/2 2/2"},
	} {
		t.Run(name, func(t *testing.T) {
			l := newLog()
			test.given(l)
			tally := figure.TallyOf(l.fold(figure.Cut{}).Cases(year("2012"), "32"))
			for counting, want := range map[figure.Counting]string{figure.Published: test.published, figure.SettlementAsSuccess: test.local} {
				var got []string
				for _, v := range counting.SuccessRates() {
					r := tally.Rate(v)
					got = append(got, fmt.Sprintf("%d/%d", r.Numerator, r.Denominator))
				}
				if said := strings.Join(got, " "); said != want {
					t.Errorf("counting %d: %s, want %s", counting, said, want)
				}
			}
		})
	}
}

// TestAnotherCountingIsAnotherDefinition: its name, its title and its rule say so, in both languages.
func TestAnotherCountingIsAnotherDefinition(t *testing.T) {
	published, local := figure.SuccessRates(), figure.SettlementAsSuccess.SuccessRates()
	if len(published) != len(local) {
		t.Fatalf("%d variants, published %d", len(local), len(published))
	}
	for i, v := range local {
		p := published[i]
		if v.Name == p.Name || !strings.HasSuffix(v.Name, "-settlement-v1") || v.TitleZh != p.TitleZh+"（自行和解计为成功）" || v.TitleEn != p.TitleEn+" (settlements as success)" {
			t.Errorf("%s is called %s, %s, %s", p.Name, v.Name, v.TitleZh, v.TitleEn)
		}
		for _, rule := range []struct{ text, says string }{
			{v.Zh, "调处成功（R11–R13）或当事人自行和解（R32）"}, {v.Zh, "按地方规定"}, {v.En, "settled (R11–R13) or settled by the parties themselves (R32)"}, {v.En, "By a local rule"},
		} {
			if !strings.Contains(rule.text, rule.says) || strings.Contains(rule.text, "R31–R34") {
				t.Errorf("%s: %s", v.Name, rule.text)
			}
		}
		if strings.Contains(p.Zh, "R32") || strings.Contains(p.En, "R32") {
			t.Errorf("%s: %s", p.Name, p.Zh)
		}
	}
	if zh, en := figure.Published.Note(); zh != "" || en != "" {
		t.Errorf("what is published has the note %q, %q", zh, en)
	}
}

func TestOutcomesByCounting(t *testing.T) {
	for counting, want := range map[figure.Counting][2][]string{
		figure.Published:           {{"R11", "R12", "R13"}, {"R31", "R32", "R33", "R34"}},
		figure.SettlementAsSuccess: {{"R11", "R12", "R13", "R32"}, {"R31", "R33", "R34"}},
	} {
		if got := counting.OutcomesOf(figure.Success); !slices.Equal(got, want[0]) {
			t.Errorf("counting %d: successes %v", counting, got)
		}
		if got := counting.OutcomesOf(figure.Neither); !slices.Equal(got, want[1]) {
			t.Errorf("counting %d: neither %v", counting, got)
		}
		if class, known := counting.ClassOf("R99"); known || class != figure.NoClass {
			t.Errorf("counting %d knows R99", counting)
		}
	}
}
