package profile_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"anjie.internal/services/intake/dispute"
	"anjie.internal/services/intake/profile"
	"anjie.internal/services/internal/calendar"
	"anjie.internal/services/internal/unit"
)

func TestResolve(t *testing.T) {
	at := func(u unit.Code, department string) dispute.Handler {
		return dispute.Handler{Unit: u, Department: department}
	}
	tests := map[string]struct {
		change func(*profile.Profile)
		given  profile.Case
		want   profile.Resolution
	}{
		"the department of the nearest unit above": {
			given: profile.Case{Unit: village, Category: "A10", Channel: "S01"},
			want:  profile.Resolution{Rule: "wages", Lead: at(county, "labour"), Assisting: []dispute.Handler{at(town, "justice")}, Limit: "handle-wages"},
		},
		"further up when the county has none": {
			given: profile.Case{Unit: otherTwn, Category: "A11", Channel: "S01"},
			want:  profile.Resolution{Rule: "labour", Lead: at(city, "labour"), Limit: "handle"},
		},
		"the centre of the unit itself": {
			given: profile.Case{Unit: village, Category: "A02", Channel: "S01"},
			want:  profile.Resolution{Rule: "own", Lead: at(village, ""), Assisting: []dispute.Handler{at(town, "justice")}, Limit: "handle"},
		},
		"the centre of a tier above": {
			given: profile.Case{Unit: village, Category: "A02", Scale: "03", Channel: "S01"},
			want:  profile.Resolution{Rule: "major", Lead: at(county, ""), Assisting: []dispute.Handler{at(city, "police")}, Limit: "handle"},
		},
		"a case above the tier begins where it is": {
			given: profile.Case{Unit: city, Category: "A02", Scale: "03", Channel: "S01"},
			want:  profile.Resolution{Rule: "major", Lead: at(city, ""), Assisting: []dispute.Handler{at(city, "police")}, Limit: "handle"},
		},
		"where it happened goes before where it was registered": {
			given: profile.Case{Unit: county, Area: otherTwn, Category: "A02", Channel: "S01"},
			want:  profile.Resolution{Rule: "own", Lead: at(otherTwn, ""), Assisting: []dispute.Handler{at(otherTwn, "justice")}, Limit: "handle"},
		},
		"an area of another city leaves where it was registered": {
			given: profile.Case{Unit: town, Area: "110101001000", Category: "A02", Channel: "S01"},
			want:  profile.Resolution{Rule: "own", Lead: at(town, ""), Assisting: []dispute.Handler{at(town, "justice")}, Limit: "handle"},
		},
		"an area that the profile does not know is part of the nearest that it does": {
			given: profile.Case{Unit: county, Area: "320206100299", Category: "A02", Channel: "S01"},
			want:  profile.Resolution{Rule: "own", Lead: at(otherTwn, ""), Assisting: []dispute.Handler{at(otherTwn, "justice")}, Limit: "handle"},
		},
		"a local category goes with its parent": {
			given: profile.Case{Unit: county, Category: "A11", Local: "A11.01", Channel: "S01"},
			want:  profile.Resolution{Rule: "labour", Lead: at(county, "labour"), Limit: "handle"},
		},
		"a rule for a local category is for it alone": {
			change: func(p *profile.Profile) { p.Routes[2].Categories = []string{"A11.01"} },
			given:  profile.Case{Unit: county, Category: "A11", Channel: "S01"},
			want:   profile.Resolution{Rule: "own", Lead: at(county, ""), Assisting: []dispute.Handler{at(county, "justice")}, Limit: "handle"},
		},
		"a complex case has another limit": {
			given: profile.Case{Unit: village, Category: "A02", Complexity: profile.Complex, Channel: "S01"},
			want:  profile.Resolution{Rule: "own", Lead: at(village, ""), Assisting: []dispute.Handler{at(town, "justice")}, Limit: "handle-complex"},
		},
		"a unit that has ended is its successor": {
			given: profile.Case{Unit: elder, Category: "A02", Channel: "S01", On: day(t, "2026-04-01")},
			want:  profile.Resolution{Rule: "own", Lead: at(village, ""), Assisting: []dispute.Handler{at(town, "justice")}, Limit: "handle"},
		},
		"a unit that has not yet ended is itself": {
			given: profile.Case{Unit: elder, Category: "A02", Channel: "S01", On: day(t, "2026-02-28")},
			want:  profile.Resolution{Rule: "own", Lead: at(elder, ""), Assisting: []dispute.Handler{at(town, "justice")}, Limit: "handle"},
		},
		"a unit that has ended without successor is the unit above": {
			change: func(p *profile.Profile) { p.Units[3].Predecessors = nil },
			given:  profile.Case{Unit: elder, Category: "A02", Channel: "S01", On: day(t, "2026-04-01")},
			want:   profile.Resolution{Rule: "own", Lead: at(town, ""), Assisting: []dispute.Handler{at(town, "justice")}, Limit: "handle"},
		},
		"a rule for another area": {
			change: func(p *profile.Profile) { p.Routes[1].Areas = []unit.Code{other} },
			given:  profile.Case{Unit: village, Category: "A10", Channel: "S01"},
			want:   profile.Resolution{Rule: "own", Lead: at(village, ""), Assisting: []dispute.Handler{at(town, "justice")}, Limit: "handle-wages"},
		},
		"a rule for another channel": {
			change: func(p *profile.Profile) { p.Routes[1].Channels = []string{"S23"} },
			given:  profile.Case{Unit: village, Category: "A10", Channel: "S01"},
			want:   profile.Resolution{Rule: "own", Lead: at(village, ""), Assisting: []dispute.Handler{at(town, "justice")}, Limit: "handle-wages"},
		},
		"a rule whose lead nobody above has does not apply": {
			change: func(p *profile.Profile) { p.Departments[2].At, p.Departments[2].Units = nil, []unit.Code{other} },
			given:  profile.Case{Unit: village, Category: "A10", Channel: "S01"},
			want:   profile.Resolution{Rule: "own", Lead: at(village, ""), Assisting: []dispute.Handler{at(town, "justice")}, Limit: "handle-wages"},
		},
		"no rule": {
			change: func(p *profile.Profile) { p.Routes = p.Routes[:1] },
			given:  profile.Case{Unit: village, Category: "A10", Channel: "S01"},
		},
		"a unit of another city": {
			given: profile.Case{Unit: "110101001000", Category: "A10", Channel: "S01"},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			p := sample(t)
			if test.change != nil {
				test.change(p)
			}
			d := open(t, p)
			got, told := d.Explain(test.given)
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
			if diff := cmp.Diff(d.Resolve(test.given), got); diff != "" {
				t.Errorf("explained as something else:\n%s", diff)
			}
			if len(told) == 0 {
				t.Error("nothing is explained")
			}
			for _, line := range told {
				if strings.Contains(line.Zh+line.En, "%!") || line.Zh == "" || line.En == "" {
					t.Errorf("badly told: %+v", line)
				}
			}
		})
	}
}

