// Package calendar counts days the way Chinese authorities do: working days with the State Council's days off and make-up
// working days (调休), and calendar days whose last day moves to the next day that is not off.
//
// A day of a year whose notice is not known is refused, never guessed: a legal deadline that was computed from a guess is worse
// than none. Tables are data with a source: each notice carries its number and address, and a calendar names the notices
// that it knows in its Version, so that a deadline can say what it was computed from and be computed again (AsOf).
//
// The package is pure. It does not read the clock, and a Date is a civil day in Beijing wherever the program runs.
package calendar

import (
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"fmt"
	"slices"
	"sort"
	"strings"
	"time"

	"anjie.internal/services/internal/fault"
)

//go:embed notices.txt
var official string

// ErrUnknownYear is matched by errors.Is for every day that no loaded notice covers. The fault that is returned names the year.
var ErrUnknownYear = fault.New(fault.Invalid, "calendar-unknown-year", "没有该年度的放假安排，无法计算期限。", "the days off of that year are not known, so that no deadline can be computed")

// ErrNegative is returned when calendar days are counted backwards: roll-forward has no meaning there.
var ErrNegative = fault.New(fault.Invalid, "calendar-negative-days", "日历天数不能为负数。", "calendar days cannot be counted backwards")

// Calendar answers for one area with the notices it knows. It is immutable and safe for concurrent use. Derive others with
// AsOf, Extend, With and In; each copies a few tens of kilobytes, so keep what is used often.
type Calendar struct {
	notices   []Notice
	overrides []Override
	area      string

	first, last Date    // the days covered: whole years
	worked      []int32 // worked[i] counts the working days from first to the i-th day, both included
	version     string
}

// Official returns the national calendar of the embedded notices, 2007 to 2026.
func Official() (*Calendar, error) { return New(official) }

// New returns the national calendar of the given notices, in the format of notices.txt. Years must be contiguous.
func New(notices string) (*Calendar, error) {
	ns, err := parseNotices(notices)
	if err != nil {
		return nil, fmt.Errorf("read notices: %w", err)
	}
	return build(ns, nil, "")
}

// Extend returns the calendar with further notices, issued after those that it knows.
func (c *Calendar) Extend(notices string) (*Calendar, error) {
	ns, err := parseNotices(notices)
	if err != nil {
		return nil, fmt.Errorf("read notices: %w", err)
	}
	return build(append(slices.Clone(c.notices), ns...), c.overrides, c.area)
}

// AsOf returns the calendar as it was when the named notice was the newest one. Deadlines that were computed then can be
// computed again with it.
func (c *Calendar) AsOf(notice string) (*Calendar, error) {
	for i, n := range c.notices {
		if n.ID == notice {
			return build(slices.Clone(c.notices[:i+1]), c.overrides, c.area)
		}
	}
	return nil, fault.New(fault.NotFound, "calendar-unknown-notice", "没有编号为 "+notice+" 的放假通知。", "there is no notice "+notice)
}

func build(notices []Notice, overrides []Override, area string) (*Calendar, error) {
	if len(notices) == 0 {
		return nil, fmt.Errorf("build calendar: no notices")
	}
	last := notices[0].Year - 1
	seen := map[string]bool{}
	for _, n := range notices {
		switch {
		case seen[n.ID]:
			return nil, fmt.Errorf("build calendar: notice %s occurs twice", n.ID)
		case n.Year > last+1:
			return nil, fmt.Errorf("build calendar: notice %s follows %d, the year between is missing", n.ID, last)
		}
		seen[n.ID] = true
		last = max(last, n.Year)
	}
	c := &Calendar{
		notices: notices, overrides: overrides, area: area,
		first: On(notices[0].Year, time.January, 1), last: On(last, time.December, 31),
	}
	c.count(c.plan())
	c.version = c.fingerprint()
	return c, nil
}

// plan returns for every day covered whether it is worked.
func (c *Calendar) plan() []bool {
	days := make([]bool, c.last.Since(c.first)+1)
	for i := range days {
		wd := c.first.Plus(i).Weekday()
		days[i] = wd != time.Saturday && wd != time.Sunday
	}
	set := func(from, to Date, worked bool) {
		for d := from; !d.After(to); d = d.Plus(1) {
			// A notice reaches into the year before; the first notice's reach is a year that is not known as a whole.
			if c.covers(d) {
				days[d.Since(c.first)] = worked
			}
		}
	}
	for _, n := range c.notices {
		for _, s := range n.Spans {
			set(s.From, s.To, s.Worked)
		}
	}
	for _, o := range c.applicable() {
		set(o.From, o.To, o.Worked)
	}
	return days
}

func (c *Calendar) count(days []bool) {
	c.worked = make([]int32, len(days))
	var n int32
	for i, w := range days {
		if w {
			n++
		}
		c.worked[i] = n
	}
}

