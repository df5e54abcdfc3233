package intake_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"
	"github.com/google/go-cmp/cmp"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/testing/protocmp"
	"google.golang.org/protobuf/types/known/timestamppb"

	"anjie.internal/services/intake"
	"anjie.internal/services/intake/profile"
	"anjie.internal/services/internal/calendar"
	"anjie.internal/services/internal/es/estest"
	"anjie.internal/services/internal/identity"
	"anjie.internal/services/internal/rpc"
	"anjie.internal/services/internal/unit"
)

const wuxi = "320200000000"

func (d *desk) profiles(unit string, roles ...string) intakev1.ProfileServiceClient {
	d.t.Helper()
	return intakev1.NewProfileServiceClient(d.dial(roles[0]+"-"+unit, unit, roles...))
}

// publish publishes a profile as the next version.
func (d *desk) publish(p *intakev1.Profile, expected uint32) *intakev1.PublishProfileResponse {
	d.t.Helper()
	resp, err := d.profiles(p.GetCity(), identity.RoleAdministrator).PublishProfile(d.t.Context(), &intakev1.PublishProfileRequest{
		CommandId: newID(d.t), Profile: p, ExpectedVersion: expected,
	})
	d.must(err)
	return resp
}

// fixture is a profile of the repository as a message; change makes it another one.
func fixture(t testing.TB, name string, change ...func(*intakev1.Profile)) *intakev1.Profile {
	t.Helper()
	m := intake.ProfileMessage(readProfile(t, name))
	for _, c := range change {
		c(m)
	}
	return m
}

// later makes a profile that holds from another day and has a limit of its own.
func later(from string, amount uint32) func(*intakev1.Profile) {
	return func(p *intakev1.Profile) {
		p.EffectiveFrom = from
		for _, l := range p.GetLimits() {
			if l.GetId() == "handle" {
				l.Amount = amount
			}
		}
	}
}

func wantRefusal(t *testing.T, name string, err error, code, field string) {
	t.Helper()
	if f := rpc.Fault(err); f == nil || f.Code != code || f.Field != field {
		t.Errorf("%s: %v, want %s on %q", name, err, code, field)
	}
}

func TestAProfileIsPublishedAndShown(t *testing.T) {
	t.Parallel()
	d, ctx := openDesk(t), t.Context()
	want := fixture(t, "wuxi-2012.yaml")
	admin := d.profiles(wuxi, identity.RoleAdministrator)
	req := &intakev1.PublishProfileRequest{CommandId: newID(t), Profile: want}
	first, err := admin.PublishProfile(ctx, req)
	d.must(err)
	if first.GetVersion() != 1 || first.GetRepeated() || len(first.GetWarnings()) > 0 || first.GetPosition() == nil {
		t.Errorf("published %v", first)
	}
	again, err := admin.PublishProfile(ctx, req)
	d.must(err)
	if again.GetVersion() != 1 || !again.GetRepeated() || !proto.Equal(again.GetPosition(), first.GetPosition()) {
		t.Errorf("the repetition answers %v, the first %v", again, first)
	}
	clerk := d.profiles(searchVillage, identity.RoleClerk)
	got, err := clerk.GetProfile(ctx, &intakev1.GetProfileRequest{})
	d.must(err)
	sorted := cmp.Options{
		protocmp.Transform(), protocmp.IgnoreFields(&intakev1.Profile{}, "version"),
		protocmp.SortRepeated(func(a, b *intakev1.ProfileUnit) bool { return a.GetCode() < b.GetCode() }),
		protocmp.SortRepeated(func(a, b *intakev1.ProfileRoute) bool { return a.GetId() < b.GetId() }),
		protocmp.SortRepeated(func(a, b *intakev1.ProfileLimit) bool { return a.GetId() < b.GetId() }),
		protocmp.SortRepeated(func(a, b *intakev1.ProfilePost) bool { return a.String() < b.String() }),
		protocmp.SortRepeated(func(a, b *intakev1.ProfileDepartment) bool { return a.String() < b.String() }),
		protocmp.SortRepeatedFields(&intakev1.ProfileRoute{}, "assisting"), protocmp.SortRepeatedFields(&intakev1.ProfileDepartment{}, "units", "competent"),
	}
	if diff := cmp.Diff(want, got.GetProfile(), sorted); diff != "" {
		t.Errorf("shown is something else (-want +got):\n%s", diff)
	}
	if got.GetProfile().GetVersion() != 1 || got.GetNewestVersion() != 1 || !got.GetPublishedAt().AsTime().Equal(d.now()) {
		t.Errorf("version %d of %d, published %v", got.GetProfile().GetVersion(), got.GetNewestVersion(), got.GetPublishedAt())
	}
	head, err := d.store.Head(ctx)
	d.must(err)
	if head.Commit != 1 {
		t.Errorf("the log ends at %v, want one event", head)
	}
	d.serve() // another process on the same log: it has kept nothing, and answers the same
	restarted, err := d.profiles(searchVillage, identity.RoleClerk).GetProfile(ctx, &intakev1.GetProfileRequest{})
	d.must(err)
	if diff := cmp.Diff(got, restarted, protocmp.Transform()); diff != "" {
		t.Errorf("after a restart (-before +after):\n%s", diff)
	}
}

