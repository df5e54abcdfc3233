package profile_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"anjie.internal/services/intake/profile"
	"anjie.internal/services/internal/calendar"
	"anjie.internal/services/internal/unit"
)

var noon = time.Date(2026, 11, 23, 4, 0, 0, 0, time.UTC)

func published(t testing.TB, version int, change ...func(*profile.Profile)) profile.Event {
	t.Helper()
	return &profile.PublishedV1{RecordedAt: noon, Profile: sample(t, append(change, func(p *profile.Profile) { p.Version = version })...)}
}

func TestPublish(t *testing.T) {
	renamed := func(p *profile.Profile) { p.Units[2].Name = "荡口镇" }
	tests := map[string]struct {
		given   []profile.Event
		acting  unit.Code
		expects int
		change  func(*profile.Profile)
		version int
		want    error
		field   string
	}{
		"the first version":                         {acting: city, version: 1},
		"from above the city":                       {acting: "320000000000", version: 1},
		"the next version":                          {given: []profile.Event{published(t, 1)}, acting: city, expects: 1, change: renamed, version: 2},
		"back to what it was":                       {given: []profile.Event{published(t, 1), published(t, 2, renamed)}, acting: city, expects: 2, version: 3},
		"from below the city":                       {acting: county, want: profile.ErrCityNotYours, field: "profile.city"},
		"from another city":                         {acting: "320100000000", want: profile.ErrCityNotYours, field: "profile.city"},
		"without having seen the first":             {given: []profile.Event{published(t, 1)}, acting: city, change: renamed, want: profile.ErrVersion, field: "expected_version"},
		"having seen a version that was passed":     {given: []profile.Event{published(t, 1), published(t, 2, renamed)}, acting: city, expects: 1, want: profile.ErrVersion, field: "expected_version"},
		"having seen a version that does not exist": {acting: city, expects: 1, want: profile.ErrVersion, field: "expected_version"},
		"what is published already":                 {given: []profile.Event{published(t, 1)}, acting: city, expects: 1, want: profile.ErrUnchanged, field: "profile"},
		"the same in another order": {given: []profile.Event{published(t, 1)}, acting: city, expects: 1, want: profile.ErrUnchanged, field: "profile", change: func(p *profile.Profile) {
			p.Units[1], p.Units[5] = p.Units[5], p.Units[1]
			p.Routes[0], p.Routes[3] = p.Routes[3], p.Routes[0]
			p.Departments[0].At = []string{"county", "city"}
			p.Notices = "# 2027年\n\n" + p.Notices
		}},
		"with a problem": {acting: city, change: func(p *profile.Profile) { p.Posts[0].B = p.Posts[0].A }, want: profile.ErrInvalid, field: "profile.posts[0].b"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			p := sample(t)
			if test.change != nil {
				test.change(p)
			}
			d := profile.Decider()
			events, err := d.Decide(d.Fold(d.Initial(), test.given...), profile.Publish{At: noon, ActingUnit: test.acting, Expected: test.expects, Profile: p})
			if test.want != nil {
				f := (*faultError)(nil)
				if !errors.Is(err, test.want) || !errors.As(err, &f) || f.Field != test.field {
					t.Fatalf("%v, want %v on %s", err, test.want, test.field)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			e := events[0].(*profile.PublishedV1)
			if len(events) != 1 || e.Profile.Version != test.version || !e.RecordedAt.Equal(noon) {
				t.Errorf("%+v", e)
			}
			if changes := profile.Diff(p, e.Profile); len(changes) > 0 {
				t.Errorf("published is something else: %+v", changes)
			}
			if p.Version != 0 {
				t.Error("the command's own profile was changed")
			}
			if got := d.Fold(d.Initial(), append(test.given, events...)...).Version(); got != test.version {
				t.Errorf("the state is at version %d", got)
			}
		})
	}
}

func TestDiffTellsWhatChanged(t *testing.T) {
	after := sample(t, func(p *profile.Profile) {
		p.Units[2].Name = "荡口镇"
		p.Units = append(p.Units, profile.Unit{Code: "320206101000", Name: "阳山镇"})
		p.Limits[1].Amount = 8
		p.Routes = p.Routes[1:]
		p.Routes[0].Categories = []string{"A10", "A12"}
		p.Posts[0].B = ""
		p.Departments[2].Competent = []string{"A10", "A12"}
	})
	var got []string
	for _, c := range profile.Diff(sample(t), after) {
		got = append(got, c.Path+"：", c.Zh, c.En)
	}
	want := []string{
		"units[320205101000].name：", "机构 320205101000 荡口镇：名称由“鹅湖镇”改为“荡口镇”。", "unit 320205101000 荡口镇: name is “荡口镇”, was “鹅湖镇”.",
		"units[320206101000]：", "机构 320206101000 阳山镇：新增（阳山镇）。", "unit 320206101000 阳山镇: added (阳山镇).",
		"departments[labour@city].competent：", "部门 labour@city 人力资源和社会保障局：职责增加 A12，减少 A11。", "department labour@city 人力资源和社会保障局: competent also A12, no longer A11.",
		"posts[320205000000/-/window].b：", "岗位 320205000000/-/window 综合受理窗口：B岗由“xs-window-2”改为（无）。", "post 320205000000/-/window 综合受理窗口: b is nothing, was “xs-window-2”.",
		"limits[handle].amount：", "期限 handle：期限由“10”改为“8”。", "limit handle: amount is “8”, was “10”.",
		"routes[major]：", "分流规则 major 重大群体性事件：删除（优先级 10，规模 03，主办 centre@county，协办 police）。", "route major 重大群体性事件: removed (priority 10, scales 03, lead centre@county, assisting police).",
		"routes[wages].categories：", "分流规则 wages 拖欠工资：类别增加 A12。", "route wages 拖欠工资: categories also A12.",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// TestTheDefaultScaleIsNoDifference, written or not; another one is told as people count.
func TestTheDefaultScaleIsNoDifference(t *testing.T) {
	scaled := func(group, major int) *profile.Profile {
		return sample(t, func(p *profile.Profile) { p.Scale = profile.Scale{Group: group, Major: major} })
	}
	if changes := profile.Diff(sample(t), scaled(5, 30)); len(changes) > 0 {
		t.Errorf("the default is a change: %+v", changes)
	}
	changes := profile.Diff(sample(t), scaled(10, 30))
	if len(changes) != 1 || changes[0].Path != "scale.group" || changes[0].Zh != "配置：一般群体性事件的起点人数由“5”改为“10”。" {
		t.Errorf("ten people are told as %+v", changes)
	}
	if problems := profile.Validate(scaled(10, 50)); len(problems) > 0 {
		t.Errorf("a city's own thresholds: %+v", problems)
	}
}

// TestDiffSeesEveryField changes every field of a profile, found by reflection, so that one that is added later is tried too: two
// profiles without a difference are taken as equal.
func TestDiffSeesEveryField(t *testing.T) {
	whole := sample(t)
	n := 0
	for range leaves(whole) {
		n++
	}
	if n < 100 {
		t.Fatalf("only %d fields", n)
	}
	for i := range n {
		changed := sample(t)
		leaf := leaves(changed)[i]
		if leaf.path == "Profile.Version" {
			continue
		}
		switch v := leaf.value.Addr().Interface().(type) {
		case *calendar.Date:
			*v = v.Plus(1)
		case *bool:
			*v = !*v
		case *int:
			*v++
		default:
			leaf.value.SetString(leaf.value.String() + "x")
		}
		if len(profile.Diff(whole, changed)) == 0 {
			t.Errorf("a change of %s is no difference", leaf.path)
		}
	}
}

func TestPlacesAreReadAsTheyAreWritten(t *testing.T) {
	for _, p := range []profile.Place{{}, {Department: "labour"}, {From: "county"}, {Department: "labour", From: "city"}} {
		if got := profile.ParsePlace(p.String()); got != p {
			t.Errorf("%q is read as %+v", p, got)
		}
	}
}
