// Package unit knows the codes of org units and areas: 12 digits whose leading parts are the units above. It is pure.
package unit

import "strings"

// Code is a 12-digit administrative code: province 2, prefecture 2, county 2, town 3, village 3 digits. Zeros to the right
// stand for the level itself: 320205000000 is a district, 320205101000 one of its towns.
type Code string

// Tier is a level of administration.
type Tier uint8

// The tiers, from the top. The zero value is no tier: the code is not valid.
const (
	NoTier   Tier = iota
	Province      // 省
	City          // 市: a prefecture
	County        // 县(区)
	Town          // 镇(街道)
	Village       // 村(社区)
)

// tierEnds are the lengths at which a tier ends.
var tierEnds = [...]int{2, 4, 6, 9, 12}

// Valid reports whether the code has the form of a unit.
func (c Code) Valid() bool {
	return len(c) == 12 && c[0] != '0' && strings.Trim(string(c), "0123456789") == ""
}

// Prefix returns the leading part that the unit shares with everything below it.
func (c Code) Prefix() string {
	for _, end := range tierEnds {
		if end < len(c) && strings.Trim(string(c[end:]), "0") == "" {
			return string(c[:end])
		}
	}
	return string(c)
}

// Tier returns the level of the unit, NoTier when the code is not valid.
func (c Code) Tier() Tier {
	if !c.Valid() {
		return NoTier
	}
	n := len(c.Prefix())
	for i, end := range tierEnds {
		if n == end {
			return Tier(i + 1)
		}
	}
	return NoTier
}

// Parent returns the unit one tier above, empty for a province and for what is not valid. A county-level unit without a
// prefecture, or a village without a town, has the next unit that there is.
func (c Code) Parent() Code {
	p := c.Prefix()
	if !c.Valid() || len(p) == tierEnds[0] {
		return ""
	}
	for i := len(tierEnds) - 1; i >= 0; i-- {
		if end := tierEnds[i]; end < len(p) {
			if up := Code(p[:end] + strings.Repeat("0", 12-end)); up != c {
				return up
			}
		}
	}
	return ""
}

// Covers reports whether v is c itself or lies below it. An invalid unit covers nothing.
func (c Code) Covers(v Code) bool {
	return c.Valid() && v.Valid() && strings.HasPrefix(string(v), c.Prefix())
}

// Prefix reads a filter: a whole unit code, or its leading part up to the end of a tier (2, 4, 6, 9 or 12 digits). It returns
// the part that everything below the unit shares.
func Prefix(s string) (string, bool) {
	for _, end := range tierEnds {
		if len(s) == end && s[0] != '0' && strings.Trim(s, "0123456789") == "" {
			return Code(s + strings.Repeat("0", 12-end)).Prefix(), true
		}
	}
	return "", false
}
