package ledger

import (
	"slices"

	"anjie.internal/services/internal/unit"
)

// Units are the units that a ledger may name.
type Units struct {
	names map[unit.Code]string
	codes map[string][]unit.Code
}

// NewUnits makes the index of units by code and by name.
func NewUnits(names map[unit.Code]string) *Units {
	u := &Units{names: names, codes: map[string][]unit.Code{}}
	for code, name := range names {
		u.codes[name] = append(u.codes[name], code)
	}
	for _, codes := range u.codes {
		slices.Sort(codes)
	}
	return u
}

// Name returns the name of a unit.
func (u *Units) Name(c unit.Code) (string, bool) {
	name, ok := u.names[c]
	return name, ok
}

// Called returns the units of a name.
func (u *Units) Called(name string) []unit.Code { return u.codes[name] }
