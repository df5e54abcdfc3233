package profile

import (
	"cmp"
	"slices"

	"anjie.internal/services/intake/dispute"
	"anjie.internal/services/internal/unit"
)

// Gap is a category of which no rule routes some cases, in some units.
type Gap struct {
	Category string
	// Units in the order of codes.
	Units []unit.Code
	// Example is one of the cases, in the first of the units.
	Example Case
}

// Overlapping are two rules of equal priority that apply to the same cases: indexes into Routes, First before Second.
type Overlapping struct {
	First, Second int
	// Example is one of the cases.
	Example Case
}

// Coverage finds the cases that Resolve would leave unmatched: for every category, local ones included, and every unit that
// exists when the profile takes effect or later, whatever scale, complexity and channel. It takes broken profiles too.
func Coverage(p *Profile) []Gap {
	d := index(p)
	combos := combinations()
	var rules []coverRule
	for _, r := range d.routes {
		rules = append(rules, coverRule{Route: r, combos: setOf(combos, func(c Case) bool {
			return in(r.Scales, c.Scale) && in(r.Complexities, c.Complexity) && in(r.Channels, c.Channel)
		})})
	}
	var gaps []Gap
	full := setOf(combos, func(Case) bool { return true })
	// Whether a rule can be used depends on the unit alone, so it is found out once for each.
	var units []unit.Code
	usable := map[unit.Code][]coverRule{}
	for _, code := range d.sorted {
		u, _ := d.Unit(code)
		if !p.City.Covers(code) || !u.To.IsZero() && u.To.Before(p.EffectiveFrom) {
			continue
		}
		units = append(units, code)
		for _, r := range rules {
			if _, ok := d.find(code, r.Lead); ok && (len(r.Areas) == 0 || slices.ContainsFunc(r.Areas, func(a unit.Code) bool { return a.Covers(code) })) {
				usable[code] = append(usable[code], r)
			}
		}
	}
	for _, c := range p.allCategories() {
		gap := Gap{Category: c}
		of := caseOf(c)
		for _, code := range units {
			covered := make(comboSet, len(full))
			for _, r := range usable[code] {
				if categoryIn(r.Categories, of) {
					covered.add(r.combos)
				}
			}
			if slices.Equal(covered, full) {
				continue
			}
			if gap.Units = append(gap.Units, code); len(gap.Units) == 1 {
				gap.Example = combos[covered.firstMissing()]
				gap.Example.Unit, gap.Example.Area, gap.Example.Category, gap.Example.Local = code, code, of.Category, of.Local
			}
		}
		if len(gap.Units) > 0 {
			gaps = append(gaps, gap)
		}
	}
	return gaps
}

type coverRule struct {
	*Route
	combos comboSet
}

// comboSet is a set of combinations of scale, complexity and channel, by their numbers.
type comboSet []uint64

func setOf(combos []Case, has func(Case) bool) comboSet {
	s := make(comboSet, (len(combos)+63)/64)
	for i, c := range combos {
		if has(c) {
			s[i/64] |= 1 << (i % 64)
		}
	}
	return s
}

func (s comboSet) add(o comboSet) {
	for i := range s {
		s[i] |= o[i]
	}
}

func (s comboSet) firstMissing() int {
	i := 0
	for s[i/64]&(1<<(i%64)) != 0 {
		i++
	}
	return i
}

// combinations are all of scale, complexity and channel, in the order of the tables.
func combinations() []Case {
	var out []Case
	for _, s := range dispute.Scales() {
		for _, x := range complexities {
			for _, c := range dispute.Channels() {
				out = append(out, Case{Scale: s.Code, Complexity: x.Code, Channel: c.Code})
			}
		}
	}
	return out
}

// allCategories are the national and the local categories.
func (p *Profile) allCategories() []string {
	var out []string
	for _, c := range dispute.Categories() {
		out = append(out, c.Code)
	}
	for _, c := range p.Categories {
		out = append(out, c.Code)
	}
	return out
}

