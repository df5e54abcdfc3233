package calendar

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Override is a decision of an area's authority on its own days, such as the holiday of a nationality that an autonomous
// government sets. It holds for the days from From to To, both included, in every area whose code begins with Area.
type Override struct {
	// Area is a prefix of administrative area codes: "64" for an autonomous region, "6403" for a city, "640323" for a county.
	Area string
	// Name says what the days are for.
	Name string
	// Worked makes them working days; otherwise they are off.
	Worked bool
	// From and To are the first and the last day, both included.
	From, To Date
	// Source names the decision and where it can be read.
	Source string
}

// With returns the calendar with overrides of areas. They change nothing until In names an area.
func (c *Calendar) With(overrides ...Override) (*Calendar, error) {
	for _, o := range overrides {
		switch {
		case o.Area == "" || strings.Trim(o.Area, "0123456789") != "":
			return nil, fmt.Errorf("override %q: %q is not the beginning of an area code", o.Name, o.Area)
		case o.From.IsZero() || o.To.Before(o.From):
			return nil, fmt.Errorf("override %q: the days from %s to %s are not a span", o.Name, o.From, o.To)
		case o.Source == "":
			return nil, fmt.Errorf("override %q: no source", o.Name)
		}
	}
	return build(c.notices, append(slices.Clone(c.overrides), overrides...), c.area)
}

// In returns the calendar of the area with the given code. Of two overrides for the same day the one with the longer area wins,
// of equally long ones the later.
func (c *Calendar) In(area string) (*Calendar, error) { return build(c.notices, c.overrides, area) }

// applicable returns the overrides of the area, the more specific ones last, so that they win.
func (c *Calendar) applicable() []Override {
	var out []Override
	for _, o := range c.overrides {
		if c.area != "" && strings.HasPrefix(c.area, o.Area) {
			out = append(out, o)
		}
	}
	slices.SortStableFunc(out, func(a, b Override) int { return cmp.Compare(len(a.Area), len(b.Area)) })
	return out
}