func TestWhatIsNotPublished(t *testing.T) {
	t.Parallel()
	d, ctx := openDesk(t), t.Context()
	good := fixture(t, "wuxi-2012.yaml")
	d.publish(good, 0)
	next := func(change ...func(*intakev1.Profile)) *intakev1.Profile {
		return fixture(t, "wuxi-2012.yaml", append(change, later("2012-07-01", 9))...)
	}
	tests := map[string]struct {
		unit     string
		role     string
		profile  *intakev1.Profile
		expected uint32
		code     string
		field    string
	}{
		"by a clerk":                       {wuxi, identity.RoleClerk, next(), 1, "role-missing", ""},
		"by an administrator of a county":  {searchDistrict, identity.RoleAdministrator, next(), 1, "unit-not-yours", "profile.city"},
		"by an administrator of elsewhere": {"340800000000", identity.RoleAdministrator, next(), 1, "unit-not-yours", "profile.city"},
		"without having seen version 1":    {wuxi, identity.RoleAdministrator, next(), 0, "profile-version-passed", "expected_version"},
		"having seen a version to come":    {wuxi, identity.RoleAdministrator, next(), 2, "profile-version-passed", "expected_version"},
		"what is published":                {wuxi, identity.RoleAdministrator, good, 1, "profile-unchanged", "profile"},
		"nothing":                          {wuxi, identity.RoleAdministrator, nil, 0, "profile-invalid", "profile.city"},
		"with A and B the same": {
			wuxi, identity.RoleAdministrator, next(func(p *intakev1.Profile) { p.Posts[3].B = p.GetPosts()[3].GetA() }), 1,
			"profile-invalid", "profile.posts[3].b",
		},
		"with a date in Chinese": {
			wuxi, identity.RoleAdministrator, next(func(p *intakev1.Profile) { p.Units[5].To = "2012年底" }), 1,
			"date-format", "profile.units[5].to",
		},
		"with a route that leads nowhere": {
			wuxi, identity.RoleAdministrator, next(func(p *intakev1.Profile) { p.Routes[2].Lead = "" }), 1,
			"lead-missing", "profile.routes[2].lead",
		},
	}
	for name, test := range tests {
		_, err := d.profiles(test.unit, test.role).PublishProfile(ctx, &intakev1.PublishProfileRequest{
			CommandId: newID(t), Profile: test.profile, ExpectedVersion: test.expected,
		})
		wantRefusal(t, name, err, test.code, test.field)
	}
	_, err := d.profiles(wuxi, identity.RoleAdministrator).PublishProfile(ctx, &intakev1.PublishProfileRequest{Profile: next(), ExpectedVersion: 1})
	wantRefusal(t, "without a command id", err, "id-format", "command_id")
	head, err := d.store.Head(ctx)
	d.must(err)
	if head.Commit != 1 {
		t.Errorf("something was published: the log ends at %v", head)
	}
}

