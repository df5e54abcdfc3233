package profile

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"anjie.internal/services/intake/dispute"
	"anjie.internal/services/internal/calendar"
	"anjie.internal/services/internal/unit"
)

// Directory is a profile that is ready to be asked. It is immutable and safe for concurrent use.
type Directory struct {
	Profile *Profile

	units       map[unit.Code]int // index into Profile.Units
	sorted      []unit.Code       // all codes in order: a unit comes before what is below it
	successors  map[unit.Code][]unit.Code
	departments map[deskKey]int // index into Profile.Departments
	routes      []*Route        // in the order in which they are asked
	calendars   map[string]*calendar.Calendar
}

type deskKey struct {
	unit       unit.Code
	department string
}

// Open makes a directory of a profile, which must not be changed afterwards. It fails when the days off of the profile
// cannot be read; a profile that Validate passes can always be opened.
func Open(p *Profile) (*Directory, error) {
	d := index(p)
	var err error
	d.calendars, err = calendars(p)
	if err != nil {
		return nil, fmt.Errorf("open the profile of %s: %w", p.City, err)
	}
	return d, nil
}

// index does what Open does, without the calendar. It takes broken profiles too: of what occurs twice the first holds.
func index(p *Profile) *Directory {
	d := &Directory{
		Profile: p,
		units:   make(map[unit.Code]int, len(p.Units)), sorted: make([]unit.Code, 0, len(p.Units)),
		successors: map[unit.Code][]unit.Code{}, departments: map[deskKey]int{},
	}
	for i, u := range p.Units {
		if _, twice := d.units[u.Code]; twice {
			continue
		}
		d.units[u.Code] = i
		d.sorted = append(d.sorted, u.Code)
		for _, old := range u.Predecessors {
			d.successors[old] = append(d.successors[old], u.Code)
		}
	}
	slices.Sort(d.sorted)
	for _, s := range d.successors {
		slices.Sort(s)
	}
	for i := range p.Departments {
		for _, u := range p.has(&p.Departments[i]) {
			key := deskKey{u, p.Departments[i].Code}
			if _, twice := d.departments[key]; !twice {
				d.departments[key] = i
			}
		}
	}
	for i := range p.Routes {
		d.routes = append(d.routes, &p.Routes[i])
	}
	slices.SortStableFunc(d.routes, func(a, b *Route) int { return cmp.Or(cmp.Compare(a.Priority, b.Priority), cmp.Compare(a.ID, b.ID)) })
	return d
}

// has lists the units that have a department, those of its tiers first.
func (p *Profile) has(d *Department) []unit.Code {
	var out []unit.Code
	for _, u := range p.Units {
		if slices.Contains(d.At, TierCode(u.Code.Tier())) {
			out = append(out, u.Code)
		}
	}
	return append(out, d.Units...)
}

// Unit finds a unit.
func (d *Directory) Unit(code unit.Code) (Unit, bool) {
	i, ok := d.units[code]
	if !ok {
		return Unit{}, false
	}
	return d.Profile.Units[i], true
}

// Department finds a department of a unit.
func (d *Directory) Department(u unit.Code, code string) (Department, bool) {
	i, ok := d.departments[deskKey{u, code}]
	if !ok {
		return Department{}, false
	}
	return d.Profile.Departments[i], true
}

// Departments lists the departments of a unit by their codes, in their order.
func (d *Directory) Departments(u unit.Code) []string {
	var out []string
	for i := range d.Profile.Departments {
		code := d.Profile.Departments[i].Code
		if at, ok := d.departments[deskKey{u, code}]; ok && at == i {
			out = append(out, code)
		}
	}
	slices.Sort(out)
	return out
}

// LocalCategory reports whether the city has a local category, and whether it is a child of the national one.
func (d *Directory) LocalCategory(category, local string) bool {
	return parentCategory(local) == category && slices.ContainsFunc(d.Profile.Categories, func(c Category) bool { return c.Code == local })
}

// Name is what a handler is called: the name of its unit, and behind it that of the department, or of the centre.
func (d *Directory) Name(h dispute.Handler) string {
	if h.Department == "" {
		return d.UnitName(h.Unit) + "综治中心"
	}
	department, _ := d.Department(h.Unit, h.Department)
	return d.UnitName(h.Unit) + cmp.Or(department.Name, h.Department)
}

// UnitName is what a unit is called; its code when the profile does not have it. A village is named with its town, for villages of
// different towns share names.
func (d *Directory) UnitName(code unit.Code) string {
	u, ok := d.Unit(code)
	if !ok {
		return string(code)
	}
	if town, ok := d.Unit(code.Parent()); ok && code.Tier() == unit.Village {
		return town.Name + u.Name
	}
	return u.Name
}

// Below lists the units below a prefix of codes (unit.Prefix), and the unit of the prefix itself, in the order of codes, from
// behind the given code on. A unit comes before what is below it.
func (d *Directory) Below(prefix string, after unit.Code) []Unit {
	from, _ := slices.BinarySearch(d.sorted, max(unit.Code(prefix), after))
	var out []Unit
	for _, code := range d.sorted[from:] {
		if !strings.HasPrefix(string(code), prefix) {
			break
		}
		if code != after {
			out = append(out, d.Profile.Units[d.units[code]])
		}
	}
	return out
}

// known is the unit, or the nearest one above it that the profile has; false outside of the city.
func (d *Directory) known(code unit.Code) (unit.Code, bool) {
	if !d.Profile.City.Covers(code) {
		return "", false
	}
	for ; code != ""; code = code.Parent() {
		if _, ok := d.units[code]; ok {
			return code, true
		}
	}
	return "", false
}

// calendars makes the calendar of the city, under "", and one for each area that has days of its own. Of notices that this program
// knows by itself its own are taken: they are the same facts, and a profile outlives the release that it was written for.
func calendars(p *Profile) (map[string]*calendar.Calendar, error) {
	c, err := calendar.Official()
	if err != nil {
		return nil, err
	}
	if further := unknownNotices(c, p.Notices); further != "" {
		if c, err = c.Extend(further); err != nil {
			return nil, err
		}
	}
	if c, err = c.With(overrides(p.DaysOff)...); err != nil {
		return nil, err
	}
	all := map[string]*calendar.Calendar{"": c}
	for _, o := range p.DaysOff {
		if all[o.Area], err = c.In(o.Area); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func overrides(days []DayOff) []calendar.Override {
	out := make([]calendar.Override, 0, len(days))
	for _, d := range days {
		out = append(out, calendar.Override{Area: d.Area, Name: d.Name, Worked: d.Worked, From: d.From, To: d.To, Source: d.Source})
	}
	return out
}

// unknownNotices leaves out the notices that the calendar has already.
func unknownNotices(c *calendar.Calendar, notices string) string {
	var out strings.Builder
	skipping := false
	for line := range strings.Lines(notices) {
		if f := strings.Fields(line); len(f) > 1 && f[0] == "notice" {
			skipping = slices.ContainsFunc(c.Notices(), func(n calendar.Notice) bool { return n.ID == f[1] })
		}
		if !skipping {
			out.WriteString(line)
		}
	}
	return strings.TrimSpace(out.String())
}

// Calendar is the calendar of a unit. The days of an area's own hold for every unit whose code begins with the area; the
// longest area that does so has the days of the shorter ones too.
func (d *Directory) Calendar(u unit.Code) *calendar.Calendar {
	longest := ""
	for area := range d.calendars {
		if len(area) > len(longest) && strings.HasPrefix(string(u), area) {
			longest = area
		}
	}
	return d.calendars[longest]
}
