package intake

import (
	"fmt"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"

	"anjie.internal/services/intake/profile"
	"anjie.internal/services/internal/calendar"
	"anjie.internal/services/internal/entry"
	"anjie.internal/services/internal/fault"
	"anjie.internal/services/internal/unit"
)

// reading reads dates of a message and remembers the first that is none. What is right or wrong about the rest is for Validate.
type reading struct{ err error }

func (r *reading) date(s, path string, args ...any) calendar.Date {
	if s == "" {
		return calendar.Date{}
	}
	d, err := calendar.Parse(s)
	if err != nil && r.err == nil {
		r.err = entry.ErrDateFormat.On(fmt.Sprintf(path, args...))
	}
	return d
}

// errLeadMissing: a lead that is left out would be read as the centre.
var errLeadMissing = fault.New(fault.Invalid, "lead-missing",
	"分流规则须写明主办：部门代码，或 centre。", "A route names its lead: a department's code, or centre.")

// ProfileOf reads a profile; field is its name in the request.
func ProfileOf(m *intakev1.Profile, field string) (*profile.Profile, error) {
	var r reading
	p := &profile.Profile{City: unit.Code(m.GetCity()), EffectiveFrom: r.date(m.GetEffectiveFrom(), "%s.effective_from", field), Notices: m.GetNotices()}
	p.Scale = profile.Scale{Group: int(m.GetScale().GetGroup()), Major: int(m.GetScale().GetMajor())}
	for i, u := range m.GetUnits() {
		p.Units = append(p.Units, profile.Unit{
			Code: unit.Code(u.GetCode()), Name: u.GetName(), From: r.date(u.GetFrom(), "%s.units[%d].from", field, i),
			To: r.date(u.GetTo(), "%s.units[%d].to", field, i), Predecessors: unitCodes(u.GetPredecessors()),
		})
	}
	for _, d := range m.GetDepartments() {
		p.Departments = append(p.Departments, profile.Department{
			Code: d.GetCode(), Name: d.GetName(), At: d.GetAt(), Units: unitCodes(d.GetUnits()), Competent: d.GetCompetent(),
		})
	}
	for _, o := range m.GetPosts() {
		p.Posts = append(p.Posts, profile.Post{
			Unit: unit.Code(o.GetUnit()), Department: o.GetDepartment(), Code: o.GetCode(), Name: o.GetName(), A: o.GetA(), B: o.GetB(),
		})
	}
	for _, x := range m.GetMatters() {
		p.Matters = append(p.Matters, profile.Matter{Code: x.GetCode(), Name: x.GetName(), Department: x.GetDepartment()})
	}
	for _, c := range m.GetCategories() {
		p.Categories = append(p.Categories, profile.Category{Code: c.GetCode(), Name: c.GetName()})
	}
	for _, l := range m.GetLimits() {
		p.Limits = append(p.Limits, profile.LimitRule{
			ID: l.GetId(), Kind: l.GetKind(), Categories: l.GetCategories(), Complexities: l.GetComplexities(), Modes: l.GetModes(),
			Clock: l.GetClock(), Target: int(l.GetTarget()), Amount: int(l.GetAmount()), Source: l.GetSource(),
		})
	}
	for i, x := range m.GetRoutes() {
		if x.GetLead() == "" && r.err == nil {
			r.err = errLeadMissing.On(fmt.Sprintf("%s.routes[%d].lead", field, i))
		}
		route := profile.Route{
			ID: x.GetId(), Name: x.GetName(), Priority: int(x.GetPriority()), Categories: x.GetCategories(), Areas: unitCodes(x.GetAreas()),
			Scales: x.GetScales(), Complexities: x.GetComplexities(), Channels: x.GetChannels(), Lead: profile.ParsePlace(x.GetLead()), Limit: x.GetLimit(),
		}
		for _, place := range x.GetAssisting() {
			route.Assisting = append(route.Assisting, profile.ParsePlace(place))
		}
		p.Routes = append(p.Routes, route)
	}
	for i, d := range m.GetDaysOff() {
		p.DaysOff = append(p.DaysOff, profile.DayOff{
			Area: d.GetArea(), Name: d.GetName(), Worked: d.GetWorked(), From: r.date(d.GetFrom(), "%s.days_off[%d].from", field, i),
			To: r.date(d.GetTo(), "%s.days_off[%d].to", field, i), Source: d.GetSource(),
		})
	}
	return p, r.err
}