func TestOfTwoPublishersOneIsTold(t *testing.T) {
	t.Parallel()
	d, ctx := openDesk(t), t.Context()
	const publishers = 6
	admin := d.profiles(wuxi, identity.RoleAdministrator)
	refusals := make([]string, publishers)
	var all sync.WaitGroup
	for i := range publishers {
		req := &intakev1.PublishProfileRequest{CommandId: newID(t), Profile: fixture(t, "wuxi-2012.yaml", later("2012-01-01", uint32(8+i)))}
		all.Go(func() {
			if _, err := admin.PublishProfile(ctx, req); err != nil {
				refusals[i] = rpc.Fault(err).Code
			}
		})
	}
	all.Wait()
	slices.Sort(refusals)
	if want := append([]string{""}, slices.Repeat([]string{"profile-version-passed"}, publishers-1)...); !slices.Equal(refusals, want) {
		t.Errorf("refusals %q", refusals)
	}
}

func TestCheckTellsEverything(t *testing.T) {
	t.Parallel()
	d, ctx := openDesk(t), t.Context()
	admin := d.profiles(wuxi, identity.RoleAdministrator)
	check := func(change func(*intakev1.Profile)) (problems, warnings []string) {
		resp, err := admin.CheckProfile(ctx, &intakev1.CheckProfileRequest{Profile: fixture(t, "wuxi-2012.yaml", change)})
		d.must(err)
		for _, p := range resp.GetProblems() {
			problems = append(problems, p.GetCode()+"@"+p.GetPath())
		}
		for _, p := range resp.GetWarnings() {
			warnings = append(warnings, p.GetCode()+"@"+p.GetPath())
		}
		return problems, warnings
	}
	problems, warnings := check(func(p *intakev1.Profile) { p.Posts[0].A, p.Limits[0].Clock = "王一", "m" })
	if !slices.Equal(problems, []string{"account-format@posts[0].a", "unknown-clock@limits[0].clock"}) || len(warnings) > 0 {
		t.Errorf("problems %v, warnings %v", problems, warnings)
	}
	problems, warnings = check(func(p *intakev1.Profile) {
		p.Posts[0].B = ""
		p.Routes = slices.DeleteFunc(p.GetRoutes(), func(r *intakev1.ProfileRoute) bool { return r.GetId() == "medical" })
	})
	if len(problems) > 0 || !slices.Equal(warnings, []string{"post-without-b@posts[0].b", "route-gap@routes"}) {
		t.Errorf("problems %v, warnings %v", problems, warnings)
	}
	_, err := d.profiles(wuxi, identity.RoleClerk).CheckProfile(ctx, &intakev1.CheckProfileRequest{})
	wantRefusal(t, "a clerk checks", err, "role-missing", "")
}

