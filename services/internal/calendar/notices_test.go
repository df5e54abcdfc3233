package calendar_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/6tail/lunar-go/HolidayUtil"

	"anjie.internal/services/internal/calendar"
	"anjie.internal/services/internal/fault"
)

func TestEveryNoticeHasASourceAndPlausibleFacts(t *testing.T) {
	t.Parallel()
	c := official(t)
	if first, last := c.Years(); first != 2007 || last != 2026 {
		t.Fatalf("years %d to %d", first, last)
	}
	perYear := map[int]int{}
	for _, n := range c.Notices() {
		perYear[n.Year]++
		if n.Number == "" && n.ID != "2008" {
			t.Errorf("%s: no number", n.ID)
		}
		if !strings.Contains(n.Address, "://www.gov.cn/zhengce/") {
			t.Errorf("%s: address %q", n.ID, n.Address)
		}
		if y := n.Issued.Year(); y != n.Year-1 && y != n.Year {
			t.Errorf("%s: issued %s", n.ID, n.Issued)
		}
		for _, s := range n.Spans {
			for d := s.From; !d.After(s.To); d = d.Plus(1) {
				weekend := d.Weekday() == time.Saturday || d.Weekday() == time.Sunday
				if s.Worked && !weekend {
					t.Errorf("%s: make-up day %s is a %s", n.ID, d, d.Weekday())
				}
				if d.Year() != n.Year && d.Before(calendar.On(n.Year-1, time.December, 25)) {
					t.Errorf("%s: %s is too far from its year", n.ID, d)
				}
			}
		}
	}
	for year := 2007; year <= 2026; year++ {
		want := 1
		if year == 2015 || year == 2019 || year == 2020 {
			want = 2
		}
		if perYear[year] != want {
			t.Errorf("%d has %d notices, want %d", year, perYear[year], want)
		}
	}
}

func TestLaterNoticesChangeDaysAndVersions(t *testing.T) {
	t.Parallel()
	c := official(t)
	for _, v := range []struct {
		day, before, after string
		worked             bool // by the earlier notice; the later one turns it round
	}{
		{"2015-09-03", "2015", "2015.2", true},
		{"2015-09-06", "2015", "2015.2", false},
		{"2019-05-02", "2019", "2019.2", true},
		{"2019-05-05", "2019", "2019.2", false},
		{"2020-01-31", "2020", "2020.2", true},
		{"2020-02-01", "2020", "2020.2", true},
	} {
		for notice, want := range map[string]bool{v.before: v.worked, v.after: !v.worked} {
			then, err := c.AsOf(notice)
			if err != nil {
				t.Fatal(err)
			}
			if got, err := then.IsWorkday(date(t, v.day)); got != want || err != nil {
				t.Errorf("%s as of %s: worked %v, %v", v.day, notice, got, err)
			}
			if !strings.HasPrefix(then.Version(), "cn-"+notice+"@") {
				t.Errorf("version %s as of %s", then.Version(), notice)
			}
		}
	}
	if _, err := c.AsOf("1999"); fault.As(err) == nil {
		t.Errorf("a notice that does not exist: %v", err)
	}
}

// TestVersionIsPinned fails when a fact of the table changes, because deadlines that are stored name the version. Changing a
// fact of an issued notice is a correction: say so in the commit, then put the new digest here.
func TestVersionIsPinned(t *testing.T) {
	t.Parallel()
	if got, want := official(t).Version(), "cn-2026@d8931bb83876"; got != want {
		t.Errorf("version %s, want %s", got, want)
	}
}

func TestANewYearIsData(t *testing.T) {
	t.Parallel()
	c := official(t)
	// Invented facts: the form of a notice that is loaded at run time.
	next, err := c.Extend("notice 2027 - 2026-11-10 file:2027\noff 元旦 2026-12-31..01-02\nwork 元旦 2026-12-27\n")
	if err != nil {
		t.Fatal(err)
	}
	got, err := next.AddWorkdays(date(t, "2026-12-30"), 5)
	if err != nil || got.String() != "2027-01-08" {
		t.Errorf("across the loaded year: %s, %v", got, err)
	}
	if next.Version() == c.Version() {
		t.Error("another table, the same version")
	}
	if w, err := c.IsWorkday(date(t, "2026-12-31")); !w || err != nil {
		t.Errorf("the calendar that was extended has changed: %v, %v", w, err)
	}
}

