package main

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// The events of a dispute that move it into or out of the success rate, with the members that say when and how it ended.
const (
	dispute    = "dispute-"
	registered = "dispute-registered-v1"
	refused    = "dispute-refused-v1"
	concluded  = "dispute-concluded-v1"
	withdrawn  = "dispute-withdrawn-v1"
	reopened   = "dispute-reopened-v1"
	merged     = "dispute-merged-v1"
	unmerged   = "dispute-unmerged-v1"
	voided     = "dispute-voided-v1"
)

// ends are the outcomes that end a dispute, and whether each is a success, a failure or neither. A settlement is neither, unless it is asked
// to be a success.
var ends = map[string]kind{
	"R11": success, "R12": success, "R13": success,
	"R21": failure, "R22": failure, "R23": failure,
	"R14": neither, "R31": neither, "R32": settlement, "R33": neither, "R34": neither,
	"R41": neither, "R42": neither, "R43": neither, "R44": neither, "R45": neither, "R51": neither, "R52": neither,
}

type kind uint8

const (
	open kind = iota
	neither
	settlement
	failure
	success
)

// beijing is the time zone of civil days. It has no summer time to look up: what happened in those of 1986 to 1991 is no dispute of Anjie.
var beijing = time.FixedZone("Beijing", 8*60*60)

// life is a dispute as far as the success rate looks at it. What cannot be read takes the rest of its dispute with it.
type life struct {
	unit           string // that registered it; empty: not registered
	ended          kind
	day            string // Beijing day of the claimed end, YYYY-MM-DD
	merged, voided bool
	unread         bool
}

// rate counts, from the events as they pass, what ended in a window of days.
type rate struct {
	window, first, last string // as asked for, and its days
	unit                string // leading part of the units that count
	until               *position
	settlements         bool             // are successes
	disputes            map[string]*life // by stream
	unread              uint64           // events
}

// newRate reads the window, 2012, 2012-03, 2012-Q1 or 2012-01-01..2012-06-30, and the unit. It returns nil for what is neither.
func newRate(window, unit string, until *position) *rate {
	r := &rate{window: window, unit: unit, until: until, disputes: map[string]*life{}}
	for _, end := range [...]int{2, 4, 6, 9} { // a whole code stands for all that is below it
		if len(unit) == 12 && strings.Trim(unit[end:], "0") == "" {
			r.unit = unit[:end]
			break
		}
	}
	if strings.Trim(r.unit, "0123456789") != "" {
		return nil
	}
	from, to, days := strings.Cut(window, "..")
	year, quarter, quarters := strings.Cut(window, "-Q")
	var first, next time.Time
	var err, err2 error
	switch n, _ := strconv.Atoi(quarter); {
	case days:
		first, err = time.Parse(time.DateOnly, from)
		next, err2 = time.Parse(time.DateOnly, to)
		next = next.AddDate(0, 0, 1)
	case quarters:
		if first, err = time.Parse("2006", year); len(quarter) != 1 || n < 1 || n > 4 {
			return nil
		}
		first = first.AddDate(0, 3*(n-1), 0)
		next = first.AddDate(0, 3, 0)
	case len(window) == len("2006"):
		first, err = time.Parse("2006", window)
		next = first.AddDate(1, 0, 0)
	default:
		first, err = time.Parse("2006-01", window)
		next = first.AddDate(0, 1, 0)
	}
	if err != nil || err2 != nil || !first.Before(next) {
		return nil
	}
	r.first, r.last = first.Format(time.DateOnly), next.AddDate(0, 0, -1).Format(time.DateOnly)
	return r
}

// add takes the next event of the log.
func (r *rate) add(e *event) {
	if r.until != nil && e.at.after(*r.until) || !strings.HasPrefix(e.stream, dispute) {
		return
	}
	switch e.typ {
	case registered, refused, concluded, withdrawn, reopened, merged, unmerged, voided:
	default:
		return
	}
	d := r.disputes[e.stream]
	if d == nil {
		d = &life{}
		r.disputes[e.stream] = d
	}
	if d.unread = d.unread || !d.next(e); d.unread {
		r.unread++
	}
}

// next lives one event more. It is false when the event says nothing that could be counted.
func (d *life) next(e *event) bool {
	o, err := parseObject(e.data)
	if err != nil || (d.unit == "") != (e.typ == registered) {
		return false
	}
	switch e.typ {
	case registered:
		d.unit, err = o.text("unit")
		return err == nil && len(d.unit) == 12
	case refused, concluded:
		return d.end(o, "outcome", "occurredAt")
	case withdrawn:
		return d.end(o, "reason", "withdrawnAt")
	case reopened:
		d.ended, d.day = open, ""
	case merged:
		d.merged = true
	case unmerged:
		d.merged = false
	case voided:
		d.voided = true
	}
	return true
}

// end closes the dispute. The last end counts, and it counts on the day on which, by what was claimed, it happened.
func (d *life) end(o object, outcome, when string) bool {
	code, err := o.text(outcome)
	said, err2 := o.text(when)
	at, err3 := time.Parse(time.RFC3339, said)
	if err != nil || err2 != nil || err3 != nil || ends[code] == open {
		return false
	}
	d.ended, d.day = ends[code], at.In(beijing).Format(time.DateOnly)
	return true
}

// count is the answer. Duplicates that were merged and registrations that were voided are nowhere.
func (r *rate) count() (successes, whole uint64) {
	for _, d := range r.disputes {
		if d.merged || d.voided || d.day < r.first || d.day > r.last || !strings.HasPrefix(d.unit, r.unit) {
			continue
		}
		switch d.ended {
		case success:
			successes++
			whole++
		case failure:
			whole++
		case settlement:
			if r.settlements {
				successes++
				whole++
			}
		case open, neither:
		}
	}
	return successes, whole
}

// percent has two decimals, half up. Less than everything is not written as 100.00%, and more than nothing is not written as 0.00%.
func percent(part, whole uint64) string {
	if whole == 0 {
		return "—"
	}
	hundredths := (part*20_000 + whole) / (2 * whole)
	switch {
	case part > 0 && hundredths == 0:
		hundredths = 1
	case part < whole && hundredths == 10_000:
		hundredths = 9_999
	}
	return fmt.Sprintf("%d.%02d%%", hundredths/100, hundredths%100)
}
