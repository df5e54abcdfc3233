package ledger

import (
	"slices"
	"strings"

	"anjie.internal/services/intake/profile"
	"anjie.internal/services/internal/calendar"
	"anjie.internal/services/internal/unit"
)

// Units are the units that a ledger may name, and since when there is a profile that knows their limits.
type Units struct {
	// From is the first day on which a profile holds; zero when that is not known.
	From calendar.Date

	names map[unit.Code]string
	codes map[string][]unit.Code
}

// UnitsOf are the units of a profile.
func UnitsOf(p *profile.Profile) *Units {
	names := map[unit.Code]string{}
	for _, u := range p.Units {
		names[u.Code] = u.Name
	}
	return NewUnits(names, p.EffectiveFrom)
}

// NewUnits makes the index of units by code and by name. A village also goes by its name behind that of its town, since many towns have
// a First Village.
func NewUnits(names map[unit.Code]string, from calendar.Date) *Units {
	u := &Units{From: from, names: names, codes: map[string][]unit.Code{}}
	for code, name := range names {
		called := []string{plain(name)}
		if above, ok := names[code.Parent()]; ok {
			called = append(called, plain(above+name))
		}
		for _, n := range called {
			u.codes[n] = append(u.codes[n], code)
		}
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
func (u *Units) Called(name string) []unit.Code { return u.codes[plain(name)] }

// Is reports whether a unit may be meant by a name: its own, with or without those of the units above in front.
func (u *Units) Is(c unit.Code, name string) bool {
	return strings.HasSuffix(plain(name), plain(u.names[c]))
}
