package main

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"
)

// day is a civil day, counted from 1970.
type day int

func dayOf(y int, m time.Month, d int) day {
	return day(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / (24 * 60 * 60))
}

func (d day) time() time.Time { return time.Unix(int64(d)*24*60*60, 0).UTC() }

func (d day) date() (int, time.Month, int) { return d.time().Date() }

// days knows which days are worked.
type days struct {
	off, work map[day]bool
	years     map[int]bool
}

// readDays reads the notices on days off. The form of the file is described at its head.
func readDays(file string) (*days, error) {
	f, err := os.Open(file) //nolint:gosec // G304: the file that the caller names
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // it was only read
	d := &days{off: map[day]bool{}, work: map[day]bool{}, years: map[int]bool{}}
	lines := bufio.NewScanner(f)
	var year string
	for n := 1; lines.Scan(); n++ {
		words := strings.Fields(lines.Text())
		if len(words) == 0 || strings.HasPrefix(words[0], "#") {
			continue
		}
		if err := d.line(words, &year); err != nil {
			return nil, fmt.Errorf("%s, line %d: %w", file, n, err)
		}
	}
	return d, lines.Err()
}

func (d *days) line(words []string, year *string) error {
	switch {
	case len(words) < 2:
		return errors.New("a word alone")
	case words[0] == "notice":
		*year, _, _ = strings.Cut(words[1], ".")
		t, err := time.Parse("2006", *year)
		d.years[t.Year()] = err == nil
		return err
	case words[0] != "off" && words[0] != "work":
		return fmt.Errorf("what is %s?", words[0])
	}
	for _, span := range words[2:] {
		first, last, isSpan := strings.Cut(span, "..")
		if !isSpan {
			last = first
		}
		from, err := inYear(first, *year)
		if err != nil {
			return err
		}
		to, err := inYear(last, *year)
		if err != nil {
			return err
		}
		for at := from; at <= to; at++ { // a later line wins
			d.off[at], d.work[at] = words[0] == "off", words[0] == "work"
		}
	}
	return nil
}

func inYear(s, year string) (day, error) {
	if len(s) == len("01-02") {
		s = year + "-" + s
	}
	t, err := time.Parse(time.DateOnly, s)
	return day(t.Unix() / (24 * 60 * 60)), err
}

// worked reports whether people work on the day.
func (d *days) worked(at day) bool {
	if d.off[at] || d.work[at] {
		return d.work[at]
	}
	w := at.time().Weekday()
	return w != time.Saturday && w != time.Sunday
}

// after returns the n-th working day after a day; the day itself when n is 0.
func (d *days) after(at day, n int) day {
	for n > 0 {
		at++
		if d.worked(at) {
			n--
		}
	}
	return at
}
