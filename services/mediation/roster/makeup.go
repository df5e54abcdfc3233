package roster

import "anjie.internal/services/internal/calendar"

// Makeup is what the law wishes of a committee (人民调解法 Art. 8, 9), as far as it says so of itself.
type Makeup struct {
	Women int // among the members
	// MultiEthnic: its area has several ethnic groups. Minority: some member is of a smaller one there; never true elsewhere.
	MultiEthnic, Minority bool
	TermEndsOn            calendar.Date
}

// Warnings are what should be looked at on a day: no woman, no member of a minority where there should be one, an expired term.
func (m Makeup) Warnings(today calendar.Date) []string {
	var out []string
	if m.Women == 0 {
		out = append(out, WarnNoWoman)
	}
	if m.MultiEthnic && !m.Minority {
		out = append(out, WarnNoMinority)
	}
	if m.TermEndsOn.Before(today) {
		out = append(out, WarnTermExpired)
	}
	return out
}

// changed is the makeup after members left and something was said of it; nil where nothing was. Who leaves may have been the only one of a
// minority, so that nobody is until that is said again: it may be said later, for said of one who comes or goes alone it tells of that
// person. With the area it is forgotten.
func (m Makeup) changed(left []Leaving, multiEthnic, minority *bool) Makeup {
	m.Minority = m.Minority && len(left) == 0
	if multiEthnic != nil {
		m.MultiEthnic = *multiEthnic
	}
	if minority != nil {
		m.Minority = *minority
	}
	m.Minority = m.Minority && m.MultiEthnic
	return m
}

// expects refuses to record of what group somebody is where the law does not ask for it.
func (m Makeup) expects(minority bool) error {
	if minority && !m.MultiEthnic {
		return ErrMinorityNotExpected.On("minority_member")
	}
	return nil
}
