package main

import (
	"fmt"
	"strconv"
	"strings"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"

	"anjie.internal/services/cmd/internal/say"
	"anjie.internal/services/intake/profile"
	"anjie.internal/services/internal/unit"
)

// Words of profiles.
var (
	headCity          = text{"城市", "city"}
	headVersion       = text{"版本", "version"}
	headEffective     = text{"生效日期", "holds from"}
	headPublished     = text{"发布时间", "published at"}
	headUnits         = text{"机构", "units"}
	headParts         = text{"内容", "parts"}
	headDepartments   = text{"部门", "departments"}
	headLimits        = text{"期限", "limits"}
	headRoutes        = text{"分流规则", "routes"}
	headLocal         = text{"本地类别", "local categories"}
	headLead          = text{"主办", "in the lead"}
	headAssisting     = text{"协办", "assisting"}
	headRouteRule     = text{"规则", "rule"}
	headReasons       = text{"理由", "reasons"}
	toldVersionOf     = text{"第 %d 版，共 %d 版", "%d of %d"}
	toldParts         = text{"部门 %d，岗位 %d，事项 %d，本地类别 %d，期限 %d，分流规则 %d", "%d departments, %d posts, %d matters, %d local categories, %d limits, %d routes"}
	toldScales        = text{"%d人起为一般群体性事件，%d人起为重大群体性事件", "a group from %d people on, major from %d on"}
	toldTier          = text{"%s%d", "%s %d"}
	toldUnmatched     = text{"没有适用的规则，进入待定列表", "no rule applies: the queue of unmatched cases"}
	toldLimitDue      = text{"%s：规则 %s，%d%s，%s 到期%s（%s）", "%s: rule %s, %d %s, due on %s%s (%s)"}
	toldLimitTarget   = text{"，目标 %s", ", aimed at %s"}
	toldUnconditional = text{"全部案件", "every case"}
)

// profileSummary is what a profile holds, in numbers.
func (p *program) profileSummary(x *profile.Profile) string {
	g := &say.Grid{}
	g.Row(p.say(headCity), cityName(x)+" "+string(x.City))
	g.Row(p.say(headEffective), x.EffectiveFrom.String())
	g.Row(p.say(headUnits), p.tierCounts(x))
	g.Row(p.say(headParts), p.say(toldParts, len(x.Departments), len(x.Posts), len(x.Matters), len(x.Categories), len(x.Limits), len(x.Routes)))
	t := x.Scale.Thresholds()
	g.Row(p.say(headScale), p.say(toldScales, t.Group, t.Major))
	return g.String()
}

func cityName(x *profile.Profile) string {
	for _, u := range x.Units {
		if u.Code == x.City {
			return u.Name
		}
	}
	return ""
}

// tierCounts are the units of each tier.
func (p *program) tierCounts(x *profile.Profile) string {
	counts := map[unit.Tier]int{}
	for _, u := range x.Units {
		counts[u.Code.Tier()]++
	}
	var parts []string
	for t := unit.Province; t <= unit.Village; t++ {
		if n := counts[t]; n > 0 {
			e, _ := profile.Tiers().Find(profile.TierCode(t))
			parts = append(parts, p.say(toldTier, p.say(text{e.Zh, e.En}), n))
		}
	}
	if p.lang == en {
		return strings.Join(parts, ", ")
	}
	return strings.Join(parts, "，")
}

