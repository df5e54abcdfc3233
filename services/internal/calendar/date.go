package calendar

import (
	"cmp"
	"fmt"
	"time"
)

// Date is a civil day: a day of the Beijing calendar, without clock and zone. It is comparable with ==, and its text form is
// 2026-02-13. The zero value means "no date": it prints and marshals as the empty text.
type Date struct {
	days int32 // since 0001-01-01, which itself is the zero value
}

const day = 24 * time.Hour

// On returns the day of the given year, month and day; values out of range are normalised as time.Date does.
func On(year int, month time.Month, dayOfMonth int) Date {
	return fromUTC(time.Date(year, month, dayOfMonth, 0, 0, 0, 0, time.UTC))
}

// DateOf returns the civil day in Beijing at the instant t, whatever the location of t.
func DateOf(t time.Time) Date {
	y, m, d := t.In(Shanghai()).Date()
	return On(y, m, d)
}

// Parse reads the form 2026-02-13. The error is one of time.ParseError.
func Parse(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return Date{}, fmt.Errorf("parse date: %w", err)
	}
	return fromUTC(t), nil
}

func fromUTC(t time.Time) Date {
	// Division truncates towards zero, and t is a midnight: there is no remainder to care about.
	return Date{days: int32((t.Unix() - epoch.Unix()) / int64(day/time.Second))} //nolint:gosec // a year that fits time.Date's practical range fits int32 days
}

var epoch = time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC)

func (d Date) utc() time.Time { return epoch.AddDate(0, 0, int(d.days)) }

// IsZero reports whether there is no date.
func (d Date) IsZero() bool { return d == Date{} }

// Year returns the year.
func (d Date) Year() int { return d.utc().Year() }

// Month returns the month.
func (d Date) Month() time.Month { return d.utc().Month() }

// Day returns the day of the month.
func (d Date) Day() int { return d.utc().Day() }

// Weekday returns the day of the week.
func (d Date) Weekday() time.Weekday { return d.utc().Weekday() }

// Plus returns the day n days later, or earlier when n is negative.
func (d Date) Plus(n int) Date { return Date{days: d.days + int32(n)} } //nolint:gosec // callers bound n; five million years fit

// Since returns the number of days from the other day to d.
func (d Date) Since(other Date) int { return int(d.days) - int(other.days) }

// Compare orders days: -1 when d is earlier than other, 0 when they are the same, 1 when it is later.
func (d Date) Compare(other Date) int { return cmp.Compare(d.days, other.days) }

// Before reports whether d is earlier than other.
func (d Date) Before(other Date) bool { return d.days < other.days }

// After reports whether d is later than other.
func (d Date) After(other Date) bool { return d.days > other.days }

// Start returns the first instant of the day in Beijing. A period that ends with the day ends at the start of the next one.
func (d Date) Start() time.Time {
	t := d.utc()
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, Shanghai())
}

// String returns the form 2026-02-13, and nothing for the zero value.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return d.utc().Format(time.DateOnly)
}

// MarshalText returns the text form; JSON uses it too.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads the text form; empty text is the zero value.
func (d *Date) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*d = Date{}
		return nil
	}
	v, err := Parse(string(b))
	if err != nil {
		return err
	}
	*d = v
	return nil
}
