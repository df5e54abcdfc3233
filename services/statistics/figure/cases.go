package figure

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"slices"
)

// Case is a dispute that is in a set of a window.
type Case struct {
	Dispute ID
	Member
}

// Cases are the disputes of a unit and everything below it that are in any set of a window, in the order of their ids. prefix is
// the part of the code that all of them share.
func (f *Fold) Cases(w Window, prefix string) []Case {
	var cases []Case
	for id, s := range f.disputes {
		if len(s.Unit) < len(prefix) || s.Unit[:len(prefix)] != prefix {
			continue
		}
		if m := s.In(w); m.Any() {
			cases = append(cases, Case{id, m})
		}
	}
	slices.SortFunc(cases, func(a, b Case) int { return bytes.Compare(a.Dispute[:], b.Dispute[:]) })
	return cases
}

// TallyOf counts cases.
func TallyOf(cases []Case) Tally {
	t := Tally{}
	for _, c := range cases {
		t.Add(c.Member, 1)
	}
	return t
}

// Line is a case as it goes into a digest: id, outcome ("-" while it is open) and the sets that it is in, c for closed, a for accepted and
// r for registered in the window.
func (c Case) Line() string {
	sets := make([]byte, 0, 3)
	for _, set := range []struct {
		in   bool
		name byte
	}{{c.Closed, 'c'}, {c.Accepted, 'a'}, {c.Registered, 'r'}} {
		if set.in {
			sets = append(sets, set.name)
		}
	}
	return c.Dispute.String() + " " + cmp.Or(c.Outcome, "-") + " " + string(sets)
}

// Digest is a fingerprint of counted cases: SHA-256 over their lines, each with a line feed behind it, in the order of their ids. Two
// sources with the same digest agree to the last case on every variant.
type Digest struct {
	sum   hash.Hash
	cases uint64
}

// NewDigest is of no cases.
func NewDigest() *Digest { return &Digest{sum: sha256.New()} }

// Add takes the case with the next id.
func (d *Digest) Add(c Case) {
	_, _ = d.sum.Write(append([]byte(c.Line()), '\n')) // never fails
	d.cases++
}

// Cases is how many there were.
func (d *Digest) Cases() uint64 { return d.cases }

// String is sha256: and the hash.
func (d *Digest) String() string { return "sha256:" + hex.EncodeToString(d.sum.Sum(nil)) }

// DigestOf are the cases in the order of their ids.
func DigestOf(cases []Case) *Digest {
	d := NewDigest()
	for _, c := range cases {
		d.Add(c)
	}
	return d
}

// Difference is a case on which two sources do not agree. A source that does not count it has a Case without sets.
type Difference struct{ This, Other Case }

// Compare finds the cases on which two sources disagree. Both are in the order of their ids.
func Compare(these, others []Case) []Difference {
	var out []Difference
	for len(these) > 0 || len(others) > 0 {
		order := 0
		switch {
		case len(others) == 0:
			order = -1
		case len(these) == 0:
			order = 1
		default:
			order = bytes.Compare(these[0].Dispute[:], others[0].Dispute[:])
		}
		var d Difference
		if order <= 0 {
			d.This, d.Other.Dispute, these = these[0], these[0].Dispute, these[1:]
		}
		if order >= 0 {
			d.Other, d.This.Dispute, others = others[0], others[0].Dispute, others[1:]
		}
		if d.This != d.Other {
			out = append(out, d)
		}
	}
	return out
}
