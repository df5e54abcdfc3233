package figure

import (
	"strconv"
	"time"

	"anjie.internal/services/internal/calendar"
	"anjie.internal/services/internal/fault"
)

// The refusals. Their codes are a contract with clients and never change.
var (
	ErrWindowFormat = fault.New(fault.Invalid, "window-format",
		"统计期须写作 2012、2012-03、2012-Q1，或 2012-01-01..2012-06-30（含首尾两日）。",
		"A window is written 2012, 2012-03, 2012-Q1, or 2012-01-01..2012-06-30 with both days in it.")
	ErrWindowOrder = fault.New(fault.Invalid, "window-order",
		"统计期的首日晚于末日。", "The window ends before it begins.")
)

// Window is a period of Beijing civil days, the first and the last in it.
type Window struct {
	First, Last calendar.Date
	text        string
}

// The years that a window may name. Nothing that is counted lies outside of them.
const firstYear, lastYear = 1900, 2999

// ParseWindow reads YYYY, YYYY-MM, YYYY-Qn, or FROM..TO with civil dates.
func ParseWindow(s string) (Window, error) {
	first, last, ok := period(s)
	if !ok {
		return Window{}, ErrWindowFormat
	}
	if last.Before(first) {
		return Window{}, ErrWindowOrder
	}
	return Window{first, last, s}, nil
}

func period(s string) (first, last calendar.Date, ok bool) {
	if len(s) == 22 && s[10:12] == ".." {
		first, err := calendar.Parse(s[:10])
		last, err2 := calendar.Parse(s[12:])
		return first, last, err == nil && err2 == nil && inYears(first.Year()) && inYears(last.Year())
	}
	if len(s) < 4 {
		return first, last, false
	}
	year, err := strconv.Atoi(s[:4])
	if err != nil || !inYears(year) {
		return first, last, false
	}
	month, months, ok := part(s[4:])
	return calendar.On(year, month, 1), calendar.On(year, month+months, 1).Plus(-1), ok
}

// part is which months of a year are meant by what stands behind it: nothing, -03 or -Q1.
func part(s string) (first, months time.Month, ok bool) {
	switch {
	case s == "":
		return time.January, 12, true
	case len(s) == 3 && s[:2] == "-Q" && s[2] >= '1' && s[2] <= '4':
		return time.Month(s[2]-'1')*3 + 1, 3, true
	case len(s) == 3 && s[0] == '-':
		n, err := strconv.Atoi(s[1:])
		return time.Month(n), 1, err == nil && s[1] != '+' && n >= 1 && n <= 12
	}
	return 0, 0, false
}

func inYears(year int) bool { return year >= firstYear && year <= lastYear }

// String is the text that the window was read from.
func (w Window) String() string { return w.text }

// Has reports whether a day lies in the window; no date lies in none.
func (w Window) Has(d calendar.Date) bool { return !d.Before(w.First) && !d.After(w.Last) }

// Years are the years that the window touches.
func (w Window) Years() []int {
	var years []int
	for y := w.First.Year(); y <= w.Last.Year(); y++ {
		years = append(years, y)
	}
	return years
}
