package proceeding

import (
	"math/bits"
	"strings"
)

// ID is a UUID in its usual form: lower case, with dashes.
type ID string

// Valid reports whether it has that form.
func (id ID) Valid() bool {
	if len(id) != 36 {
		return false
	}
	for i := range len(id) {
		c := id[i]
		if i == 8 || i == 13 || i == 18 || i == 23 {
			if c != '-' {
				return false
			}
			continue
		}
		if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return true
}

// Set is a set of parties, by their places in the list of the opening.
type Set uint64

// All is the set of so many parties.
func All(n int) Set { return 1<<n - 1 }

// SetOf makes a set of places.
func SetOf(places []int) Set {
	var s Set
	for _, p := range places {
		s |= 1 << p
	}
	return s
}

// Has reports whether the party is in the set.
func (s Set) Has(place int) bool { return s&(1<<place) != 0 }

// Places lists the set in order.
func (s Set) Places() []int {
	out := make([]int, 0, bits.OnesCount64(uint64(s)))
	for rest := s; rest != 0; rest &= rest - 1 {
		out = append(out, bits.TrailingZeros64(uint64(rest)))
	}
	return out
}

// isSHA256 reports whether s is a digest in lower-case hex.
func isSHA256(s string) bool {
	return len(s) == 64 && strings.Trim(s, "0123456789abcdef") == ""
}