func TestVersionsAreComparedAndEachHoldsInItsTime(t *testing.T) {
	t.Parallel()
	d, ctx := openDesk(t), t.Context()
	d.publish(fixture(t, "wuxi-2012.yaml"), 0)
	d.publish(fixture(t, "wuxi-2012.yaml", later("2012-07-01", 9)), 1)
	d.publish(fixture(t, "wuxi-2012.yaml", later("2027-01-01", 8)), 2)
	clerk := d.profiles(searchVillage, identity.RoleClerk)

	diff := func(req *intakev1.DiffProfilesRequest) []string {
		resp, err := clerk.DiffProfiles(ctx, req)
		d.must(err)
		var out []string
		for _, c := range resp.GetChanges() {
			out = append(out, fmt.Sprintf("%d %s %s→%s", resp.GetFromVersion(), c.GetPath(), c.GetBefore(), c.GetAfter()))
		}
		return out
	}
	for name, test := range map[string]struct {
		req  *intakev1.DiffProfilesRequest
		want []string
	}{
		"two versions":  {&intakev1.DiffProfilesRequest{FromVersion: 1, ToVersion: 2}, []string{"1 effective_from 2012-01-01→2012-07-01", "1 limits[handle].amount 10→9"}},
		"to the newest": {&intakev1.DiffProfilesRequest{FromVersion: 2}, []string{"2 effective_from 2012-07-01→2027-01-01", "2 limits[handle].amount 9→8"}},
		"to itself":     {&intakev1.DiffProfilesRequest{FromVersion: 3}, nil},
		"to what is written": {
			&intakev1.DiffProfilesRequest{ToProfile: fixture(t, "wuxi-2012.yaml", later("2027-01-01", 7))}, []string{"3 limits[handle].amount 8→7"},
		},
	} {
		if got := diff(test.req); !slices.Equal(got, test.want) {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
	}

	for at, want := range map[string]struct {
		version, amount uint32
	}{"2012-03-01": {1, 10}, "2012-06-30": {1, 10}, "2012-07-01": {2, 9}, "2026-11-23": {2, 9}} {
		day, err := calendar.Parse(at)
		d.must(err)
		resp, err := clerk.ResolveRoute(ctx, &intakev1.ResolveRouteRequest{Category: "A02", Channel: "S01", BeginsAt: timestamppb.New(day.Start())})
		d.must(err)
		limit := resp.GetLimits()[slices.IndexFunc(resp.GetLimits(), func(l *intakev1.RouteLimit) bool { return l.GetKind() == profile.Handle })]
		if resp.GetVersion() != want.version || limit.GetAmount() != want.amount {
			t.Errorf("at %s: version %d with %d days, want %v", at, resp.GetVersion(), limit.GetAmount(), want)
		}
	}
	_, err := clerk.ResolveRoute(ctx, &intakev1.ResolveRouteRequest{
		Category: "A02", Channel: "S01", BeginsAt: timestamppb.New(time.Date(2011, 12, 31, 0, 0, 0, 0, time.UTC)),
	})
	wantRefusal(t, "before the first", err, "profile-missing", "")
	_, err = clerk.GetProfile(ctx, &intakev1.GetProfileRequest{Version: 4})
	wantRefusal(t, "a version to come", err, "profile-missing", "version")
}

// TestAnotherReplicaSeesAVersion lets a second process publish: the first one sees it when what it knows has grown old.
func TestAnotherReplicaSeesAVersion(t *testing.T) {
	t.Parallel()
	d, ctx := openDesk(t), t.Context()
	d.publish(fixture(t, "wuxi-2012.yaml"), 0)
	here := d.profiles(searchVillage, identity.RoleClerk)
	newest := func() uint32 {
		resp, err := here.GetProfile(ctx, &intakev1.GetProfileRequest{})
		d.must(err)
		return resp.GetNewestVersion()
	}
	if newest() != 1 {
		t.Fatal("version 1 is not seen")
	}
	d.serve()
	d.publish(fixture(t, "wuxi-2012.yaml", later("2012-07-01", 9)), 1)
	d.forward(time.Second)
	if got := newest(); got != 2 {
		t.Errorf("the other replica sees version %d", got)
	}
}

func TestTheNearestProfileHolds(t *testing.T) {
	t.Parallel()
	d, ctx := openDesk(t), t.Context()
	d.publish(fixture(t, "wuxi-2012.yaml"), 0)
	d.publish(fixture(t, "yingjiang-2019.yaml"), 0)
	own := fixture(t, "wuxi-2012.yaml", func(p *intakev1.Profile) {
		inside := func(code string) bool { return unit.Code(searchDistrict).Covers(unit.Code(code)) }
		p.City = searchDistrict
		p.Units = slices.DeleteFunc(p.GetUnits(), func(u *intakev1.ProfileUnit) bool { return !inside(u.GetCode()) })
		p.Posts = slices.DeleteFunc(p.GetPosts(), func(o *intakev1.ProfilePost) bool { return !inside(o.GetUnit()) })
		p.Routes = slices.DeleteFunc(p.GetRoutes(), func(r *intakev1.ProfileRoute) bool { return len(r.GetAreas()) > 0 })
		for _, x := range p.GetDepartments() {
			x.Units = slices.DeleteFunc(x.GetUnits(), func(u string) bool { return !inside(u) })
		}
		p.Departments = slices.DeleteFunc(p.GetDepartments(), func(x *intakev1.ProfileDepartment) bool { return len(x.GetAt())+len(x.GetUnits()) == 0 })
	})
	d.publish(own, 0)
	for of, want := range map[string]string{
		searchVillage: searchDistrict, searchDistrict: searchDistrict, "320206001001": wuxi, wuxi: wuxi, "340802001001": "340802000000",
	} {
		resp, err := d.profiles(of, identity.RoleClerk).GetProfile(ctx, &intakev1.GetProfileRequest{})
		d.must(err)
		if got := resp.GetProfile().GetCity(); got != want {
			t.Errorf("for %s holds the profile of %s, want %s", of, got, want)
		}
	}
	_, err := d.profiles("110101001000", identity.RoleClerk).GetProfile(ctx, &intakev1.GetProfileRequest{})
	wantRefusal(t, "a city without a profile", err, "profile-missing", "")
	_, err = d.profiles("340802001001", identity.RoleClerk).GetProfile(ctx, &intakev1.GetProfileRequest{Unit: wuxi})
	wantRefusal(t, "another city's profile", err, "unit-not-yours", "unit")
	if _, err = d.profiles("340802001001", identity.RoleService).GetProfile(ctx, &intakev1.GetProfileRequest{Unit: wuxi}); err != nil {
		t.Errorf("a service reads any: %v", err)
	}
}

func TestARouteIsExplained(t *testing.T) {
	t.Parallel()
	d, ctx := openDesk(t), t.Context()
	d.publish(fixture(t, "wuxi-2012.yaml"), 0)
	clerk := d.profiles(searchVillage, identity.RoleClerk)
	resp, err := clerk.ResolveRoute(ctx, &intakev1.ResolveRouteRequest{Category: "A10", Channel: "S01", Mode: "M06"})
	d.must(err)
	want := &intakev1.ResolveRouteResponse{
		Rule: "wages", Version: 1,
		Lead: &intakev1.RouteHandler{Unit: searchDistrict, Department: "labour", Name: "锡山区人力资源和社会保障局"},
		Assisting: []*intakev1.RouteHandler{
			{Unit: searchDistrict, Department: "housing", Name: "锡山区住房和城乡建设局"}, {Unit: searchTown, Department: "police", Name: "鹅湖镇派出所"},
		},
	}
	if diff := cmp.Diff(want, resp, protocmp.Transform(), protocmp.IgnoreFields(&intakev1.ResolveRouteResponse{}, "limits", "reasons")); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	var limits []string
	for _, l := range resp.GetLimits() {
		limits = append(limits, fmt.Sprintf("%s %s %d%s %s %s", l.GetKind(), l.GetRule(), l.GetAmount(), l.GetClock(), l.GetDueOn(), l.GetTargetOn()))
		if l.GetSource() == "" || l.GetCalendar() == "" {
			t.Errorf("limit %v", l)
		}
	}
	wantLimits := []string{ // from Monday 2026-11-23
		"accept accept 3wd 2026-11-26 ", "acknowledge acknowledge 1wd 2026-11-24 ", "handle handle 10wd 2026-12-07 2026-12-02",
		"urgent urgent 3wd 2026-11-26 ", "object object 5wd 2026-11-30 ",
	}
	if diff := cmp.Diff(wantLimits, limits); diff != "" {
		t.Errorf("limits, -want +got:\n%s", diff)
	}
	if len(resp.GetReasons()) < 3 {
		t.Errorf("reasons %v", resp.GetReasons())
	}

	type req = intakev1.ResolveRouteRequest
	for name, test := range map[string]struct {
		req         *req
		code, field string
	}{
		"an unknown category":       {&req{Category: "A18", Channel: "S01"}, "unknown-category", "category"},
		"a child of another":        {&req{Category: "A02", LocalCategory: "A05.01", Channel: "S01"}, "unknown-category", "local_category"},
		"an unknown channel":        {&req{Category: "A02", Channel: "S99"}, "unknown-channel", "channel"},
		"an unknown scale":          {&req{Category: "A02", Scale: "04"}, "unknown-code", "scale"},
		"an unknown complexity":     {&req{Category: "A02", Complexity: "hard"}, "unknown-code", "complexity"},
		"an unknown mode":           {&req{Category: "A02", Mode: "M11"}, "unknown-code", "mode"},
		"an area that is none":      {&req{Category: "A02", Area: "锡山"}, "unit-format", "area"},
		"another city":              {&req{Category: "A02", Unit: "340802000000"}, "profile-missing", ""},
		"a year without its notice": {&req{Category: "A02", BeginsAt: timestamppb.New(time.Date(2026, 12, 31, 4, 0, 0, 0, time.UTC))}, "calendar-unknown-year", ""},
	} {
		_, err := clerk.ResolveRoute(ctx, test.req)
		wantRefusal(t, name, err, test.code, test.field)
	}
}

func TestUnitsAreListed(t *testing.T) {
	t.Parallel()
	d, ctx := openDesk(t), t.Context()
	d.publish(fixture(t, "wuxi-2012.yaml", func(p *intakev1.Profile) {
		for _, u := range p.GetUnits() {
			if u.GetCode() == searchVillage {
				u.To = "2012-06-30"
			}
		}
	}), 0)
	clerk := d.profiles(searchVillage, identity.RoleClerk)
	type req = intakev1.ListUnitsRequest
	list := func(r *req) []*intakev1.ListedUnit {
		var all []*intakev1.ListedUnit
		for {
			resp, err := clerk.ListUnits(ctx, r)
			d.must(err)
			all = append(all, resp.GetUnits()...)
			if r.PageToken = resp.GetNextPageToken(); r.GetPageToken() == "" {
				return all
			}
		}
	}
	for name, test := range map[string]struct {
		req  *req
		want int
	}{
		"the whole city":            {&req{Unit: "3202"}, 1 + 9 + 82 + 1241},
		"the whole city, in pages":  {&req{Unit: "3202", PageSize: 100}, 1 + 9 + 82 + 1241},
		"the city and its counties": {&req{Unit: "3202", Depth: 1}, 1 + 9},
		"down to the towns":         {&req{Unit: wuxi, Depth: 2, PageSize: 7}, 1 + 9 + 82},
		"a district":                {&req{Unit: "320205"}, 1 + 9 + 118},
		"one's own unit":            {&req{}, 1},
		"on a day before it ended":  {&req{On: "2012-06-30"}, 1},
		"on a day after":            {&req{On: "2012-07-01"}, 0},
		"a town that is not there":  {&req{Unit: "320205199"}, 0},
	} {
		got := list(test.req)
		if len(got) != test.want || !slices.IsSortedFunc(got, func(a, b *intakev1.ListedUnit) int {
			return strings.Compare(a.GetUnit().GetCode(), b.GetUnit().GetCode())
		}) {
			t.Errorf("%s: %d units, want %d in order", name, len(got), test.want)
		}
	}
	towns := list(&req{Unit: "320205", Depth: 1})
	want := &intakev1.ListedUnit{
		Unit: &intakev1.ProfileUnit{Code: searchTown, Name: "鹅湖镇"}, Parent: searchDistrict, Tier: "town", Departments: []string{"justice", "police"},
	}
	if i := slices.IndexFunc(towns, func(u *intakev1.ListedUnit) bool { return u.GetUnit().GetCode() == searchTown }); i < 0 || !proto.Equal(towns[i], want) {
		t.Errorf("the town is listed as %v", towns[max(i, 0)])
	}
	for name, test := range map[string]struct {
		req         *req
		code, field string
	}{
		"half a code":          {&req{Unit: "32020"}, "unit-format", "unit"},
		"a page too large":     {&req{PageSize: 2001}, "page-size", "page_size"},
		"a token of elsewhere": {&req{Unit: "320206", PageToken: "MzIwMjA1MTAxMDAw"}, "page-token", "page_token"},
		"a token that is none": {&req{PageToken: "x"}, "page-token", "page_token"},
		"a day that is none":   {&req{On: "2012"}, "date-format", "on"},
		"a version to come":    {&req{Version: 2}, "profile-missing", "version"},
		"a city without any":   {&req{Unit: "1101"}, "profile-missing", ""},
	} {
		_, err := clerk.ListUnits(ctx, test.req)
		wantRefusal(t, name, err, test.code, test.field)
	}
}

// TestTheStoredFormOfProfilesNeverChanges compares with a golden file; see TestStoredFormsNeverChange.
func TestTheStoredFormOfProfilesNeverChanges(t *testing.T) {
	codec, err := intake.ProfileCodec()
	if err != nil {
		t.Fatal(err)
	}
	day := func(s string) calendar.Date {
		d, err := calendar.Parse(s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	estest.Golden(t, codec, "testdata/profile-events", profile.Event(&profile.PublishedV1{
		RecordedAt: time.Date(2026, 11, 23, 1, 30, 0, 123456000, time.UTC),
		Profile: &profile.Profile{
			City: wuxi, Version: 3, EffectiveFrom: day("2026-12-01"),
			Units: []profile.Unit{
				{Code: wuxi, Name: "无锡市"},
				{Code: "320205000000", Name: "锡山区", From: day("2001-01-01"), To: day("2026-12-31"), Predecessors: []unit.Code{"320283000000"}},
			},
			Departments: []profile.Department{{Code: "labour", Name: "人力资源和社会保障局", At: []string{"city"}, Units: []unit.Code{"320205000000"}, Competent: []string{"A10"}}},
			Posts:       []profile.Post{{Unit: wuxi, Department: "labour", Code: "liaison", Name: "联络员", A: "wx-labour-a", B: "wx-labour-b"}},
			Matters:     []profile.Matter{{Code: "M12", Name: "劳动关系", Department: "labour"}},
			Categories:  []profile.Category{{Code: "A05.01", Name: "民间借贷纠纷"}},
			Limits: []profile.LimitRule{{
				ID: "mediate-medical", Kind: "mediate", Categories: []string{"A15"}, Complexities: []string{"complex"}, Modes: []string{"M07"},
				Clock: "wd", Target: 20, Amount: 30, Source: "《医疗纠纷预防和处理条例》第三十八条",
			}},
			Routes: []profile.Route{{
				ID: "wages", Name: "拖欠农民工工资", Priority: 50, Categories: []string{"A10"}, Areas: []unit.Code{"320205000000"}, Scales: []string{"02"},
				Complexities: []string{"complex"}, Channels: []string{"S01"}, Lead: profile.Place{Department: "labour", From: "county"},
				Assisting: []profile.Place{{}}, Limit: "handle",
			}},
			Notices: "notice 2027 - 2026-11-20 https://www.gov.cn/\noff 元旦 01-01..01-03",
			DaysOff: []profile.DayOff{{Area: "3202", Name: "台风停工", Worked: true, From: day("2026-08-08"), To: day("2026-08-09"), Source: "市政府通告"}},
		},
	}))
}
