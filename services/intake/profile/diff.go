package profile

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Change is one difference between two profiles.
type Change struct {
	// Path names what changed, by key and not by number: units[320205101203].name.
	Path string
	// Before and After are its values as texts; empty where there is none.
	Before, After string
	// Zh and En are a sentence each.
	Zh, En string
}

// Diff lists what changed from one profile to another, part by part. The order of lists is no difference, nor is the version. Two
// profiles without a difference are equal.
func Diff(a, b *Profile) []Change {
	var out []Change
	after := parts(b)
	for i, before := range parts(a) {
		out = append(out, before.diff(after[i])...)
	}
	return out
}

// part is a part of a profile, flattened for comparison.
type part struct {
	path string
	name Text
	// entries by key; a part that is no list has one with the empty key.
	entries map[string]entry
	keys    []string
}

// entry has a label for people, and its fields in order.
type entry struct {
	label  string
	fields []field
}

type field struct {
	name  string
	zh    string
	value string
	many  bool // value is a set, its members parted by spaces
}

func one(name, zh, value string) field { return field{name: name, zh: zh, value: value} }

func many[T ~string | Place](name, zh string, list []T) field {
	return field{name: name, zh: zh, value: set(list), many: true}
}

// parts lists every part of a profile, always the same ones. A test changes every field of a profile and wants a difference.
func parts(p *Profile) []part {
	scale := p.Scale.Thresholds()
	head := part{name: Text{"配置", "profile"}}
	head.add("", "", one("city", "城市", string(p.City)), one("effective_from", "生效日期", p.EffectiveFrom.String()),
		one("scale.group", "一般群体性事件的起点人数", number(scale.Group)), one("scale.major", "重大群体性事件的起点人数", number(scale.Major)),
		one("notices", "放假通知", withoutComments(p.Notices)))
	units := part{path: "units", name: Text{"机构", "unit"}}
	for _, u := range p.Units {
		units.add(string(u.Code), u.Name, one("name", "名称", u.Name), one("from", "起始日期", u.From.String()),
			one("to", "终止日期", u.To.String()), many("predecessors", "前身", u.Predecessors))
	}
	departments := part{path: "departments", name: Text{"部门", "department"}}
	for _, d := range p.Departments {
		departments.add(d.Code+"@"+cmp.Or(set(d.At), set(d.Units)), d.Name, one("name", "名称", d.Name), many("at", "所在层级", d.At),
			many("units", "所在机构", d.Units), many("competent", "职责", d.Competent))
	}
	posts := part{path: "posts", name: Text{"岗位", "post"}}
	for _, o := range p.Posts {
		posts.add(string(o.Unit)+"/"+cmp.Or(o.Department, "-")+"/"+o.Code, o.Name, one("name", "名称", o.Name), one("a", "A岗", o.A), one("b", "B岗", o.B))
	}
	matters := part{path: "matters", name: Text{"事项", "matter"}}
	for _, m := range p.Matters {
		matters.add(m.Code, m.Name, one("name", "名称", m.Name), one("department", "部门", m.Department))
	}
	categories := part{path: "categories", name: Text{"本地类别", "local category"}}
	for _, c := range p.Categories {
		categories.add(c.Code, c.Name, one("name", "名称", c.Name))
	}
	return []part{head, units, departments, posts, matters, categories, limitPart(p), routePart(p), daysOffPart(p)}
}

func limitPart(p *Profile) part {
	limits := part{path: "limits", name: Text{"期限", "limit"}}
	for _, l := range p.Limits {
		limits.add(l.ID, "", one("kind", "种类", l.Kind), many("categories", "类别", l.Categories),
			many("complexities", "复杂程度", l.Complexities), many("modes", "调解方式", l.Modes), one("clock", "计时单位", l.Clock),
			one("target", "目标", number(l.Target)), one("amount", "期限", number(l.Amount)), one("source", "依据", l.Source))
	}
	return limits
}

func routePart(p *Profile) part {
	routes := part{path: "routes", name: Text{"分流规则", "route"}}
	for _, r := range p.Routes {
		routes.add(r.ID, r.Name, one("name", "名称", r.Name), one("priority", "优先级", number(r.Priority)),
			many("categories", "类别", r.Categories), many("areas", "区域", r.Areas), many("scales", "规模", r.Scales),
			many("complexities", "复杂程度", r.Complexities), many("channels", "来源", r.Channels),
			one("lead", "主办", r.Lead.String()), many("assisting", "协办", r.Assisting), one("limit", "期限", r.Limit))
	}
	return routes
}

func daysOffPart(p *Profile) part {
	days := part{path: "days_off", name: Text{"本地放假安排", "local days off"}}
	for _, d := range p.DaysOff {
		days.add(d.Area+"/"+d.From.String()+"/"+d.Name, d.Name, one("to", "截止日期", d.To.String()),
			one("worked", "上班", strconv.FormatBool(d.Worked)), one("source", "依据", d.Source))
	}
	return days
}

