package profile_test

import (
	"slices"
	"testing"

	"anjie.internal/services/intake/profile"
	"anjie.internal/services/internal/calendar"
	"anjie.internal/services/internal/unit"
)

const (
	city     unit.Code = "320200000000"
	county   unit.Code = "320205000000"
	town     unit.Code = "320205101000"
	village  unit.Code = "320205101203"
	elder    unit.Code = "320205101204" // merged into village
	other    unit.Code = "320206000000"
	otherTwn unit.Code = "320206100000"
)

func day(t testing.TB, s string) calendar.Date {
	t.Helper()
	d, err := calendar.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// sample is a small profile with something of everything, and without a problem.
func sample(t testing.TB, change ...func(*profile.Profile)) *profile.Profile {
	t.Helper()
	p := &profile.Profile{
		City: city, EffectiveFrom: day(t, "2026-01-01"),
		Units: []profile.Unit{
			{Code: city, Name: "无锡市"},
			{Code: county, Name: "锡山区"},
			{Code: town, Name: "鹅湖镇"},
			{Code: village, Name: "甘露村", From: day(t, "2026-03-01"), Predecessors: []unit.Code{elder}},
			{Code: elder, Name: "青荡村", To: day(t, "2026-02-28")},
			{Code: other, Name: "惠山区"},
			{Code: otherTwn, Name: "洛社镇"},
		},
		Departments: []profile.Department{
			{Code: "justice", Name: "司法局", At: []string{"city", "county"}},
			{Code: "justice", Name: "司法所", At: []string{"town"}},
			{Code: "labour", Name: "人力资源和社会保障局", At: []string{"city"}, Units: []unit.Code{county}, Competent: []string{"A10", "A11"}},
			{Code: "police", Name: "公安局", At: []string{"city"}},
		},
		Posts: []profile.Post{
			{Unit: county, Code: "window", Name: "综合受理窗口", A: "xs-window-1", B: "xs-window-2"},
			{Unit: county, Department: "labour", Code: "liaison", Name: "联络员", A: "xs-labour-1", B: "xs-labour-2"},
		},
		Matters: []profile.Matter{
			{Code: "M07", Name: "劳动保障", Department: "labour"},
			{Code: "M07.02", Name: "劳动合同咨询", Department: "labour"},
		},
		Categories: []profile.Category{{Code: "A05.01", Name: "民间借贷纠纷"}, {Code: "A11.01", Name: "工伤待遇纠纷"}},
		Limits: []profile.LimitRule{
			{ID: "accept", Kind: profile.Accept, Clock: profile.Workdays, Amount: 3, Source: "地方规定"},
			{ID: "handle", Kind: profile.Handle, Clock: profile.Workdays, Target: 7, Amount: 10, Source: "地方限时办结规定"},
			{ID: "handle-complex", Kind: profile.Handle, Complexities: []string{profile.Complex}, Clock: profile.Days, Amount: 20, Source: "地方规定"},
			{ID: "handle-wages", Kind: profile.Handle, Categories: []string{"A10"}, Complexities: []string{profile.Simple, profile.General}, Clock: profile.Days, Amount: 15, Source: "《劳动争议调解仲裁法》第14条"},
			{ID: "urgent", Kind: profile.Urgent, Clock: profile.Workdays, Amount: 3, Source: "地方限时办结规定"},
			{ID: "object", Kind: profile.Object, Clock: profile.Workdays, Amount: 5, Source: "《信访工作条例》第23条第3款"},
			{ID: "first-response", Kind: profile.Acknowledge, Clock: profile.Hours, Amount: 2, Source: "地方规定"},
		},
		Routes: []profile.Route{
			{ID: "major", Name: "重大群体性事件", Priority: 10, Scales: []string{"03"}, Lead: profile.Place{From: "county"}, Assisting: []profile.Place{{Department: "police"}}},
			{ID: "wages", Name: "拖欠工资", Priority: 50, Categories: []string{"A10"}, Lead: profile.Place{Department: "labour"}, Assisting: []profile.Place{{Department: "justice"}}, Limit: "handle-wages"},
			{ID: "labour", Name: "劳动争议", Priority: 50, Categories: []string{"A11"}, Lead: profile.Place{Department: "labour"}},
			{ID: "own", Name: "其余由属地综治中心办理", Priority: 900, Lead: profile.Place{}, Assisting: []profile.Place{{Department: "justice"}}},
		},
		Notices: "notice 2027 - 2026-11-20 https://www.gov.cn/zhengce/content_1.htm\noff 元旦 01-01..01-03\noff 春节 02-05..02-11\nwork 春节 01-31 02-14",
		DaysOff: []profile.DayOff{{Area: "320205", Name: "防汛停工", From: day(t, "2026-07-01"), To: day(t, "2026-07-02"), Source: "区政府通告"}},
	}
	for _, c := range change {
		c(p)
	}
	return p
}

func open(t testing.TB, p *profile.Profile) *profile.Directory {
	t.Helper()
	d, err := profile.Open(p)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// codes are the codes of problems, without repetition, sorted.
func codes(problems []profile.Problem) []string {
	var out []string
	for _, p := range problems {
		out = append(out, p.Code)
	}
	slices.Sort(out)
	return slices.Compact(out)
}
