package profile

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"anjie.internal/services/internal/unit"
)

// normalised is a copy in the order in which profiles are stored: by key, sets sorted. Nothing that Diff compares changes.
func (p *Profile) normalised() *Profile {
	out := *p
	out.Notices = withoutComments(p.Notices)
	out.Units = sortedBy(p.Units, func(u Unit) string { return string(u.Code) })
	for i := range out.Units {
		out.Units[i].Predecessors = sortedBy(out.Units[i].Predecessors, func(c unit.Code) string { return string(c) })
	}
	out.Departments = sortedBy(p.Departments, func(d Department) string { return d.Code + "@" + set(d.At) + set(d.Units) })
	for i := range out.Departments {
		d := &out.Departments[i]
		d.At = sortedBy(d.At, func(s string) string { return strconv.Itoa(int(tierOf(s))) })
		d.Units, d.Competent = sortedBy(d.Units, func(c unit.Code) string { return string(c) }), sortedBy(d.Competent, same)
	}
	out.Posts = sortedBy(p.Posts, func(o Post) string { return string(o.Unit) + "/" + o.Department + "/" + o.Code })
	out.Matters = sortedBy(p.Matters, func(m Matter) string { return m.Code })
	out.Categories = sortedBy(p.Categories, func(c Category) string { return c.Code })
	out.Limits = sortedBy(p.Limits, func(l LimitRule) string { return l.ID })
	for i := range out.Limits {
		l := &out.Limits[i]
		l.Categories, l.Complexities, l.Modes = sortedBy(l.Categories, same), sortedBy(l.Complexities, same), sortedBy(l.Modes, same)
	}
	out.Routes = sortedBy(p.Routes, func(r Route) string { return fmt.Sprintf("%04d %s", r.Priority, r.ID) })
	for i := range out.Routes {
		r := &out.Routes[i]
		r.Categories, r.Scales, r.Complexities, r.Channels = sortedBy(r.Categories, same), sortedBy(r.Scales, same), sortedBy(r.Complexities, same), sortedBy(r.Channels, same)
		r.Areas = sortedBy(r.Areas, func(c unit.Code) string { return string(c) })
		r.Assisting = sortedBy(r.Assisting, Place.String)
	}
	out.DaysOff = sortedBy(p.DaysOff, func(d DayOff) string { return d.Area + d.From.String() + d.Name })
	return &out
}

func same(s string) string { return s }

func sortedBy[T any](list []T, key func(T) string) []T {
	out := slices.Clone(list)
	slices.SortStableFunc(out, func(a, b T) int { return cmp.Compare(key(a), key(b)) })
	return out
}