// add keeps the first of entries with the same key, and tells the others apart by a number: a profile that is compared need not be
// valid.
func (p *part) add(key, label string, fields ...field) {
	if p.entries == nil {
		p.entries = map[string]entry{}
	}
	unique := key
	for n := 2; ; n++ {
		if _, taken := p.entries[unique]; !taken {
			break
		}
		unique = key + "#" + strconv.Itoa(n)
	}
	p.entries[unique] = entry{label, fields}
	p.keys = append(p.keys, unique)
}

func (p part) diff(q part) []Change {
	var out []Change
	keys := slices.Concat(p.keys, q.keys)
	slices.Sort(keys)
	for _, key := range slices.Compact(keys) {
		before, had := p.entries[key]
		after, has := q.entries[key]
		path := p.path
		if key != "" {
			path += "[" + key + "]"
		}
		title := p.title(key, cmp.Or(after.label, before.label))
		switch {
		case !had:
			t := sentence("%s：新增（%s）。", "%s: added (%s).", title, after.values())
			out = append(out, Change{Path: path, After: after.values().Zh, Zh: t.Zh, En: t.En})
		case !has:
			t := sentence("%s：删除（%s）。", "%s: removed (%s).", title, before.values())
			out = append(out, Change{Path: path, Before: before.values().Zh, Zh: t.Zh, En: t.En})
		default:
			for i, f := range before.fields {
				if g := after.fields[i]; f.value != g.value {
					t := changed(title, f, g.value)
					out = append(out, Change{Path: strings.TrimPrefix(path+"."+f.name, "."), Before: f.value, After: g.value, Zh: t.Zh, En: t.En})
				}
			}
		}
	}
	return out
}

// changed tells what became of a field: of a set what came and went.
func changed(title Text, f field, after string) Text {
	name := Text{f.zh, f.name}
	if !f.many {
		return sentence("%s：%s由%s改为%s。", "%s: %s is %[4]s, was %[3]s.", title, name, quoted(f.value), quoted(after))
	}
	came, went := without(after, f.value), without(f.value, after)
	switch {
	case went == "":
		return sentence("%s：%s增加 %s。", "%s: %s also %s.", title, name, brief(came))
	case came == "":
		return sentence("%s：%s减少 %s。", "%s: %s no longer %s.", title, name, brief(went))
	default:
		return sentence("%s：%s增加 %s，减少 %s。", "%s: %s also %s, no longer %s.", title, name, brief(came), brief(went))
	}
}

// without are the members of one set that another lacks.
func without(set, other string) string {
	others := strings.Fields(other)
	return strings.Join(slices.DeleteFunc(strings.Fields(set), func(s string) bool { return slices.Contains(others, s) }), " ")
}

func quoted(s string) Text {
	if s == "" {
		return Text{"（无）", "nothing"}
	}
	return Text{"“" + brief(s) + "”", "“" + brief(s) + "”"}
}

func (p part) title(key, label string) Text {
	name := strings.TrimSpace(key + " " + label)
	if name == "" {
		return p.name
	}
	return sentence("%s %s", "%s %s", p.name, name)
}

// values are the fields that say something.
func (e entry) values() Text {
	var zh, en []string
	for _, f := range e.fields {
		if f.value != "" && f.value != e.label {
			zh, en = append(zh, f.zh+" "+brief(f.value)), append(en, f.name+" "+brief(f.value))
		}
	}
	if len(zh) == 0 {
		return Text{e.label, e.label}
	}
	return Text{strings.Join(zh, "，"), strings.Join(en, ", ")}
}

// brief keeps long lists and notices readable.
func brief(s string) string {
	r := []rune(strings.ReplaceAll(s, "\n", " / "))
	if len(r) > 80 {
		return string(r[:80]) + "…"
	}
	return string(r)
}

// set is a list without its order.
func set[T ~string | Place](list []T) string {
	out := make([]string, 0, len(list))
	for _, x := range list {
		out = append(out, fmt.Sprint(x))
	}
	slices.Sort(out)
	return strings.Join(out, " ")
}

func number(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// centre is what a place without a department is written as.
const centre = "centre"

// String is the form in which authors write a place: labour, centre@town. ParsePlace reads it.
func (p Place) String() string {
	s := cmp.Or(p.Department, centre)
	if p.From != "" {
		s += "@" + p.From
	}
	return s
}

// ParsePlace reads what String writes. Whether department and tier exist is for Validate.
func ParsePlace(s string) Place {
	department, from, _ := strings.Cut(s, "@")
	if department == centre {
		department = ""
	}
	return Place{Department: department, From: from}
}
