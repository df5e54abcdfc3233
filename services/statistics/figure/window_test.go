package figure_test

import (
	"errors"
	"testing"

	"anjie.internal/services/internal/calendar"
	"anjie.internal/services/internal/fault"
	"anjie.internal/services/statistics/figure"
)

func TestWindows(t *testing.T) {
	for text, want := range map[string][2]string{
		"2012":                   {"2012-01-01", "2012-12-31"},
		"2012-02":                {"2012-02-01", "2012-02-29"},
		"2013-02":                {"2013-02-01", "2013-02-28"},
		"2012-12":                {"2012-12-01", "2012-12-31"},
		"2012-Q1":                {"2012-01-01", "2012-03-31"},
		"2012-Q2":                {"2012-04-01", "2012-06-30"},
		"2012-Q3":                {"2012-07-01", "2012-09-30"},
		"2012-Q4":                {"2012-10-01", "2012-12-31"},
		"2011-12-26..2012-12-25": {"2011-12-26", "2012-12-25"},
		"2012-05-01..2012-05-01": {"2012-05-01", "2012-05-01"},
	} {
		w, err := figure.ParseWindow(text)
		if err != nil || w.First.String() != want[0] || w.Last.String() != want[1] || w.String() != text {
			t.Errorf("%s: %s to %s (%s), %v; want %v", text, w.First, w.Last, w, err, want)
		}
	}
	for text, want := range map[string]*fault.Error{
		"": figure.ErrWindowFormat, "12": figure.ErrWindowFormat, "二〇一二": figure.ErrWindowFormat, "2012-": figure.ErrWindowFormat,
		"2012-13": figure.ErrWindowFormat, "2012-00": figure.ErrWindowFormat, "2012-1": figure.ErrWindowFormat, "2012-+3": figure.ErrWindowFormat,
		"2012--3": figure.ErrWindowFormat, "2012-Q0": figure.ErrWindowFormat, "2012-Q5": figure.ErrWindowFormat, "2012Q1": figure.ErrWindowFormat,
		"2012-q1": figure.ErrWindowFormat, "0012": figure.ErrWindowFormat, "+201": figure.ErrWindowFormat, " 2012": figure.ErrWindowFormat,
		"2012-02-30..2012-03-01": figure.ErrWindowFormat, "2012-02-01..2012-03": figure.ErrWindowFormat, "2012-02-01": figure.ErrWindowFormat,
		"2012-02-01--2012-03-01": figure.ErrWindowFormat, "0001-01-01..9999-12-31": figure.ErrWindowFormat,
		"2012-03-01..2012-02-29": figure.ErrWindowOrder,
	} {
		if w, err := figure.ParseWindow(text); !errors.Is(err, want) {
			t.Errorf("%q: %v, %v; want %v", text, w, err, want)
		}
	}
}

func TestAWindowHasBothItsEnds(t *testing.T) {
	w, err := figure.ParseWindow("2011-12-26..2012-12-25")
	if err != nil {
		t.Fatal(err)
	}
	for day, want := range map[string]bool{
		"2011-12-25": false, "2011-12-26": true, "2012-06-01": true, "2012-12-25": true, "2012-12-26": false,
	} {
		d, err := calendar.Parse(day)
		if err != nil || w.Has(d) != want {
			t.Errorf("%s: %t, %v; want %t", day, w.Has(d), err, want)
		}
	}
	if w.Has(calendar.Date{}) {
		t.Error("no date lies in a window")
	}
	if years := w.Years(); len(years) != 2 || years[0] != 2011 || years[1] != 2012 {
		t.Errorf("years %v", years)
	}
}