// profilePage is a published profile on a page.
func (p *program) profilePage(x *profile.Profile, resp *intakev1.GetProfileResponse, units bool) string {
	var b strings.Builder
	b.WriteString(p.profileSummary(x))
	g := &say.Grid{}
	g.Row(p.say(headVersion), p.say(toldVersionOf, resp.GetProfile().GetVersion(), resp.GetNewestVersion()))
	g.Row(p.say(headPublished), say.Clock(resp.GetPublishedAt().AsTime()))
	b.WriteString(g.String())
	section := func(head text, rows func(g *say.Grid)) {
		g := &say.Grid{}
		if rows(g); g.String() != "" {
			fmt.Fprintf(&b, "\n%s\n%s", p.say(head), g)
		}
	}
	if units {
		section(headUnits, func(g *say.Grid) {
			for _, u := range x.Units {
				span := ""
				if !u.From.IsZero() || !u.To.IsZero() {
					span = u.From.String() + "–" + u.To.String()
				}
				g.Row(strings.Repeat("  ", int(u.Code.Tier())-int(x.City.Tier()))+u.Name, string(u.Code), span)
			}
		})
	}
	section(headDepartments, func(g *say.Grid) {
		for _, d := range x.Departments {
			where := append([]string{}, d.At...)
			for _, u := range d.Units {
				where = append(where, u.Prefix())
			}
			g.Row(d.Code, d.Name, strings.Join(where, " "), strings.Join(d.Competent, " "))
		}
	})
	section(headLocal, func(g *say.Grid) {
		for _, c := range x.Categories {
			g.Row(c.Code, c.Name)
		}
	})
	section(headLimits, func(g *say.Grid) {
		for _, l := range x.Limits {
			g.Row(l.ID, p.named(profile.Kinds(), l.Kind), p.span(l), p.conditions(l.Categories, l.Complexities, l.Modes), l.Source)
		}
	})
	section(headRoutes, func(g *say.Grid) {
		for _, r := range x.Routes {
			var assisting []string
			for _, a := range r.Assisting {
				assisting = append(assisting, a.String())
			}
			areas := make([]string, 0, len(r.Areas))
			for _, a := range r.Areas {
				areas = append(areas, a.Prefix())
			}
			g.Row(strconv.Itoa(r.Priority), r.ID, r.Name, p.conditions(r.Categories, areas, r.Scales, r.Complexities, r.Channels),
				r.Lead.String(), strings.Join(assisting, " "), r.Limit)
		}
	})
	return b.String()
}

// conditions are lists that ask something, or that nothing is asked.
func (p *program) conditions(lists ...[]string) string {
	var parts []string
	for _, l := range lists {
		if len(l) > 0 {
			parts = append(parts, strings.Join(l, " "))
		}
	}
	if len(parts) == 0 {
		return p.say(toldUnconditional)
	}
	return strings.Join(parts, " + ")
}

// span is how long a limit is: 7/10个工作日.
func (p *program) span(l profile.LimitRule) string {
	s := strconv.Itoa(l.Amount)
	if l.Target > 0 {
		s = strconv.Itoa(l.Target) + "/" + s
	}
	if p.lang == en {
		s += " "
	}
	return s + p.word(profile.Clocks(), l.Clock)
}

// routePage is where a case would go.
func (p *program) routePage(resp *intakev1.ResolveRouteResponse) string {
	g := &say.Grid{}
	if resp.GetRule() == "" {
		g.Row(p.say(headRouteRule), p.say(toldUnmatched))
	} else {
		g.Row(p.say(headRouteRule), resp.GetRule())
		g.Row(p.say(headLead), p.routeHandler(resp.GetLead()))
	}
	for _, h := range resp.GetAssisting() {
		g.Row(p.say(headAssisting), p.routeHandler(h))
	}
	for _, l := range resp.GetLimits() {
		target := ""
		if l.GetTargetOn() != "" {
			target = p.say(toldLimitTarget, l.GetTargetOn())
		}
		g.Row(p.say(headLimits), p.say(toldLimitDue, p.word(profile.Kinds(), l.GetKind()), l.GetRule(), l.GetAmount(),
			p.word(profile.Clocks(), l.GetClock()), l.GetDueOn(), target, l.GetSource()))
	}
	for _, r := range resp.GetReasons() {
		g.Row(p.say(headReasons), p.say(text{r.GetZh(), r.GetEn()}))
	}
	g.Row(p.say(headVersion), strconv.FormatUint(uint64(resp.GetVersion()), 10))
	return g.String()
}

func (p *program) routeHandler(h *intakev1.RouteHandler) string {
	if h.GetDepartment() == "" {
		return h.GetName() + " " + h.GetUnit()
	}
	return h.GetName() + " " + h.GetUnit() + "/" + h.GetDepartment()
}
