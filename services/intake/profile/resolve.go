package profile

import (
	"slices"

	"anjie.internal/services/intake/dispute"
	"anjie.internal/services/internal/calendar"
	"anjie.internal/services/internal/unit"
)

// Case is what the routing table and the limits look at.
type Case struct {
	// Unit registered it, Area is where it happened; empty: in the unit. A case is routed from where it happened.
	Unit unit.Code
	Area unit.Code
	// Category is national, Local a child of it or empty.
	Category string
	Local    string
	// Scale and Complexity are taken as the smallest and as general when they are empty.
	Scale      string
	Complexity string
	Channel    string
	// Mode of mediation, where a limit of a proceeding is asked for.
	Mode string
	// On is the day on which it is routed: units that do not exist then are not asked. The zero day asks nothing.
	On calendar.Date
}

// Resolution is where a case goes.
type Resolution struct {
	// Rule is the route that holds; empty when none does, and then nothing else is set.
	Rule      string
	Lead      dispute.Handler
	Assisting []dispute.Handler
	// Limit is the id of the limit rule for handling.
	Limit string
}

// Matched reports whether a rule holds.
func (r Resolution) Matched() bool { return r.Rule != "" }

// Resolve routes a case. The answer depends on the case and on the set of rules, not on their order: the rule with the lowest
// priority number that applies holds, and of equal ones, which Validate refuses, that with the lower id. A rule whose lead
// department neither the unit nor a unit above it has does not apply.
func (d *Directory) Resolve(c Case) Resolution {
	start, ok := d.start(c)
	if !ok {
		return Resolution{}
	}
	c = c.complete()
	for _, r := range d.routes {
		if r.miss(start, c) != conditionNone {
			continue
		}
		lead, ok := d.find(start, r.Lead)
		if !ok {
			continue
		}
		out := Resolution{Rule: r.ID, Lead: lead, Limit: r.Limit}
		for _, place := range r.Assisting {
			if h, ok := d.find(start, place); ok && h != lead && !slices.Contains(out.Assisting, h) {
				out.Assisting = append(out.Assisting, h)
			}
		}
		if out.Limit == "" {
			if rule, ok := d.LimitFor(Handle, c); ok {
				out.Limit = rule.ID
			}
		}
		return out
	}
	return Resolution{}
}

// start is the unit from which handlers are looked for: where the case happened, else where it was registered; of a unit that
// does not exist on the day its successor, else the unit above.
func (d *Directory) start(c Case) (unit.Code, bool) {
	code, ok := d.known(c.Area)
	if !ok {
		if code, ok = d.known(c.Unit); !ok {
			return "", false
		}
	}
	for range len(d.units) + 1 { // no longer than there are units, whatever the successors say
		u, ok := d.Unit(code)
		switch {
		case !ok:
		case u.In(c.On):
			return code, true
		default:
			if next, ok := d.successor(code, c.On); ok {
				code = next
				continue
			}
		}
		if code = code.Parent(); code == "" {
			break
		}
	}
	return d.Profile.City, true
}

// successor is the first unit that carries on the powers of a unit on a day.
func (d *Directory) successor(code unit.Code, day calendar.Date) (unit.Code, bool) {
	for _, next := range d.successors[code] {
		if u, ok := d.Unit(next); ok && u.In(day) {
			return next, true
		}
	}
	return "", false
}

// find looks for a handler from a unit upwards.
func (d *Directory) find(from unit.Code, place Place) (dispute.Handler, bool) {
	tier := tierOf(place.From)
	for code := from; code != "" && d.Profile.City.Covers(code); code = code.Parent() {
		if _, known := d.units[code]; !known || tier != unit.NoTier && code.Tier() > tier {
			continue
		}
		if place.Department == "" {
			return dispute.Handler{Unit: code}, true
		}
		if _, ok := d.departments[deskKey{code, place.Department}]; ok {
			return dispute.Handler{Unit: code, Department: place.Department}, true
		}
	}
	return dispute.Handler{}, false
}

// complete fills in what a case that has not been classified is taken for.
func (c Case) complete() Case {
	if c.Scale == "" {
		c.Scale = "01"
	}
	if c.Complexity == "" {
		c.Complexity = General
	}
	return c
}

// condition is a condition of a rule.
type condition uint8

const (
	conditionNone condition = iota
	conditionCategory
	conditionArea
	conditionScale
	conditionComplexity
	conditionChannel
)

// miss is the first condition of the rule that the case does not meet.
func (r *Route) miss(place unit.Code, c Case) condition {
	switch {
	case !categoryIn(r.Categories, c):
		return conditionCategory
	case len(r.Areas) > 0 && !slices.ContainsFunc(r.Areas, func(area unit.Code) bool { return area.Covers(place) }):
		return conditionArea
	case !in(r.Scales, c.Scale):
		return conditionScale
	case !in(r.Complexities, c.Complexity):
		return conditionComplexity
	case !in(r.Channels, c.Channel):
		return conditionChannel
	default:
		return conditionNone
	}
}

func categoryIn(list []string, c Case) bool {
	return len(list) == 0 || slices.Contains(list, c.Category) || c.Local != "" && slices.Contains(list, c.Local)
}

func in(list []string, code string) bool { return len(list) == 0 || slices.Contains(list, code) }
