package calendar_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"anjie.internal/services/internal/calendar"
)

// span keeps drawn days so far from the ends that no result leaves the known years.
func drawDay(t *rapid.T, name string) calendar.Date {
	first, last := calendar.On(2008, time.January, 1), calendar.On(2025, time.December, 31)
	return first.Plus(rapid.IntRange(0, last.Since(first)).Draw(t, name))
}

func TestWorkdayArithmetic(t *testing.T) {
	t.Parallel()
	c := official(t)
	must := func(t *rapid.T, d calendar.Date, err error) calendar.Date {
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	add := func(t *rapid.T, d calendar.Date, n int) calendar.Date {
		got, err := c.AddWorkdays(d, n)
		return must(t, got, err)
	}
	between := func(t *rapid.T, a, b calendar.Date) int {
		n, err := c.WorkdaysBetween(a, b)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	worked := func(t *rapid.T, d calendar.Date) bool {
		w, err := c.IsWorkday(d)
		if err != nil {
			t.Fatal(err)
		}
		return w
	}

	t.Run("the result is worked and counts to n", rapid.MakeCheck(func(t *rapid.T) {
		d, n := drawDay(t, "day"), rapid.IntRange(1, 200).Draw(t, "n")
		got := add(t, d, n)
		if !worked(t, got) || between(t, d, got) != n {
			t.Fatalf("%s + %d = %s", d, n, got)
		}
		// Counted the slow way, one day at a time.
		slow := d
		for left := n; left > 0; {
			slow = slow.Plus(1)
			if worked(t, slow) {
				left--
			}
		}
		if slow != got {
			t.Fatalf("%s + %d = %s, counted %s", d, n, got, slow)
		}
	}))
	t.Run("going back is the inverse on worked days", rapid.MakeCheck(func(t *rapid.T) {
		d, n := drawDay(t, "day"), rapid.IntRange(-200, 200).Draw(t, "n")
		if !worked(t, d) {
			d = add(t, d, 1)
		}
		if got := add(t, add(t, d, n), -n); got != d {
			t.Fatalf("%s %+d and back is %s", d, n, got)
		}
	}))
	t.Run("steps add up", rapid.MakeCheck(func(t *rapid.T) {
		d, a, b := drawDay(t, "day"), rapid.IntRange(1, 100).Draw(t, "a"), rapid.IntRange(1, 100).Draw(t, "b")
		if one, two := add(t, d, a+b), add(t, add(t, d, a), b); one != two {
			t.Fatalf("%s + %d + %d = %s or %s", d, a, b, one, two)
		}
	}))
	t.Run("a later start is never due earlier", rapid.MakeCheck(func(t *rapid.T) {
		d, later, n := drawDay(t, "day"), rapid.IntRange(0, 40).Draw(t, "later"), rapid.IntRange(1, 60).Draw(t, "n")
		if add(t, d.Plus(later), n).Before(add(t, d, n)) {
			t.Fatalf("%s is due after %s", d, d.Plus(later))
		}
		a, err := c.AddDays(d, n)
		first := must(t, a, err)
		b, err := c.AddDays(d.Plus(later), n)
		if must(t, b, err).Before(first) {
			t.Fatalf("%s is due after %s in calendar days", d, d.Plus(later))
		}
	}))
	t.Run("distances add up and turn round", rapid.MakeCheck(func(t *rapid.T) {
		x, y, z := drawDay(t, "x"), drawDay(t, "y"), drawDay(t, "z")
		if between(t, x, y)+between(t, y, z) != between(t, x, z) || between(t, x, y) != -between(t, y, x) {
			t.Fatalf("%s %s %s", x, y, z)
		}
	}))
	t.Run("roll-forward ends on the first worked day, never earlier than asked", rapid.MakeCheck(func(t *rapid.T) {
		d, n := drawDay(t, "day"), rapid.IntRange(0, 90).Draw(t, "n")
		got, err := c.AddDays(d, n)
		end := must(t, got, err)
		for between := d.Plus(n); between.Before(end); between = between.Plus(1) {
			if worked(t, between) {
				t.Fatalf("%s + %d = %s, but %s is worked", d, n, end, between)
			}
		}
		if end.Before(d.Plus(n)) || !worked(t, end) {
			t.Fatalf("%s + %d = %s", d, n, end)
		}
	}))
}

func TestDatesRoundTrip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d := calendar.On(1900, time.January, 1).Plus(rapid.IntRange(0, 73_000).Draw(t, "day"))
		if got, err := calendar.Parse(d.String()); err != nil || got != d {
			t.Fatalf("%s is read as %s, %v", d, got, err)
		}
		if got := calendar.On(d.Year(), d.Month(), d.Day()); got != d {
			t.Fatalf("%s is made as %s", d, got)
		}
		if got := calendar.DateOf(d.Start()); got != d {
			t.Fatalf("%s begins on %s", d, got)
		}
	})
}