func TestBrokenNoticesAreRefusedWithTheLine(t *testing.T) {
	t.Parallel()
	const head = "notice 2030 - 2029-11-01 file:x\n"
	for name, text := range map[string]string{
		"no notices":                  "# nothing\n",
		"line of no kind":             head + "holiday 元旦 01-01\n",
		"head of 3 fields":            "notice 2030 - 2029-11-01\n",
		"year":                        "notice next - 2029-11-01 file:x\n",
		"date":                        "notice 2030 - 1/11/2029 file:x\n",
		"days without a notice above": "off 元旦 01-01\n",
		"no day":                      head + "off 元旦\n",
		"no such day":                 head + "off 元旦 02-30\n",
		"no such last day":            head + "off 元旦 02-01..02-30\n",
		"backwards":                   head + "off 元旦 01-03..01-01\n",
		"the same twice":              head + head,
		"a year missing":              head + "notice 2032 - 2031-11-01 file:x\n",
	} {
		if c, err := calendar.New(text); err == nil {
			t.Errorf("%s: accepted as %s", name, c.Version())
		}
	}
	if _, err := official(t).Extend(head); err == nil {
		t.Error("extended past a gap")
	}
	if _, err := official(t).Extend("off"); err == nil {
		t.Error("extended with a broken line")
	}
}

// TestAgreesWithAnIndependentTable compares every day with lunar-go, which is maintained by others from the same notices.
func TestAgreesWithAnIndependentTable(t *testing.T) {
	t.Parallel()
	c := official(t)
	// Where the two differ, and why ours is right.
	differs := map[string]string{
		"2013-04-07": "国办发明电〔2012〕33号: 4月7日(星期日)上班; lunar-go lacks the day",
		"2013-10-12": "国办发明电〔2012〕33号: 10月12日(星期六)上班; lunar-go lacks the day",
	}
	for d := calendar.On(2007, time.January, 1); d.Year() <= 2026; d = d.Plus(1) {
		got, err := c.IsWorkday(d)
		if err != nil {
			t.Fatal(err)
		}
		want := d.Weekday() != time.Saturday && d.Weekday() != time.Sunday
		if h := HolidayUtil.GetHoliday(d.String()); h != nil {
			want = h.IsWork()
		}
		if why, known := differs[d.String()]; (got != want) != known {
			t.Errorf("%s %s: worked %v, lunar-go says %v %s", d, d.Weekday(), got, want, why)
		}
	}
}

func TestAreasHaveTheirOwnDays(t *testing.T) {
	t.Parallel()
	// Invented decisions: the form of what a city profile brings.
	c, err := official(t).With(
		calendar.Override{Area: "64", Name: "regional festival", From: date(t, "2026-03-20"), To: date(t, "2026-03-21"), Source: "region"},
		calendar.Override{Area: "6403", Name: "the city works on the 20th", Worked: true, From: date(t, "2026-03-20"), To: date(t, "2026-03-20"), Source: "city"},
		calendar.Override{Area: "640323", Name: "the county does not", From: date(t, "2026-03-20"), To: date(t, "2026-03-20"), Source: "county"},
		calendar.Override{Area: "65", Name: "first decision", From: date(t, "2026-03-20"), To: date(t, "2026-03-20"), Source: "a"},
		calendar.Override{Area: "65", Name: "later decision", Worked: true, From: date(t, "2026-03-20"), To: date(t, "2026-03-20"), Source: "b"},
	)
	if err != nil {
		t.Fatal(err)
	}
	versions := map[string]bool{}
	for area, want := range map[string]bool{"": true, "11": true, "64": false, "640104": false, "6403": true, "640302": true, "640323": false, "65": true} {
		in, err := c.In(area)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := in.IsWorkday(date(t, "2026-03-20")); got != want || err != nil {
			t.Errorf("2026-03-20 in %q: worked %v, %v", area, got, err)
		}
		versions[in.Version()] = true
	}
	if len(versions) != 8 {
		t.Errorf("versions are not told apart: %v", versions)
	}
	in, err := c.In("640104")
	if err != nil {
		t.Fatal(err)
	}
	if got, err := in.AddWorkdays(date(t, "2026-03-19"), 1); err != nil || got.String() != "2026-03-23" {
		t.Errorf("a limit in the area: %s, %v", got, err)
	}
	if _, err := in.IsWorkday(date(t, "2027-03-20")); !errors.Is(err, calendar.ErrUnknownYear) {
		t.Errorf("an area does not make a year known: %v", err)
	}
}

func TestOverridesNeedAnAreaASpanAndASource(t *testing.T) {
	t.Parallel()
	good := calendar.Override{Area: "64", Name: "x", From: date(t, "2026-03-20"), To: date(t, "2026-03-20"), Source: "y"}
	for name, spoil := range map[string]func(*calendar.Override){
		"no area":      func(o *calendar.Override) { o.Area = "" },
		"area of text": func(o *calendar.Override) { o.Area = "宁夏" },
		"no days":      func(o *calendar.Override) { o.From, o.To = calendar.Date{}, calendar.Date{} },
		"backwards":    func(o *calendar.Override) { o.To = o.From.Plus(-1) },
		"no source":    func(o *calendar.Override) { o.Source = "" },
	} {
		o := good
		spoil(&o)
		if _, err := official(t).With(o); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}
