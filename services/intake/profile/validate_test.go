package profile_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"anjie.internal/services/intake/profile"
	"anjie.internal/services/internal/unit"
)

func TestAGoodProfileHasNoProblems(t *testing.T) {
	for _, p := range profile.Validate(sample(t)) {
		t.Errorf("%+v", p)
	}
	for _, p := range profile.Warnings(sample(t)) {
		t.Errorf("warning %+v", p)
	}
}

func TestValidateFindsWhatIsWrong(t *testing.T) {
	type p = profile.Profile
	tests := map[string]struct {
		change func(*p)
		want   string // code@path
	}{
		"a city that is no unit code":              {func(p *p) { p.City = "无锡" }, "city-format@city"},
		"a city that is a town":                    {func(p *p) { p.City = town }, "city-tier@city"},
		"the city is not among its units":          {func(p *p) { p.Units = p.Units[1:] }, "city-not-in-units@city"},
		"no day from which it holds":               {func(p *p) { p.EffectiveFrom = day(t, "0001-01-01") }, "effective-from-missing@effective_from"},
		"a unit of another city":                   {func(p *p) { p.Units[1].Code = "320105000000" }, "unit-elsewhere@units[1].code"},
		"a unit code of eleven digits":             {func(p *p) { p.Units[2].Code = "32020510100" }, "unit-format@units[2].code"},
		"a unit twice":                             {func(p *p) { p.Units = append(p.Units, p.Units[2]) }, "unit-duplicate@units[7].code"},
		"a unit without a name":                    {func(p *p) { p.Units[2].Name = "" }, "name-missing@units[2].name"},
		"a unit that is called like a person":      {func(p *p) { p.Units[2].Name = "王一 13800001111" }, "text-characters@units[2].name"},
		"a phone number in a name":                 {func(p *p) { p.Units[2].Name = "村委会13800001111" }, "text-characters@units[2].name"},
		"a name that is too long":                  {func(p *p) { p.Units[2].Name = strings.Repeat("村", 41) }, "text-characters@units[2].name"},
		"two siblings of one name":                 {func(p *p) { p.Units[5].Name = "锡山区" }, "unit-name-duplicate@units[5].name"},
		"a unit whose parent is unknown":           {func(p *p) { p.Units[6].Code = "320211100000" }, "unit-parent-missing@units[6].code"},
		"a village right below a county":           {func(p *p) { p.Units[3].Code = "320205000203" }, "unit-tier-gap@units[3].code"},
		"a unit that ends before it begins":        {func(p *p) { p.Units[3].To = day(t, "2026-02-01") }, "unit-dates@units[3].to"},
		"a unit that outlives its parent":          {func(p *p) { p.Units[2].To = day(t, "2026-12-31") }, "unit-outlives-parent@units[3].to"},
		"a predecessor that is unknown":            {func(p *p) { p.Units[3].Predecessors[0] = "320205101299" }, "unit-predecessor-unknown@units[3].predecessors[0]"},
		"a predecessor that lives on":              {func(p *p) { p.Units[4].To = p.Units[0].To }, "unit-predecessor-lives@units[3].predecessors[0]"},
		"a unit that is its own predecessor":       {func(p *p) { p.Units[3].Predecessors[0] = village }, "unit-predecessor-self@units[3].predecessors[0]"},
		"more units than one event holds":          {func(p *p) { p.Units = slices.Repeat(p.Units, 2000) }, "too-many@units"},
		"a department with a Chinese code":         {func(p *p) { p.Departments[0].Code = "司法" }, "department-code@departments[0].code"},
		"a department in no unit":                  {func(p *p) { p.Departments[3].At = nil }, "department-nowhere@departments[3].at"},
		"a department in an unknown tier":          {func(p *p) { p.Departments[0].At[0] = "street" }, "unknown-tier@departments[0].at[0]"},
		"a department in an unknown unit":          {func(p *p) { p.Departments[2].Units[0] = "320299000000" }, "unit-unknown@departments[2].units[0]"},
		"a department twice in a unit":             {func(p *p) { p.Departments[2].At = []string{"city", "county"} }, "department-duplicate@departments[2]"},
		"a department for an unknown category":     {func(p *p) { p.Departments[2].Competent[0] = "A18" }, "unknown-category@departments[2].competent[0]"},
		"A and B are the same":                     {func(p *p) { p.Posts[0].B = p.Posts[0].A }, "post-same-holder@posts[0].b"},
		"a post without a holder":                  {func(p *p) { p.Posts[0].A = "" }, "post-holder-missing@posts[0].a"},
		"a post held by a name":                    {func(p *p) { p.Posts[0].A = "王一" }, "account-format@posts[0].a"},
		"a post held by a phone number":            {func(p *p) { p.Posts[0].B = "u13800001111" }, "account-format@posts[0].b"},
		"a post in an unknown unit":                {func(p *p) { p.Posts[0].Unit = "320299000000" }, "unit-unknown@posts[0].unit"},
		"a post in a department that is not there": {func(p *p) { p.Posts[1].Unit = other }, "department-unknown@posts[1].department"},
		"a post twice":                             {func(p *p) { p.Posts = append(p.Posts, p.Posts[0]) }, "post-duplicate@posts[2]"},
		"a matter with a code of its own making":   {func(p *p) { p.Matters[0].Code = "7" }, "matter-code@matters[0].code"},
		"a matter without its class":               {func(p *p) { p.Matters[1].Code = "M08.01" }, "matter-class-missing@matters[1].code"},
		"a matter of nobody":                       {func(p *p) { p.Matters[1].Department = "tourism" }, "department-unknown@matters[1].department"},
		"a matter twice":                           {func(p *p) { p.Matters[1].Code = "M07" }, "matter-duplicate@matters[1].code"},
		"a local category with another form":       {func(p *p) { p.Categories[0].Code = "A05-1" }, "category-code@categories[0].code"},
		"a local category without a parent":        {func(p *p) { p.Categories[0].Code = "A18.01" }, "unknown-category@categories[0].code"},
		"a group of one":                           {func(p *p) { p.Scale = profile.Scale{Group: 1, Major: 30} }, "scale-group@scale.group"},
		"a group of nobody":                        {func(p *p) { p.Scale = profile.Scale{Major: 30} }, "scale-group@scale.group"},
		"thresholds that do not rise":              {func(p *p) { p.Scale = profile.Scale{Group: 30, Major: 30} }, "scale-major@scale.major"},
		"one threshold alone":                      {func(p *p) { p.Scale = profile.Scale{Group: 8} }, "scale-major@scale.major"},
		"a threshold that nothing reaches":         {func(p *p) { p.Scale = profile.Scale{Group: 8, Major: 100_001} }, "scale-major@scale.major"},
		"a limit of an unknown kind":               {func(p *p) { p.Limits[0].Kind = "forget" }, "unknown-kind@limits[0].kind"},
		"a limit on an unknown clock":              {func(p *p) { p.Limits[0].Clock = "m" }, "unknown-clock@limits[0].clock"},
		"a limit of no days":                       {func(p *p) { p.Limits[0].Amount = 0 }, "limit-amount@limits[0].amount"},
		"a limit of years":                         {func(p *p) { p.Limits[0].Amount = 251 }, "limit-amount@limits[0].amount"},
		"a target behind its limit":                {func(p *p) { p.Limits[1].Target = 10 }, "limit-target@limits[1].target"},
		"a limit without a source":                 {func(p *p) { p.Limits[0].Source = "" }, "source-missing@limits[0].source"},
		"a person's phone in a source":             {func(p *p) { p.Limits[0].Source = "王一 13800001111" }, "text-characters@limits[0].source"},
		"a citizen number in a source":             {func(p *p) { p.Limits[0].Source = "11010519491231002X" }, "text-characters@limits[0].source"},
		"mediation's own limit":                    {func(p *p) { p.Limits[6].Kind = profile.Mediate }, "limit-elsewhere@limits[6].kind"},
		"that of confirmation":                     {func(p *p) { p.Limits[6].Kind = profile.Confirm }, "limit-elsewhere@limits[6].kind"},
		"that of follow-up visits":                 {func(p *p) { p.Limits[6].Kind = profile.FollowUp }, "limit-elsewhere@limits[6].kind"},
		"a mode for what is not mediation":         {func(p *p) { p.Limits[0].Modes = []string{"M07"} }, "limit-modes@limits[0].modes"},
		"a limit id twice":                         {func(p *p) { p.Limits[5].ID = "accept" }, "limit-duplicate@limits[5].id"},
		"no limit for urgent cases":                {func(p *p) { p.Limits = slices.Delete(p.Limits, 4, 5) }, "limit-no-default@limits"},
		"two limits for the same cases":            {func(p *p) { p.Limits[3].Complexities = nil }, "limit-ambiguous@limits[3]"},
		"a route of no priority":                   {func(p *p) { p.Routes[0].Priority = 0 }, "route-priority@routes[0].priority"},
		"a route for an unknown scale":             {func(p *p) { p.Routes[0].Scales[0] = "04" }, "unknown-scale@routes[0].scales[0]"},
		"a route for an unknown channel":           {func(p *p) { p.Routes[0].Channels = []string{"S99"} }, "unknown-channel@routes[0].channels[0]"},
		"a route for a category twice":             {func(p *p) { p.Routes[1].Categories = []string{"A10", "A10"} }, "listed-twice@routes[1].categories[1]"},
		"a route for an unknown area":              {func(p *p) { p.Routes[1].Areas = []unit.Code{"320299000000"} }, "unit-unknown@routes[1].areas[0]"},
		"a route to an unknown department":         {func(p *p) { p.Routes[1].Lead.Department = "tourism" }, "department-unknown@routes[1].lead"},
		"a route from an unknown tier":             {func(p *p) { p.Routes[0].Lead.From = "street" }, "unknown-tier@routes[0].lead.from"},
		"a route to an unknown assistant":          {func(p *p) { p.Routes[1].Assisting[0].Department = "tourism" }, "department-unknown@routes[1].assisting[0]"},
		"a lead that assists too":                  {func(p *p) { p.Routes[1].Assisting[0] = p.Routes[1].Lead }, "listed-twice@routes[1].assisting[0]"},
		"a route with an unknown limit":            {func(p *p) { p.Routes[1].Limit = "soon" }, "limit-unknown@routes[1].limit"},
		"a route with a limit of another kind":     {func(p *p) { p.Routes[1].Limit = "accept" }, "limit-unknown@routes[1].limit"},
		"a route id twice":                         {func(p *p) { p.Routes[2].ID = "wages" }, "route-duplicate@routes[2].id"},
		"two routes for the same cases":            {func(p *p) { p.Routes[3].Priority = 50 }, "route-overlap@routes[3]"},
		"notices in another format":                {func(p *p) { p.Notices = "2027年放假安排：元旦1月1日" }, "notices-invalid@notices"},
		"notices that skip a year":                 {func(p *p) { p.Notices = "notice 2028 - 2027-11-20 -\noff 元旦 01-01" }, "notices-not-contiguous@notices"},
		"a person in a notice":                     {func(p *p) { p.Notices = "notice 2027 王一13800001111 2026-11-20 -" }, "text-characters@notices"},
		"a day off without a source":               {func(p *p) { p.DaysOff[0].Source = "" }, "source-missing@days_off[0].source"},
		"a day off of another city":                {func(p *p) { p.DaysOff[0].Area = "3401" }, "day-off-elsewhere@days_off[0].area"},
		"a day off that ends before it begins":     {func(p *p) { p.DaysOff[0].To = day(t, "2026-06-30") }, "day-off-invalid@days_off[0]"},
		"days off for years":                       {func(p *p) { p.DaysOff[0].To = day(t, "2028-06-30") }, "day-off-too-long@days_off[0].to"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			problems := profile.Validate(sample(t, test.change))
			if !slices.ContainsFunc(problems, func(p profile.Problem) bool { return p.Code+"@"+p.Path == test.want }) {
				t.Errorf("found %+v, want %s", problems, test.want)
			}
			for _, p := range problems {
				if p.Zh == "" || p.En == "" || strings.Contains(p.Zh+p.En, "%!") {
					t.Errorf("badly told: %+v", p)
				}
			}
		})
	}
}

