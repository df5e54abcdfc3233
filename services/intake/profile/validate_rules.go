package profile

import (
	"fmt"
	"slices"

	"anjie.internal/services/intake/dispute"
)

func (v *validator) categories() {
	if !v.size("categories", len(v.p.Categories), MaxCategories) {
		return
	}
	seen := map[string]int{}
	for i, c := range v.p.Categories {
		path := fmt.Sprintf("categories[%d]", i)
		v.once(seen, c.Code, path+".code", "category-duplicate", i)
		v.name(path+".name", c.Name)
		if !categoryForm.MatchString(c.Code) {
			v.add(path+".code", "category-code", "本地类别的代码形如 A05.01：%s。", "The code of a local category is like A05.01: %s.", shown(c.Code))
		} else if parent := parentCategory(c.Code); !dispute.Categories().Has(parent) {
			v.add(path+".code", "unknown-category", "没有类别 %s。", "There is no category %s.", parent)
		}
	}
}

// longest amounts of a limit. Beyond them somebody has mistaken the clock.
var longest = map[string]int{Workdays: 250, Days: 366, Hours: 24 * 60}

func (v *validator) limits() {
	if !v.size("limits", len(v.p.Limits), MaxLimits) {
		return
	}
	seen := map[string]int{}
	for i := range v.p.Limits {
		l, path := &v.p.Limits[i], fmt.Sprintf("limits[%d]", i)
		v.form(path+".id", "limit", l.ID)
		v.once(seen, l.ID, path+".id", "limit-duplicate", i)
		if where, ok := elsewhere[l.Kind]; ok {
			v.add(path+".kind", "limit-elsewhere", "%[1]s。", "A limit of this kind is not the profile's: %[2]s.", where.Zh, where.En)
		} else {
			v.code(path+".kind", "kind", kinds, l.Kind)
		}
		v.categoryList(path+".categories", l.Categories)
		v.codes(path+".complexities", "complexity", complexities, l.Complexities)
		v.codes(path+".modes", "mode", modes, l.Modes)
		if len(l.Modes) > 0 && l.Kind != Mediate { // of that kind it is refused already
			v.add(path+".modes", "limit-modes", "城市配置的期限不按调解方式区分：调解期限由调解服务按其方式表计算。",
				"No limit of a profile is told apart by mode of mediation: mediation counts those of its own.")
		}
		v.code(path+".clock", "clock", clocks, l.Clock)
		if most, ok := longest[l.Clock]; ok && (l.Amount < 1 || l.Amount > most) {
			v.add(path+".amount", "limit-amount", "期限须在1至%d之间。", "The amount is between 1 and %d.", most)
		}
		if l.Target < 0 || l.Target > 0 && l.Target >= l.Amount {
			v.add(path+".target", "limit-target", "目标（%d）须短于期限（%d）。", "The target (%d) is shorter than the limit (%d).", l.Target, l.Amount)
		}
		v.source(path+".source", l.Source)
		v.ambiguous(path, l, i)
	}
	for _, kind := range needed {
		if !slices.ContainsFunc(v.p.Limits, func(l LimitRule) bool { return l.Kind == kind && l.conditions() == 0 }) {
			k, _ := kinds.Find(kind)
			v.add("limits", "limit-no-default", "缺少不带条件的%s期限（kind: %s）。", "A limit without conditions is missing of the kind %[2]s.", k.Zh, kind)
		}
	}
}

// ambiguous refuses a rule that with another of its kind, of as many conditions, applies to the same case.
func (v *validator) ambiguous(path string, l *LimitRule, i int) {
	for n := range i {
		o := &v.p.Limits[n]
		if o.Kind != l.Kind || o.conditions() != l.conditions() {
			continue
		}
		_, c := commonCategory(l.Categories, o.Categories)
		if c && meet(l.Complexities, o.Complexities) && meet(l.Modes, o.Modes) {
			v.add(path, "limit-ambiguous", "期限规则 %s 与 %s 适用于同样的案件，且条件数相同。", "Limit rules %s and %s apply to the same cases, with as many conditions.", shown(l.ID), shown(o.ID))
		}
	}
}

// meet reports whether two lists of alternatives have one in common; an empty list allows everything.
func meet(a, b []string) bool {
	return len(a) == 0 || len(b) == 0 || slices.ContainsFunc(a, func(x string) bool { return slices.Contains(b, x) })
}

