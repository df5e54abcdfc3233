package calendar

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// Notice is one notice on days off, as it was issued. Later notices may change days of earlier ones.
type Notice struct {
	// ID names the notice in versions: the year it is about, with ".2" and so on for later notices on the same year.
	ID string
	// Year is the year it is about.
	Year int
	// Number is the official number; empty when it is not known.
	Number string
	// Issued is the day of signature, or of publication where the signature's day is not known.
	Issued Date
	// Address is where the notice can be read.
	Address string
	// Spans are its facts, in order.
	Spans []Span
}

// Span is a run of days that are all off or all worked.
type Span struct {
	Name     string // the holiday it belongs to
	Worked   bool   // a make-up working day; otherwise a day off
	From, To Date   // both included
}

// parseNotices reads the format that notices.txt describes.
func parseNotices(text string) ([]Notice, error) {
	var out []Notice
	for i, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		f := strings.Fields(line)
		var err error
		switch f[0] {
		case "notice":
			var n Notice
			if n, err = parseHead(f[1:]); err == nil {
				out = append(out, n)
			}
		case "off", "work":
			if len(out) == 0 {
				err = errors.New("no notice above it")
				break
			}
			n := &out[len(out)-1]
			var spans []Span
			if spans, err = parseSpans(n.Year, f[0] == "work", f[1:]); err == nil {
				n.Spans = append(n.Spans, spans...)
			}
		default:
			err = errors.New("a line begins with notice, off, work or #")
		}
		if err != nil {
			return nil, fmt.Errorf("line %d %q: %w", i+1, line, err)
		}
	}
	return out, nil
}

func parseHead(f []string) (Notice, error) {
	if len(f) != 4 {
		return Notice{}, errors.New("a notice has id, number, date and address")
	}
	n := Notice{ID: f[0], Number: f[1], Address: f[3]}
	if n.Number == "-" {
		n.Number = ""
	}
	year, _, _ := strings.Cut(n.ID, ".")
	var err error
	if n.Year, err = strconv.Atoi(year); err != nil {
		return Notice{}, fmt.Errorf("year of the notice: %w", err)
	}
	n.Issued, err = Parse(f[2])
	return n, err
}

func parseSpans(year int, worked bool, f []string) ([]Span, error) {
	if len(f) < 2 {
		return nil, errors.New("a line has a name and at least one day")
	}
	var out []Span
	for _, s := range f[1:] {
		first, last, isRange := strings.Cut(s, "..")
		if !isRange {
			last = first
		}
		from, err := parseDay(year, first)
		if err != nil {
			return nil, err
		}
		to, err := parseDay(year, last)
		if err != nil {
			return nil, err
		}
		if to.Before(from) {
			return nil, fmt.Errorf("%s ends before it begins", s)
		}
		out = append(out, Span{Name: f[0], Worked: worked, From: from, To: to})
	}
	return out, nil
}

func parseDay(year int, s string) (Date, error) {
	if len(s) == len("01-02") {
		s = strconv.Itoa(year) + "-" + s
	}
	return Parse(s)
}