func TestAnExplanationNamesWhatDidNotApply(t *testing.T) {
	_, told := open(t, sample(t)).Explain(profile.Case{Unit: village, Category: "A10", Channel: "S01"})
	var zh []string
	for _, line := range told {
		zh = append(zh, line.Zh)
	}
	want := []string{
		"从 鹅湖镇甘露村（320205101203）开始查找。",
		"规则 major 不适用：规模 01 不符。",
		"规则 labour 不适用：类别 A10 不符。",
		"规则 wages（拖欠工资，优先级 50）适用。",
		"主办：锡山区人力资源和社会保障局（自鹅湖镇甘露村逐级向上）。",
		"协办：鹅湖镇司法所（自鹅湖镇甘露村逐级向上）。",
		"办理期限：规则 handle-wages，15日。",
	}
	if diff := cmp.Diff(want, zh); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestLimits(t *testing.T) {
	start := time.Date(2026, 2, 13, 9, 0, 0, 0, calendar.Shanghai()) // a Friday; Saturday is worked, the Spring Festival follows
	tests := map[string]struct {
		kind  string
		given profile.Case
		start time.Time
		rule  string
		due   string
	}{
		"accepting":                              {kind: profile.Accept, rule: "accept", due: "2026-02-25"},
		"handling in general":                    {kind: profile.Handle, rule: "handle", due: "2026-03-05"},
		"an urgent case":                         {kind: profile.Urgent, rule: "urgent", due: "2026-02-25"},
		"an objection":                           {kind: profile.Object, rule: "object", due: "2026-02-27"},
		"a complex case":                         {kind: profile.Handle, given: profile.Case{Complexity: profile.Complex}, rule: "handle-complex", due: "2026-03-05"},
		"wages, two conditions":                  {kind: profile.Handle, given: profile.Case{Category: "A10"}, rule: "handle-wages", due: "2026-02-28"},
		"complex wages":                          {kind: profile.Handle, given: profile.Case{Category: "A10", Complexity: profile.Complex}, rule: "handle-complex", due: "2026-03-05"},
		"hours go over midnight":                 {kind: profile.Acknowledge, start: time.Date(2026, 2, 13, 23, 0, 0, 0, calendar.Shanghai()), rule: "first-response", due: "2026-02-14"},
		"a make-up Saturday is not counted from": {kind: profile.Accept, start: time.Date(2026, 2, 14, 9, 0, 0, 0, calendar.Shanghai()), rule: "accept", due: "2026-02-26"},
		"the evening of a UTC day is the next in Beijing": {kind: profile.Accept, start: time.Date(2026, 2, 13, 17, 0, 0, 0, time.UTC), rule: "accept", due: "2026-02-26"},
		"days that an area took off":                      {kind: profile.Accept, start: time.Date(2026, 6, 30, 9, 0, 0, 0, calendar.Shanghai()), rule: "accept", due: "2026-07-07"},
		"days that another area took off":                 {kind: profile.Accept, given: profile.Case{Area: otherTwn}, start: time.Date(2026, 6, 30, 9, 0, 0, 0, calendar.Shanghai()), rule: "accept", due: "2026-07-03"},
		"a year that only the profile knows":              {kind: profile.Accept, start: time.Date(2026, 12, 31, 9, 0, 0, 0, calendar.Shanghai()), rule: "accept", due: "2027-01-06"},
	}
	d := open(t, sample(t, func(p *profile.Profile) { p.Version = 7 }))
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if test.start.IsZero() {
				test.start = start
			}
			test.given.Unit = village
			got, err := d.Limit(test.kind, test.given, test.start)
			if err != nil {
				t.Fatal(err)
			}
			rule, _ := d.LimitRule(test.rule)
			if got.Rule != test.rule || got.DueOn != test.due || got.Profile != 7 || got.Amount != rule.Amount || string(got.Clock) != rule.Clock {
				t.Errorf("%+v, want rule %s due on %s", got, test.rule, test.due)
			}
			if where := max(test.given.Unit, test.given.Area); got.Calendar != d.Calendar(where).Version() {
				t.Errorf("calendar %s", got.Calendar)
			}
		})
	}
}