// caseOf is a case of a category of either table.
func caseOf(category string) Case {
	if isLocal(category) {
		return Case{Category: parentCategory(category), Local: category}
	}
	return Case{Category: category}
}

// Overlap finds rules of equal priority that apply to the same cases. It takes broken profiles too.
func Overlap(p *Profile) []Overlapping {
	d := index(p)
	var out []Overlapping
	for i := range p.Routes {
		for j := i + 1; j < len(p.Routes); j++ {
			a, b := &p.Routes[i], &p.Routes[j]
			if a.Priority != b.Priority {
				continue
			}
			if c, ok := common(a, b, d); ok {
				out = append(out, Overlapping{First: i, Second: j, Example: c})
			}
		}
	}
	return out
}

// common finds a case to which both rules apply.
func common(a, b *Route, d *Directory) (Case, bool) {
	category, ok := commonCategory(a.Categories, b.Categories)
	if !ok {
		return Case{}, false
	}
	c := caseOf(category)
	areas, ok := commonAreas(a.Areas, b.Areas, d.Profile.City)
	if !ok {
		return Case{}, false
	}
	// The leads decide whether both can be used: somewhere within the common areas both must be found.
	at := slices.IndexFunc(d.sorted, func(code unit.Code) bool {
		if !slices.ContainsFunc(areas, func(area unit.Code) bool { return area.Covers(code) }) {
			return false
		}
		_, first := d.find(code, a.Lead)
		_, second := d.find(code, b.Lead)
		return first && second
	})
	if at < 0 || !meet(a.Scales, b.Scales) || !meet(a.Complexities, b.Complexities) || !meet(a.Channels, b.Channels) {
		return Case{}, false
	}
	c.Unit, c.Area = d.sorted[at], d.sorted[at]
	c.Scale = firstCommon(a.Scales, b.Scales, dispute.Scales()[0].Code)
	c.Complexity = firstCommon(a.Complexities, b.Complexities, General)
	c.Channel = firstCommon(a.Channels, b.Channels, dispute.Channels()[0].Code)
	return c, true
}

// commonCategory finds a category for which both lists hold: a national one holds for its children too.
func commonCategory(a, b []string) (string, bool) {
	switch {
	case len(a) == 0 && len(b) == 0:
		return dispute.Categories()[0].Code, true
	case len(a) == 0:
		return b[0], true
	case len(b) == 0:
		return a[0], true
	}
	for _, x := range a {
		for _, y := range b {
			switch {
			case x == y, parentCategory(x) == y:
				return x, true
			case parentCategory(y) == x:
				return y, true
			}
		}
	}
	return "", false
}

// commonAreas are the areas that lie in both lists; an empty list is the whole city.
func commonAreas(a, b []unit.Code, city unit.Code) ([]unit.Code, bool) {
	if len(a) == 0 {
		a = []unit.Code{city}
	}
	if len(b) == 0 {
		b = []unit.Code{city}
	}
	var out []unit.Code
	for _, x := range a {
		for _, y := range b {
			switch {
			case x.Covers(y):
				out = append(out, y)
			case y.Covers(x):
				out = append(out, x)
			}
		}
	}
	return out, len(out) > 0
}

// firstCommon is the first code that both lists allow, or any.
func firstCommon(a, b []string, otherwise string) string {
	if len(a) == 0 {
		a, b = b, a
	}
	for _, x := range a {
		if in(b, x) {
			return x
		}
	}
	return otherwise
}

// text names a case by its codes.
func (c Case) text() Text {
	category := shown(cmp.Or(c.Local, c.Category)) // a local one names its parent
	return sentence("类别 %s、规模 %s、复杂程度 %s、来源 %s、机构 %s", "category %s, scale %s, complexity %s, channel %s, unit %s",
		category, shown(c.Scale), shown(c.Complexity), shown(c.Channel), shown(c.Unit))
}
