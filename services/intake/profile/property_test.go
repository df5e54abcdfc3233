package profile_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"anjie.internal/services/intake/dispute"
	"anjie.internal/services/intake/profile"
	"anjie.internal/services/internal/unit"
)

func containsAny(s string, parts ...string) bool {
	return slices.ContainsFunc(parts, func(p string) bool { return strings.Contains(s, p) })
}

// drawn draws a profile with a random routing table over the units of the sample.
func drawn(t *rapid.T, base func() *profile.Profile) *profile.Profile {
	p := base()
	some := func(name string, of ...string) []string {
		if rapid.IntRange(0, 2).Draw(t, name+"?") > 0 { // most conditions are left out, or nothing would ever be covered
			return nil
		}
		return rapid.SliceOfNDistinct(rapid.SampledFrom(of), 1, len(of), rapid.ID[string]).Draw(t, name)
	}
	categories := []string{"A01", "A05", "A05.01", "A10", "A11", "A11.01", "A99"}
	var channels []string
	for _, c := range dispute.Channels() {
		channels = append(channels, c.Code)
	}
	p.Routes = nil
	for i := range rapid.IntRange(0, 6).Draw(t, "routes") {
		r := profile.Route{
			ID: fmt.Sprintf("r%d", i), Name: "规则", Priority: rapid.IntRange(1, 3).Draw(t, "priority"),
			Categories: some("categories", categories...), Scales: some("scales", "01", "02", "03"),
			Complexities: some("complexities", profile.Simple, profile.General, profile.Complex), Channels: some("channels", channels...),
			Lead: profile.Place{
				Department: rapid.SampledFrom([]string{"", "", "justice", "labour", "police"}).Draw(t, "lead"),
				From:       rapid.SampledFrom([]string{"", "", "county", "town"}).Draw(t, "from"),
			},
		}
		for _, area := range some("areas", string(city), string(county), string(village), string(otherTwn)) {
			r.Areas = append(r.Areas, unit.Code(area))
		}
		p.Routes = append(p.Routes, r)
	}
	p.Departments[2].At = nil // labour in one county only, police in the city only
	return p
}

func drawnCase(t *rapid.T) profile.Case {
	category := rapid.SampledFrom(dispute.Categories()).Draw(t, "category").Code
	local := ""
	if category == "A05" || category == "A11" {
		local = rapid.SampledFrom([]string{"", category + ".01"}).Draw(t, "local")
	}
	return profile.Case{
		Unit: rapid.SampledFrom([]unit.Code{city, county, town, village, elder, other, otherTwn}).Draw(t, "unit"), Category: category, Local: local,
		Scale:      rapid.SampledFrom([]string{"01", "02", "03"}).Draw(t, "scale"),
		Complexity: rapid.SampledFrom([]string{profile.Simple, profile.General, profile.Complex}).Draw(t, "complexity"),
		Channel:    rapid.SampledFrom(dispute.Channels()).Draw(t, "channel").Code,
	}
}

// TestCoverageIsTrue checks both sides: a case is matched when Coverage names no gap for its category and unit, and the example of
// every gap is not matched.
func TestCoverageIsTrue(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		p := drawn(rt, func() *profile.Profile { return sample(t) })
		d, err := profile.Open(p)
		if err != nil {
			rt.Fatal(err)
		}
		gaps := profile.Coverage(p)
		for _, g := range gaps {
			if r := d.Resolve(g.Example); r.Matched() {
				rt.Fatalf("the example of a gap is matched: %+v by %+v", g.Example, r)
			}
		}
		for range 50 {
			c := drawnCase(rt)
			inGap := slices.ContainsFunc(gaps, func(g profile.Gap) bool {
				return (g.Category == c.Category || g.Category == c.Local) && slices.Contains(g.Units, c.Unit)
			})
			if r := d.Resolve(c); !r.Matched() && !inGap {
				rt.Fatalf("%+v is not matched, and no gap says so", c)
			}
		}
	})
}

// TestTheOrderOfRulesIsNothing shuffles the parts of a profile: the same cases go to the same places.
func TestTheOrderOfRulesIsNothing(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		p := drawn(rt, func() *profile.Profile { return sample(t) })
		shuffled := *p
		shuffled.Routes, shuffled.Units, shuffled.Limits = slices.Clone(p.Routes), slices.Clone(p.Units), slices.Clone(p.Limits)
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "seed"), 0))
		r.Shuffle(len(p.Routes), func(i, j int) { shuffled.Routes[i], shuffled.Routes[j] = shuffled.Routes[j], shuffled.Routes[i] })
		r.Shuffle(len(p.Units), func(i, j int) { shuffled.Units[i], shuffled.Units[j] = shuffled.Units[j], shuffled.Units[i] })
		r.Shuffle(len(p.Limits), func(i, j int) { shuffled.Limits[i], shuffled.Limits[j] = shuffled.Limits[j], shuffled.Limits[i] })
		if changes := profile.Diff(p, &shuffled); len(changes) > 0 {
			rt.Fatalf("order is a difference: %+v", changes)
		}
		a, err := profile.Open(p)
		if err != nil {
			rt.Fatal(err)
		}
		b, err := profile.Open(&shuffled)
		if err != nil {
			rt.Fatal(err)
		}
		for range 20 {
			c := drawnCase(rt)
			if diff := cmp.Diff(a.Resolve(c), b.Resolve(c)); diff != "" {
				rt.Fatalf("%+v:\n%s", c, diff)
			}
		}
	})
}

// TestOverlapIsTrue checks both sides against single rules: an overlap's example is matched by each rule alone, and a case that
// two rules of one priority match alone is an overlap.
func TestOverlapIsTrue(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		p := drawn(rt, func() *profile.Profile { return sample(t) })
		alone := make([]*profile.Directory, len(p.Routes))
		for i := range p.Routes {
			single := *p
			single.Routes = p.Routes[i : i+1]
			var err error
			if alone[i], err = profile.Open(&single); err != nil {
				rt.Fatal(err)
			}
		}
		overlaps := profile.Overlap(p)
		for _, o := range overlaps {
			for _, i := range []int{o.First, o.Second} {
				if !alone[i].Resolve(o.Example).Matched() {
					rt.Fatalf("rule %+v does not match the example %+v", p.Routes[i], o.Example)
				}
			}
		}
		for range 50 {
			c := drawnCase(rt)
			for i := range p.Routes {
				for j := i + 1; j < len(p.Routes); j++ {
					if p.Routes[i].Priority != p.Routes[j].Priority || !alone[i].Resolve(c).Matched() || !alone[j].Resolve(c).Matched() {
						continue
					}
					if !slices.ContainsFunc(overlaps, func(o profile.Overlapping) bool { return o.First == i && o.Second == j }) {
						rt.Fatalf("%+v and %+v match %+v, and no overlap says so", p.Routes[i], p.Routes[j], c)
					}
				}
			}
		}
	})
}