func TestLimitsThatCannotBeComputed(t *testing.T) {
	d := open(t, sample(t))
	if _, err := d.Limit(profile.FollowUp, profile.Case{Unit: village}, noon); !errors.Is(err, profile.ErrNoLimit) {
		t.Errorf("a kind without a rule: %v", err)
	}
	if _, err := d.Limit(profile.Accept, profile.Case{Unit: village}, day(t, "2027-12-30").Start()); !errors.Is(err, calendar.ErrUnknownYear) {
		t.Errorf("a year whose days off are not known: %v", err)
	}
}

func TestTarget(t *testing.T) {
	d := open(t, sample(t))
	start := day(t, "2026-02-13").Start().Add(9 * time.Hour)
	rule, _ := d.LimitFor(profile.Handle, profile.Case{Unit: village})
	if target, err := d.Target(rule, profile.Case{Unit: village}, start); err != nil || target.String() != "2026-03-02" {
		t.Errorf("target %v, %v", target, err)
	}
}

func TestCoverageAndOverlapOfPlantedProfiles(t *testing.T) {
	tests := map[string]struct {
		change   func(*profile.Profile)
		gaps     []string // category and number of units
		example  profile.Case
		overlaps []string
	}{
		"no catch-all": {
			change:  func(p *profile.Profile) { p.Routes = p.Routes[:3] },
			gaps:    []string{"A01 7", "A02 7", "A03 7", "A04 7", "A05 7", "A06 7", "A07 7", "A08 7", "A09 7", "A12 7", "A13 7", "A14 7", "A15 7", "A16 7", "A17 7", "A99 7", "A05.01 7"},
			example: profile.Case{Unit: city, Area: city, Category: "A01", Scale: "01", Complexity: profile.Simple, Channel: "S01"},
		},
		"a catch-all for one county, and for letters elsewhere": {
			change: func(p *profile.Profile) {
				p.Routes[3].Areas = []unit.Code{county, city}
				p.Routes = append(p.Routes, p.Routes[3])
				p.Routes[3].Areas, p.Routes[4].ID, p.Routes[4].Priority, p.Routes[4].Areas = []unit.Code{county}, "letters", 800, []unit.Code{other}
				p.Routes[4].Channels = []string{"S02"}
				p.Routes[1].Categories = []string{"A01", "A02", "A03", "A04", "A05", "A06", "A07", "A08", "A09", "A10", "A12", "A13", "A14", "A15", "A16", "A17"}
			},
			gaps:    []string{"A99 3"},
			example: profile.Case{Unit: city, Area: city, Category: "A99", Scale: "01", Complexity: profile.Simple, Channel: "S01"},
		},
		"a lead that only some units have": {
			change: func(p *profile.Profile) {
				p.Routes = slices.Delete(p.Routes, 3, 4)
				p.Routes[1].Categories = nil
				p.Routes[1].Lead = profile.Place{Department: "labour"}
				p.Departments[2].At, p.Departments[2].Units = nil, []unit.Code{county}
				p.Routes[2].Priority = 60
			},
			gaps:    []string{"A01 3", "A02 3", "A03 3", "A04 3", "A05 3", "A06 3", "A07 3", "A08 3", "A09 3", "A10 3", "A11 3", "A12 3", "A13 3", "A14 3", "A15 3", "A16 3", "A17 3", "A99 3", "A05.01 3", "A11.01 3"},
			example: profile.Case{Unit: city, Area: city, Category: "A01", Scale: "01", Complexity: profile.Simple, Channel: "S01"},
		},
		"a unit that ended before the profile began": {
			change: func(p *profile.Profile) {
				p.Units[4].To = day(t, "2025-12-31")
				p.Routes[3].Areas = []unit.Code{village}
				p.Routes[1].Categories, p.Routes[2].Priority = nil, 60
				p.Routes[1].Areas = []unit.Code{county, other}
			},
			gaps:    []string{"A01 1", "A02 1", "A03 1", "A04 1", "A05 1", "A06 1", "A07 1", "A08 1", "A09 1", "A10 1", "A12 1", "A13 1", "A14 1", "A15 1", "A16 1", "A17 1", "A99 1", "A05.01 1"},
			example: profile.Case{Unit: city, Area: city, Category: "A01", Scale: "01", Complexity: profile.Simple, Channel: "S01"},
		},
		"a category twice at one priority": {
			change:   func(p *profile.Profile) { p.Routes[2].Categories = []string{"A11", "A10"} },
			overlaps: []string{"wages labour A10"},
		},
		"a local category and its parent": {
			change:   func(p *profile.Profile) { p.Routes[1].Categories = []string{"A11.01"} },
			overlaps: []string{"wages labour A11"},
		},
		"apart by area": {
			change: func(p *profile.Profile) {
				p.Routes[2].Categories = []string{"A10", "A11"}
				p.Routes[1].Areas, p.Routes[2].Areas = []unit.Code{county}, []unit.Code{other}
			},
		},
		"an area within another": {
			change: func(p *profile.Profile) {
				p.Routes[2].Categories = []string{"A10", "A11"}
				p.Routes[1].Areas, p.Routes[2].Areas = []unit.Code{other, village}, []unit.Code{county}
			},
			overlaps: []string{"wages labour A10"},
		},
		"apart by scale": {
			change: func(p *profile.Profile) {
				p.Routes[2].Categories = []string{"A10", "A11"}
				p.Routes[1].Scales, p.Routes[2].Scales = []string{"01"}, []string{"02", "03"}
			},
		},
		"apart by priority": {
			change: func(p *profile.Profile) { p.Routes[2].Categories, p.Routes[2].Priority = []string{"A10"}, 51 },
		},
		"one of the two cannot be used where they meet": {
			change: func(p *profile.Profile) {
				p.Routes[2].Categories = []string{"A10", "A11"}
				p.Routes[1].Areas = []unit.Code{other}
				p.Routes[1].Lead, p.Routes[2].Lead = profile.Place{Department: "justice"}, profile.Place{Department: "labour"}
				p.Routes[1].Assisting = nil
				p.Departments[2].At, p.Departments[2].Units = nil, []unit.Code{county}
			},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			p := sample(t, test.change)
			gaps := profile.Coverage(p)
			var got []string
			for _, g := range gaps {
				got = append(got, g.Category+" "+string(rune('0'+len(g.Units))))
			}
			if diff := cmp.Diff(test.gaps, got); diff != "" {
				t.Errorf("gaps, -want +got:\n%s", diff)
			}
			if len(gaps) > 0 && gaps[0].Example != test.example {
				t.Errorf("example %+v", gaps[0].Example)
			}
			got = nil
			for _, o := range profile.Overlap(p) {
				got = append(got, p.Routes[o.First].ID+" "+p.Routes[o.Second].ID+" "+o.Example.Category)
			}
			if diff := cmp.Diff(test.overlaps, got); diff != "" {
				t.Errorf("overlaps, -want +got:\n%s", diff)
			}
		})
	}
}