// fingerprint covers everything that decides a day: the spans of all notices and the overrides of the area.
func (c *Calendar) fingerprint() string {
	var b strings.Builder
	line := func(worked bool, from, to Date) { fmt.Fprintf(&b, "%t %s %s\n", worked, from, to) }
	for _, n := range c.notices {
		fmt.Fprintf(&b, "notice %s\n", n.ID)
		for _, s := range n.Spans {
			line(s.Worked, s.From, s.To)
		}
	}
	for _, o := range c.applicable() {
		fmt.Fprintf(&b, "area %s\n", o.Area)
		line(o.Worked, o.From, o.To)
	}
	sum := sha256.Sum256([]byte(b.String()))
	v := "cn-" + c.notices[len(c.notices)-1].ID
	if c.area != "" {
		v += "/" + c.area
	}
	return v + "@" + hex.EncodeToString(sum[:6])
}

// Version names the newest notice, the area if there is one, and a digest of the table: "cn-2026@…". Calendars with the same
// version give the same answers. Deadlines store it.
func (c *Calendar) Version() string { return c.version }

// Notices returns the notices that the calendar knows, oldest first. The caller must not change them.
func (c *Calendar) Notices() []Notice { return c.notices }

// Years returns the first and the last year that the calendar knows.
func (c *Calendar) Years() (first, last int) { return c.first.Year(), c.last.Year() }

// Provisional reports whether a notice that is still to come could change the day: New Year's days off have reached back to
// 29 December of the year before (2018), so the last week of the last known year is not settled until the next notice is loaded.
func (c *Calendar) Provisional(d Date) bool {
	return !c.covers(d) || !d.Before(On(c.last.Year(), time.December, 25))
}

func (c *Calendar) covers(d Date) bool { return !d.Before(c.first) && !d.After(c.last) }

func (c *Calendar) check(d Date) error {
	if c.covers(d) {
		return nil
	}
	return unknownYear(d.Year())
}

func unknownYear(year int) error {
	return fault.New(ErrUnknownYear.Kind, ErrUnknownYear.Code,
		fmt.Sprintf("没有%d年的放假安排，无法计算期限。", year),
		fmt.Sprintf("the days off of %d are not known, so that no deadline can be computed", year))
}

// IsWorkday reports whether the day is worked: a make-up day, or Monday to Friday and not listed as off.
func (c *Calendar) IsWorkday(d Date) (bool, error) {
	if err := c.check(d); err != nil {
		return false, err
	}
	return c.isWorkday(d), nil
}

func (c *Calendar) isWorkday(d Date) bool {
	i := d.Since(c.first)
	if i == 0 {
		return c.worked[0] == 1
	}
	return c.worked[i] != c.worked[i-1]
}

// through counts the working days from the first day covered to d, both included; the day before the first counts none.
func (c *Calendar) through(d Date) int {
	if d.Before(c.first) {
		return 0
	}
	return int(c.worked[d.Since(c.first)])
}

// AddWorkdays returns the n-th working day after d, which itself is not counted; for a negative n the n-th before it, and d
// for zero. It fails with ErrUnknownYear when d or the result lies in a year that is not known.
func (c *Calendar) AddWorkdays(d Date, n int) (Date, error) {
	if err := c.check(d); err != nil {
		return Date{}, err
	}
	switch {
	case n == 0:
		return d, nil
	case n > 0:
		return c.nth(c.through(d) + n)
	default:
		return c.nth(c.through(d.Plus(-1)) + n + 1)
	}
}

// nth returns the k-th working day covered, counted from one.
func (c *Calendar) nth(k int) (Date, error) {
	if k < 1 {
		return Date{}, unknownYear(c.first.Year() - 1)
	}
	if k > int(c.worked[len(c.worked)-1]) {
		return Date{}, unknownYear(c.last.Year() + 1)
	}
	return c.first.Plus(sort.Search(len(c.worked), func(i int) bool { return int(c.worked[i]) >= k })), nil
}

// AddDays returns the day n calendar days after d; when that is a day off, the next day that is not. A make-up working day is not
// off. The start may lie in an unknown year, for only the end matters. It fails with ErrUnknownYear when the end does, and
// with ErrNegative when n is negative.
func (c *Calendar) AddDays(d Date, n int) (Date, error) {
	if n < 0 {
		return Date{}, ErrNegative
	}
	const farEnough = 1_000_000 // days; beyond every table, and small enough not to overflow
	end := d.Plus(min(n, farEnough))
	if err := c.check(end); err != nil {
		return Date{}, err
	}
	if c.isWorkday(end) {
		return end, nil
	}
	return c.nth(c.through(end) + 1)
}

// WorkdaysBetween counts the working days after from, up to and including to; it is negative when to is before from.
func (c *Calendar) WorkdaysBetween(from, to Date) (int, error) {
	for _, d := range []Date{from, to} {
		if err := c.check(d); err != nil {
			return 0, err
		}
	}
	return c.through(to) - c.through(from), nil
}