// ProfileMessage is the message of a published profile, whose numbers are bounded.
func ProfileMessage(p *profile.Profile) *intakev1.Profile {
	m := &intakev1.Profile{
		City: string(p.City), Version: small(p.Version), EffectiveFrom: p.EffectiveFrom.String(), Notices: p.Notices,
	}
	if p.Scale != (profile.Scale{}) {
		m.Scale = &intakev1.ProfileScale{Group: small(p.Scale.Group), Major: small(p.Scale.Major)}
	}
	for _, u := range p.Units {
		m.Units = append(m.Units, unitMessage(u))
	}
	for _, d := range p.Departments {
		m.Departments = append(m.Departments, &intakev1.ProfileDepartment{
			Code: d.Code, Name: d.Name, At: d.At, Units: codesOf(d.Units), Competent: d.Competent,
		})
	}
	for _, o := range p.Posts {
		m.Posts = append(m.Posts, &intakev1.ProfilePost{Unit: string(o.Unit), Department: o.Department, Code: o.Code, Name: o.Name, A: o.A, B: o.B})
	}
	for _, x := range p.Matters {
		m.Matters = append(m.Matters, &intakev1.ProfileMatter{Code: x.Code, Name: x.Name, Department: x.Department})
	}
	for _, c := range p.Categories {
		m.Categories = append(m.Categories, &intakev1.ProfileCategory{Code: c.Code, Name: c.Name})
	}
	for _, l := range p.Limits {
		m.Limits = append(m.Limits, &intakev1.ProfileLimit{
			Id: l.ID, Kind: l.Kind, Categories: l.Categories, Complexities: l.Complexities, Modes: l.Modes, Clock: l.Clock,
			Target: small(l.Target), Amount: small(l.Amount), Source: l.Source,
		})
	}
	for _, r := range p.Routes {
		m.Routes = append(m.Routes, &intakev1.ProfileRoute{
			Id: r.ID, Name: r.Name, Priority: small(r.Priority), Categories: r.Categories, Areas: codesOf(r.Areas), Scales: r.Scales,
			Complexities: r.Complexities, Channels: r.Channels, Lead: r.Lead.String(), Assisting: placeTexts(r.Assisting), Limit: r.Limit,
		})
	}
	for _, d := range p.DaysOff {
		m.DaysOff = append(m.DaysOff, &intakev1.ProfileDayOff{
			Area: d.Area, Name: d.Name, Worked: d.Worked, From: d.From.String(), To: d.To.String(), Source: d.Source,
		})
	}
	return m
}

func unitMessage(u profile.Unit) *intakev1.ProfileUnit {
	return &intakev1.ProfileUnit{
		Code: string(u.Code), Name: u.Name, From: u.From.String(), To: u.To.String(), Predecessors: codesOf(u.Predecessors),
	}
}

func problemMessages(problems []profile.Problem) []*intakev1.ProfileProblem {
	var out []*intakev1.ProfileProblem
	for _, p := range problems {
		out = append(out, &intakev1.ProfileProblem{Path: p.Path, Code: p.Code, Zh: p.Zh, En: p.En})
	}
	return out
}

func unitCodes(list []string) []unit.Code {
	var out []unit.Code
	for _, s := range list {
		out = append(out, unit.Code(s))
	}
	return out
}

func codesOf(list []unit.Code) []string {
	var out []string
	for _, c := range list {
		out = append(out, string(c))
	}
	return out
}

func placeTexts(list []profile.Place) []string {
	var out []string
	for _, p := range list {
		out = append(out, p.String())
	}
	return out
}

// small is a number of a profile: a version, a priority, an amount. Validate bounds those that authors write; before it, what is not
// in bounds is sent as 0, which is never right either.
func small(n int) uint32 {
	if n < 0 || n > 1<<31-1 {
		return 0
	}
	return uint32(n)
}
