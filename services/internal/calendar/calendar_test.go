package calendar_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"anjie.internal/services/internal/calendar"
	"anjie.internal/services/internal/fault"
)

func official(t *testing.T) *calendar.Calendar {
	t.Helper()
	c, err := calendar.Official()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func date(t *testing.T, s string) calendar.Date {
	t.Helper()
	d, err := calendar.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestAddWorkdays(t *testing.T) {
	t.Parallel()
	c := official(t)
	for _, v := range []struct {
		start string
		n     int
		want  string
		why   string
	}{
		{"2026-02-13", 3, "2026-02-25", "Saturday 02-14 counts; 02-15 to 02-23 are off"},
		{"2026-02-13", 5, "2026-02-27", "as above"},
		{"2026-02-13", 6, "2026-02-28", "due on a make-up Saturday"},
		{"2026-02-13", 7, "2026-03-02", "Saturdays 02-14 and 02-28 count"},
		{"2026-02-13", 10, "2026-03-05", "as above"},
		{"2026-04-30", 3, "2026-05-08", "05-01 to 05-05 are off"},
		{"2026-04-30", 4, "2026-05-09", "Saturday 05-09 counts"},
		{"2026-09-24", 5, "2026-10-09", "09-25 to 09-27 and 10-01 to 10-07 are off"},
		{"2026-09-30", 7, "2026-10-15", "Saturday 10-10 counts"},
		{"2025-09-30", 7, "2025-10-16", "Saturday 10-11 counts"},
		{"2025-01-24", 5, "2025-02-07", "Sunday 01-26 counts; 01-28 to 02-04 are off"},
		{"2025-01-24", 6, "2025-02-08", "due on a make-up Saturday"},
		{"2024-09-13", 2, "2024-09-18", "Saturday 09-14 counts; 09-15 to 09-17 are off"},
		{"2026-01-30", 10, "2026-02-13", "no holiday between"},
		{"2012-07-11", 4, "2012-07-17", "the reply of the second seed: 12, 13, 16, 17 July"},
		{"2011-12-30", 1, "2011-12-31", "a make-up Saturday that the next year's notice sets"},
		{"2018-12-28", 1, "2018-12-29", "a make-up Saturday that the next year's notice sets"},
		{"2018-12-28", 2, "2019-01-02", "30 and 31 December 2018 are off by the notice on 2019"},
		{"2025-12-30", 2, "2026-01-04", "the turn of two known years; Sunday 01-04 is worked"},
		{"2026-02-27", -5, "2026-02-13", "backwards"},
		{"2026-02-20", 0, "2026-02-20", "nothing to count: the day itself, though it is off"},
		{"2026-02-20", 1, "2026-02-24", "the start may be off"},
		{"2026-02-20", -1, "2026-02-14", "the start may be off, backwards"},
	} {
		got, err := c.AddWorkdays(date(t, v.start), v.n)
		if err != nil || got.String() != v.want {
			t.Errorf("%s %+d working days = %s, %v; want %s: %s", v.start, v.n, got, err, v.want, v.why)
		}
	}
}

func TestAddDaysRollsForwardToADayThatIsNotOff(t *testing.T) {
	t.Parallel()
	c := official(t)
	for _, v := range []struct {
		start string
		n     int
		want  string
	}{
		{"2026-01-31", 15, "2026-02-24"},
		{"2026-08-02", 60, "2026-10-08"},
		{"2026-09-16", 15, "2026-10-08"},
		{"2025-09-26", 15, "2025-10-11"}, // a Saturday, but a make-up working day
		{"2026-03-01", 15, "2026-03-16"},
		{"2026-02-15", 0, "2026-02-24"},
		{"2006-12-25", 10, "2007-01-04"}, // only the end must be known
	} {
		got, err := c.AddDays(date(t, v.start), v.n)
		if err != nil || got.String() != v.want {
			t.Errorf("%s + %d days = %s, %v; want %s", v.start, v.n, got, err, v.want)
		}
	}
	if _, err := c.AddDays(date(t, "2026-03-01"), -1); !errors.Is(err, calendar.ErrNegative) {
		t.Errorf("backwards: %v", err)
	}
}

func TestWorkdaysBetween(t *testing.T) {
	t.Parallel()
	c := official(t)
	for _, v := range []struct {
		from, to string
		want     int
	}{
		{"2012-07-11", "2012-07-17", 4},
		{"2026-02-13", "2026-02-28", 6},
		{"2026-02-28", "2026-02-13", -6},
		{"2026-02-15", "2026-02-23", 0},
		{"2023-12-31", "2024-12-31", 251},
		{"2024-12-31", "2025-12-31", 248},
		{"2025-12-31", "2026-12-31", 248},
	} {
		got, err := c.WorkdaysBetween(date(t, v.from), date(t, v.to))
		if err != nil || got != v.want {
			t.Errorf("working days from %s to %s = %d, %v; want %d", v.from, v.to, got, err, v.want)
		}
	}
}

func TestWorkingDaysByMonthAgreeWithTheCheckSums(t *testing.T) {
	t.Parallel()
	c := official(t)
	for year, want := range map[int][12]int{
		2024: {22, 18, 21, 22, 21, 19, 23, 22, 21, 19, 21, 22},
		2025: {19, 19, 21, 22, 19, 20, 23, 21, 23, 18, 20, 23},
		2026: {21, 16, 22, 21, 19, 21, 23, 21, 22, 18, 21, 23},
	} {
		var got [12]int
		for d := calendar.On(year, time.January, 1); d.Year() == year; d = d.Plus(1) {
			if w, err := c.IsWorkday(d); err != nil {
				t.Fatal(err)
			} else if w {
				got[d.Month()-1]++
			}
		}
		if got != want {
			t.Errorf("%d: %v, want %v", year, got, want)
		}
	}
}

func TestUnknownYearsAreRefusedByName(t *testing.T) {
	t.Parallel()
	c := official(t)
	refused := func(name, year string, err error) {
		t.Helper()
		f := fault.As(err)
		if f == nil || !errors.Is(err, calendar.ErrUnknownYear) || f.Kind != fault.Invalid {
			t.Fatalf("%s: %v, want a refusal", name, err)
		}
		if !strings.Contains(f.Zh, year) || !strings.Contains(f.En, year) {
			t.Errorf("%s: the refusal does not name %s: %q %q", name, year, f.Zh, f.En)
		}
	}
	is := func(s string) error { _, err := c.IsWorkday(date(t, s)); return err }
	work := func(s string, n int) error { _, err := c.AddWorkdays(date(t, s), n); return err }
	days := func(s string, n int) error { _, err := c.AddDays(date(t, s), n); return err }
	between := func(a, b string) error { _, err := c.WorkdaysBetween(date(t, a), date(t, b)); return err }

	refused("before the first year", "2006", is("2006-12-31"))
	refused("a make-up day of the first notice in a year that is not known", "2006", is("2006-12-30"))
	refused("after the last year", "2027", is("2027-01-01"))
	refused("working days across the end", "2027", work("2026-12-30", 5))
	refused("working days across the beginning", "2006", work("2007-01-05", -5))
	refused("calendar days into an unknown year", "2027", days("2026-12-30", 5))
	refused("very many working days", "2027", work("2026-01-05", 1<<30))
	refused("very many working days back", "2006", work("2026-01-05", -1<<30))
	refused("a span that begins too early", "2006", between("2006-06-01", "2007-06-01"))
	refused("a span that ends too late", "2027", between("2026-06-01", "2027-06-01"))
	if err := days("2026-12-30", 1<<30); !errors.Is(err, calendar.ErrUnknownYear) {
		t.Errorf("very many days: %v", err)
	}
	if err := work("2026-12-30", 1); err != nil {
		t.Errorf("the last working day of the last year: %v", err)
	}
}

func TestProvisionalDaysAreThoseThatTheNextNoticeMayMove(t *testing.T) {
	t.Parallel()
	c := official(t)
	for s, want := range map[string]bool{
		"2006-12-31": true, "2007-01-01": false, "2025-12-31": false, "2026-12-24": false, "2026-12-25": true, "2026-12-31": true, "2027-01-04": true,
	} {
		if got := c.Provisional(date(t, s)); got != want {
			t.Errorf("provisional %s = %v", s, got)
		}
	}
	// Why: by the notice on 2018, 31 December 2018 was an ordinary Monday.
	then, err := c.AsOf("2018")
	if err != nil {
		t.Fatal(err)
	}
	d := date(t, "2018-12-31")
	before, err1 := then.IsWorkday(d)
	after, err2 := c.IsWorkday(d)
	if !before || after || !then.Provisional(d) || errors.Join(err1, err2) != nil {
		t.Errorf("2018-12-31 worked before the notice on 2019: %v, after it: %v", before, after)
	}
}