func (v *validator) routes() {
	if !v.size("routes", len(v.p.Routes), MaxRoutes) {
		return
	}
	seen := map[string]int{}
	for i := range v.p.Routes {
		r, path := &v.p.Routes[i], fmt.Sprintf("routes[%d]", i)
		v.form(path+".id", "route", r.ID)
		v.once(seen, r.ID, path+".id", "route-duplicate", i)
		v.name(path+".name", r.Name)
		if r.Priority < 1 || r.Priority > 999 {
			v.add(path+".priority", "route-priority", "优先级须在1至999之间，数字小的先用。", "A priority is between 1 and 999; the lower number goes first.")
		}
		v.categoryList(path+".categories", r.Categories)
		v.codes(path+".scales", "scale", dispute.Scales(), r.Scales)
		v.codes(path+".complexities", "complexity", complexities, r.Complexities)
		v.codes(path+".channels", "channel", dispute.Channels(), r.Channels)
		for n, area := range r.Areas {
			if _, ok := v.dir.units[area]; !ok {
				v.add(fmt.Sprintf("%s.areas[%d]", path, n), "unit-unknown", "区域 %s 不在配置中。", "The area %s is not in the profile.", shown(area))
			}
		}
		v.place(path+".lead", r.Lead)
		for n, place := range r.Assisting {
			at := fmt.Sprintf("%s.assisting[%d]", path, n)
			v.place(at, place)
			if place == r.Lead || slices.Contains(r.Assisting[:n], place) {
				v.add(at, "listed-twice", "同一部门不能既主办又协办，也不能重复协办。", "A department leads or assists, and assists once.")
			}
		}
		if r.Limit != "" {
			if l, ok := v.dir.LimitRule(r.Limit); !ok || l.Kind != Handle {
				v.add(path+".limit", "limit-unknown", "没有办理期限规则 %s。", "There is no limit rule for handling %s.", shown(r.Limit))
			}
		}
	}
	for _, o := range Overlap(v.p) {
		v.add(fmt.Sprintf("routes[%d]", o.Second), "route-overlap", "规则 %s 与 %s 优先级相同（%d），又适用于同样的案件：%s。",
			"Rules %s and %s have the same priority (%d) and apply to the same cases: %s.",
			shown(v.p.Routes[o.First].ID), shown(v.p.Routes[o.Second].ID), v.p.Routes[o.First].Priority, o.Example.text())
	}
}

func (v *validator) place(path string, p Place) {
	if p.Department != "" && !v.knownDepartment(p.Department) {
		v.add(path, "department-unknown", "没有部门 %s。", "There is no department %s.", shown(p.Department))
	}
	if p.From != "" {
		v.code(path+".from", "tier", tiers, p.From)
	}
}

// scale checks thresholds of the city's own. Both are written, or neither.
func (v *validator) scale() {
	s := v.p.Scale
	if s == (Scale{}) {
		return
	}
	if s.Group < 2 {
		v.add("scale.group", "scale-group", "群体性事件的起点人数须为2以上。", "A dispute of a group begins with 2 people or more.")
	}
	if s.Major <= s.Group || s.Major > dispute.MaxInvolved {
		v.add("scale.major", "scale-major", "重大群体性事件的起点人数须多于一般群体性事件的，且不超过%d。",
			"A major dispute begins with more people than a group's, and with %d at most.", dispute.MaxInvolved)
	}
}

// competence warns of a lead that is not competent for what it is sent.
func (v *validator) competence(path string, r *Route) {
	for _, d := range v.p.Departments {
		if d.Code != r.Lead.Department || len(d.Competent) == 0 {
			continue
		}
		sent := r.Categories
		if len(sent) == 0 {
			v.add(path, "route-not-competent", "规则 %s 不限类别，而主办部门 %s（%s）只办理部分类别。", "Rule %s is for any category, but its lead %s (%s) handles some only.", r.ID, d.Code, d.Name)
			continue
		}
		for _, c := range sent {
			if !slices.Contains(d.Competent, c) && !slices.Contains(d.Competent, parentCategory(c)) {
				v.add(path, "route-not-competent", "规则 %s 把类别 %s 交给部门 %s（%s），该部门的职责中没有这一类。", "Rule %s sends category %s to %s (%s), which is not competent for it.", r.ID, c, d.Code, d.Name)
			}
		}
	}
}
