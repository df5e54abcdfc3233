package figure

import (
	"cmp"
	"encoding/hex"
	"errors"
	"fmt"

	"anjie.internal/services/internal/calendar"
)

// Position is a place in the log: commit first, then prepare.
type Position struct{ Commit, Prepare uint64 }

// Before reports whether p is before q.
func (p Position) Before(q Position) bool {
	return p.Commit < q.Commit || p.Commit == q.Commit && p.Prepare < q.Prepare
}

// IsZero reports whether p is before the first event.
func (p Position) IsZero() bool { return p == Position{} }

// ID names a dispute.
type ID [16]byte

// stream is how the streams of disputes are called: this and the text of the id.
const stream = "dispute-"

// Dispute returns the id of the dispute whose stream has this name.
func Dispute(name string) (ID, error) {
	if len(name) == len(stream)+36 && name[:len(stream)] == stream {
		if id, ok := parse(name[len(stream):]); ok {
			return id, nil
		}
	}
	return ID{}, fmt.Errorf("stream %q is not of a dispute", name)
}

// groups are the parts of the text of an id, as places in the text.
var groups = [...][2]int{{0, 8}, {9, 13}, {14, 18}, {19, 23}, {24, 36}}

func parse(s string) (id ID, ok bool) {
	if len(s) != 36 || s[8] != '-' || s[13] != '-' || s[18] != '-' || s[23] != '-' {
		return ID{}, false
	}
	n := 0
	for _, g := range groups {
		for i := g[0]; i < g[1]; i += 2 {
			high, low := digit(s[i]), digit(s[i+1])
			if high > 15 || low > 15 {
				return ID{}, false
			}
			id[n] = high<<4 | low
			n++
		}
	}
	return id, true
}

func digit(c byte) byte {
	switch {
	case c >= '0' && c <= '9':
		return c - '0'
	case c >= 'a' && c <= 'f':
		return c - 'a' + 10
	}
	return 0xff
}

// String is the usual text form, 8-4-4-4-12.
func (id ID) String() string {
	var b [36]byte
	hex.Encode(b[0:8], id[0:4])
	hex.Encode(b[9:13], id[4:6])
	hex.Encode(b[14:18], id[6:8])
	hex.Encode(b[19:23], id[8:10])
	hex.Encode(b[24:36], id[10:16])
	b[8], b[13], b[18], b[23] = '-', '-', '-', '-'
	return string(b[:])
}

// Status is what figures know of one dispute after some of its events. The zero Status is of a dispute that is not registered.
type Status struct {
	Unit       string        // that registered it
	Category   string        // as last corrected
	Registered calendar.Date // day of receipt, as last corrected
	Accepted   calendar.Date // zero: not accepted
	Closed     calendar.Date // zero: open
	Outcome    string        // empty: open
	ClosedAt   Position      // of the closing event
	Merged     bool
	Voided     bool
}

// Counts reports whether the dispute is in any set at all: duplicates and voided registrations are in none.
func (s Status) Counts() bool { return !s.Merged && !s.Voided && !s.Registered.IsZero() }

var (
	errNotRegistered = errors.New("the dispute is not registered")
	errRegistered    = errors.New("the dispute is registered already")
)

// Next is the status after one more fact, which stands at a position. A closure stays until the dispute is reopened; a dispute that
// is closed again counts with its last closure.
func (s Status) Next(f Fact, at Position) (Status, error) {
	if registered := !s.Registered.IsZero(); registered != (f.Kind != Registered) {
		if registered {
			return s, errRegistered
		}
		return s, errNotRegistered
	}
	switch f.Kind {
	case Registered:
		s.Unit, s.Category, s.Registered = f.Unit, f.Category, f.On
	case Accepted:
		s.Accepted = f.On
	case Closed:
		s.Closed, s.Outcome, s.ClosedAt = f.On, f.Outcome, at
	case Reopened:
		s.Closed, s.Outcome, s.ClosedAt = calendar.Date{}, "", Position{}
	case Merged:
		s.Merged = true
	case Unmerged:
		s.Merged = false
	case Voided:
		s.Voided = true
	case Corrected:
		s.Category = cmp.Or(f.Category, s.Category)
		if !f.On.IsZero() {
			s.Registered = f.On
		}
	}
	return s, nil
}