func TestValidateFindsAllProblemsAtOnce(t *testing.T) {
	problems := profile.Validate(sample(t, func(p *profile.Profile) {
		p.Units[2].Name, p.Posts[0].B, p.Limits[0].Clock, p.Routes[1].Lead.Department = "", p.Posts[0].A, "m", "tourism"
		p.Units[6].Code, p.Matters[0].Code = "320211100000", "x"
	}))
	want := []string{"department-unknown", "matter-class-missing", "matter-code", "name-missing", "post-same-holder", "unit-parent-missing", "unknown-clock"}
	if got := codes(problems); !slices.Equal(got, want) {
		t.Errorf("found %v, want %v", got, want)
	}
}

func TestWarnings(t *testing.T) {
	tests := map[string]struct {
		change func(*profile.Profile)
		want   string
	}{
		"a post without a B holder":         {func(p *profile.Profile) { p.Posts[0].B = "" }, "post-without-b@posts[0].b"},
		"a lead that is not competent":      {func(p *profile.Profile) { p.Routes[1].Categories = []string{"A10", "A12"} }, "route-not-competent@routes[1].lead"},
		"a lead of some categories for all": {func(p *profile.Profile) { p.Routes[3].Lead.Department = "labour" }, "route-not-competent@routes[3].lead"},
		"cases that nobody is sent":         {func(p *profile.Profile) { p.Routes = p.Routes[:3] }, "route-gap@routes"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			p := sample(t, test.change)
			if problems := profile.Validate(p); len(problems) > 0 {
				t.Errorf("it forbids publishing: %+v", problems)
			}
			if got := profile.Warnings(p); !slices.ContainsFunc(got, func(p profile.Problem) bool { return p.Code+"@"+p.Path == test.want }) {
				t.Errorf("warned of %+v, want %s", got, test.want)
			}
		})
	}
}

func TestNoticesThatAReleaseLearnsLaterDoNotHurt(t *testing.T) {
	p := sample(t, func(p *profile.Profile) {
		p.Notices = "notice 2012 - 2011-12-06 http://www.gov.cn/\noff 元旦 01-01..01-03\n" + p.Notices
	})
	if problems := profile.Validate(p); len(problems) > 0 {
		t.Fatal(problems)
	}
	if _, last := open(t, p).Calendar(village).Years(); last != 2027 {
		t.Errorf("the calendar ends in %d", last)
	}
}

// The bound is above any city: the largest has some three thousand units.
func TestUnitsAreBoundedByNumber(t *testing.T) {
	p := sample(t)
	for i := range profile.MaxUnits {
		p.Units = append(p.Units, profile.Unit{Code: unit.Code("320206" + strconv.Itoa(100000+i)), Name: "村"})
	}
	if got := codes(profile.Validate(p)); !slices.Contains(got, "too-many") {
		t.Errorf("found %v", got)
	}
}
