package main

import (
	"bytes"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// testOptions are those of the default year, for the small profile of the tests.
func testOptions(t *testing.T) options {
	t.Helper()
	return options{
		profile: "testdata/profile.yaml", calendar: "../../../services/internal/calendar/notices.txt", out: t.TempDir(), year: 2012, seed: 1,
		successes: 20322, failures: 53,
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func testYear(t *testing.T, o options) *year {
	t.Helper()
	p, err := readProfile(o.profile)
	must(t, err)
	d, err := readDays(o.calendar)
	must(t, err)
	y, err := makeYear(o, p, d)
	must(t, err)
	return y
}

func TestTheDefaultYearHasTheCountsOfTheCity(t *testing.T) {
	t.Parallel()
	y := testYear(t, testOptions(t))
	n := y.totals()
	if n.success() != 20322 || n.failure() != 53 || n.decided() != 20375 || n.rate() != "99.74%" {
		t.Errorf("%d of %d, %s", n.success(), n.decided(), n.rate())
	}
	var form, category int
	for _, c := range n.byForm {
		form += c
	}
	for _, c := range n.byCategory {
		category += c
	}
	if form != 20322 || category != len(y.matters) || n.received != len(y.matters) {
		t.Errorf("%d forms, %d in categories, %d rows", form, category, len(y.matters))
	}
	for _, other := range others {
		if n.byResult[other.result] == 0 {
			t.Errorf("no dispute is %q", other.result)
		}
	}
}

// TestAYearIsPlausible judges shares, seasons and days.
func TestAYearIsPlausible(t *testing.T) {
	t.Parallel()
	y := testYear(t, testOptions(t))
	all := float64(len(y.matters))
	for _, s := range subjects {
		if got := float64(y.totals().byCategory[s.name]) / all; math.Abs(got-s.share) > 0.01 {
			t.Errorf("%s: a share of %.3f, want about %.3f", s.name, got, s.share)
		}
	}
	var weekday [7]int
	var free, before, again, twice, wages int
	sessions := map[int]int{}
	seen := map[string]int{}
	units := map[string]bool{}
	for _, m := range y.matters {
		weekday[m.received.time().Weekday()]++
		if !y.days.worked(m.received) {
			free++
		}
		if m.received < y.begins() {
			before++
		}
		for _, p := range append(slices.Clone(m.applicants), m.against...) {
			if seen[p.name+p.phone]++; seen[p.name+p.phone] == 2 && !p.body {
				again++
			}
		}
		if len(m.attempts) > 1 {
			twice++
		}
		if a := m.last(); a != nil {
			sessions[len(a.sessions)]++
		}
		if _, month, _ := m.received.date(); m.subject.name == "拖欠农民工工资纠纷" && (month == 1 || month == 12) {
			wages++
		}
		units[m.unit.code] = true
	}
	if weekday[1] < weekday[5] || weekday[6]*2 > weekday[3] || weekday[0]*3 > weekday[3] {
		t.Errorf("by weekday, Sunday first: %v", weekday)
	}
	for what, share := range map[string][3]float64{
		"received on days off":     {float64(free) / all, 0.03, 0.12},
		"from the year before":     {float64(before) / all, 0.001, 0.05},
		"parties that came again":  {float64(again) / all, 0.02, 0.2},
		"with two proceedings":     {float64(twice) / all, 0.01, 0.03},
		"one session":              {float64(sessions[1]) / all, 0.5, 0.75},
		"four sessions":            {float64(sessions[4]) / all, 0.001, 0.05},
		"wages in winter":          {float64(wages) / float64(y.totals().byCategory["拖欠农民工工资纠纷"]), 0.25, 0.55},
		"units that have disputes": {float64(len(units)) / float64(len(y.units)), 0.8, 1},
	} {
		if share[0] < share[1] || share[0] > share[2] {
			t.Errorf("%s: %.3f, want %.3f to %.3f", what, share[0], share[1], share[2])
		}
	}
}

// TestEveryDisputeKeepsTheOrderOfTheLaw also wants every unit to be one of the profile.
func TestEveryDisputeKeepsTheOrderOfTheLaw(t *testing.T) {
	t.Parallel()
	y := testYear(t, testOptions(t))
	known := map[string]string{}
	for _, u := range y.units {
		known[u.code] = u.name
	}
	for i, m := range y.matters {
		at := m.received
		step := func(what string, d day) {
			if d != 0 && d < at {
				t.Fatalf("row %d (%s): %s on %v before %v", i+1, m.result, what, d.time(), at.time())
			}
			at = max(at, d)
		}
		if m.arose > m.received {
			t.Fatalf("row %d arose after it was received", i+1)
		}
		step("dispatched", m.dispatched)
		step("acknowledged", m.acknowledged)
		if len(m.attempts) > 1 && slices.Contains([]result{failed, expired}, m.attempts[0].result) && !slices.Contains([]result{succeeded, failed, expired, backedOut, partly, open}, m.result) {
			t.Fatalf("row %d: mediation failed, and the result is %s", i+1, m.result)
		}
		for _, a := range m.attempts {
			step("opened", a.opened)
			for _, s := range a.sessions {
				step("session", s)
			}
			if m.result != open {
				step("ended", a.ended)
			}
		}
		step("concluded", m.concluded)
		if m.result != open && !y.inYear(m.concluded) || m.result == open && (m.concluded != 0 || at > y.ends()) {
			t.Fatalf("row %d (%s) ends on %v", i+1, m.result, m.concluded.time())
		}
		for _, u := range []*unit{m.unit, m.lead} {
			if u != nil && known[u.code] != u.name {
				t.Fatalf("row %d: no unit %s", i+1, u.code)
			}
		}
		if len(m.applicants) == 0 || len(m.against) == 0 || m.title == "" || utf8.RuneCountInString(m.title) > 100 || m.involved < 2 {
			t.Fatalf("row %d: %+v", i+1, m)
		}
	}
}

func TestTheSameSeedGivesTheSameBytes(t *testing.T) {
	t.Parallel()
	content := func(seed uint64) map[string][]byte {
		o := testOptions(t)
		o.seed, o.successes, o.failures, o.csv, o.canaries = seed, 400, 7, true, 5
		must(t, write(o, io.Discard))
		files := map[string][]byte{}
		for _, name := range []string{"ledger.xlsx", "ledger.csv", "m.yaml", "canaries.txt"} {
			b, err := os.ReadFile(filepath.Join(o.out, name))
			must(t, err)
			files[name] = b
		}
		return files
	}
	first, again, other := content(1), content(1), content(2)
	for name := range first {
		if !bytes.Equal(first[name], again[name]) {
			t.Errorf("%s differs from one run to the next", name)
		}
	}
	if bytes.Equal(first["ledger.csv"], other["ledger.csv"]) {
		t.Error("another seed gives the same year")
	}
}

// TestCanariesStandWhereTheyAreListed finds each planted name among the parties, once, and the rare characters too.
func TestCanariesStandWhereTheyAreListed(t *testing.T) {
	t.Parallel()
	o := testOptions(t)
	o.canaries = 1000
	y := testYear(t, o)
	found := map[string]int{}
	var text strings.Builder
	for _, m := range y.matters {
		for _, p := range append(slices.Clone(m.applicants), m.against...) {
			text.WriteString(p.name)
			if strings.HasPrefix(p.name, "金丝雀") {
				found[p.name]++
				found[p.phone]++
			}
		}
	}
	if len(y.people.canaries) != 2000 || len(found) != 2000 {
		t.Errorf("%d listed, %d found", len(y.people.canaries), len(found))
	}
	for _, c := range y.people.canaries {
		if found[c] != 1 {
			t.Errorf("%s stands there %d times", c, found[c])
		}
	}
	for _, r := range rare {
		if !strings.ContainsRune(text.String(), r) {
			t.Errorf("nobody is called %c", r)
		}
	}
}

func TestWhatCannotBeWrittenIsSaid(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		args []string
		want string
	}{
		"no folder":          {nil, "--out"},
		"a word":             {[]string{"2012"}, "flags"},
		"no such profile":    {[]string{"--out", "x", "--profile", "testdata/none.yaml"}, "none.yaml"},
		"no village":         {[]string{"--out", "x", "--profile", "../../../services/internal/calendar/notices.txt"}, "notices.txt"},
		"before the profile": {[]string{"--out", "x", "--profile", "testdata/profile.yaml", "--calendar", "../../../services/internal/calendar/notices.txt", "--year", "2009"}, "2009"},
		"an unknown year":    {[]string{"--out", "x", "--profile", "testdata/profile.yaml", "--calendar", "../../../services/internal/calendar/notices.txt", "--year", "2099"}, "2098"},
		"too many canaries":  {[]string{"--out", "x", "--profile", "testdata/profile.yaml", "--calendar", "../../../services/internal/calendar/notices.txt", "--successes", "5", "--canaries", "500"}, "canaries"},
		"nothing successful": {[]string{"--out", "x", "--successes", "0"}, "--successes"},
	} {
		if err := run(test.args, io.Discard, io.Discard); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want %s", name, err, test.want)
		}
	}
}
