package dispute

import "strings"

// Unit is a 12-digit administrative code: province 2, prefecture 2, county 2, town 3, village 3 digits. Zeros to the right
// stand for the level itself: 320205000000 is a district, 320205101000 one of its towns.
type Unit string

// tierEnds are the lengths at which a tier ends.
var tierEnds = [...]int{2, 4, 6, 9, 12}

// Valid reports whether the code has the form of a unit.
func (u Unit) Valid() bool {
	return len(u) == 12 && u[0] != '0' && strings.Trim(string(u), "0123456789") == ""
}

// Prefix returns the leading part that the unit shares with everything below it.
func (u Unit) Prefix() string {
	for _, end := range tierEnds {
		if end < len(u) && strings.Trim(string(u[end:]), "0") == "" {
			return string(u[:end])
		}
	}
	return string(u)
}

// Covers reports whether v is u itself or lies below it. An invalid unit covers nothing.
func (u Unit) Covers(v Unit) bool {
	return u.Valid() && v.Valid() && strings.HasPrefix(string(v), u.Prefix())
}

// UnitPrefix reads a filter: a whole unit code, or its leading part up to the end of a tier.
func UnitPrefix(s string) (string, bool) {
	for _, end := range tierEnds {
		if len(s) == end && s[0] != '0' && strings.Trim(s, "0123456789") == "" {
			return Unit(s + strings.Repeat("0", 12-end)).Prefix(), true
		}
	}
	return "", false
}
