package intake

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"anjie.internal/services/intake/profile"
	"anjie.internal/services/internal/unit"
)

type yamlKeys = map[string]func(*yaml.Node, string)

// profile reads the whole file.
func (r *profileReader) profile(n *yaml.Node) {
	p := r.p
	var validity *yaml.Node
	r.mapping(n, "", yamlKeys{
		"city":           r.unit(&p.City),
		"effective_from": r.date(&p.EffectiveFrom),
		"units":          func(n *yaml.Node, path string) { r.tree(n, "") },
		"validity":       func(n *yaml.Node, _ string) { validity = n }, // of units that may come below
		"departments":    r.departments,
		"posts":          r.posts,
		"matters":        r.matters,
		"categories":     r.categories,
		"scale": func(n *yaml.Node, path string) {
			r.mapping(n, path, yamlKeys{"group": r.number(&p.Scale.Group), "major": r.number(&p.Scale.Major)})
		},
		"limits":   r.limits,
		"routes":   r.routes,
		"notices":  r.text(&p.Notices),
		"days_off": r.daysOff,
	})
	if validity != nil {
		r.validity(validity, "validity")
	}
}

// tree reads units below a prefix of codes. A key or an item is a unit, its code without what is above it:
//
//	3202 无锡市:
//	  02 崇安区:
//	    001 崇安寺街道: [001 第一社区, 002 第二社区]
func (r *profileReader) tree(n *yaml.Node, above string) {
	path := fmt.Sprintf("units[%d]", len(r.p.Units)) // where it would go on
	switch {
	case n.Kind == yaml.SequenceNode && n.Anchor == "":
		for _, item := range n.Content {
			r.node(item, above)
		}
	case r.is(n, path, yaml.MappingNode):
		r.entries(n, path, func(_ string, k, v *yaml.Node) {
			if prefix, ok := r.node(k, above); ok {
				r.tree(v, prefix)
			}
		})
	}
}

// node reads one unit and returns the prefix of codes of what is below it.
func (r *profileReader) node(n *yaml.Node, above string) (prefix string, ok bool) {
	path := fmt.Sprintf("units[%d]", len(r.p.Units))
	code, name, ok := r.named(n, path)
	if !ok {
		return "", false
	}
	full, ok := unit.Prefix(above + code)
	if !ok || full != above+code {
		r.refuse(n, path, "yaml-unit-code", "代码 %s 接在上级代码 %q 之后不成一级机构（省2、市4、县6、镇9、村12位）。",
			"The code %s behind %q above it makes no tier (2, 4, 6, 9 or 12 digits).", code, above)
		return "", false
	}
	r.f.lines[path] = n.Line
	r.p.Units = append(r.p.Units, profile.Unit{Code: unit.Code(full + strings.Repeat("0", 12-len(full))), Name: name})
	return full, true
}

// validity reads since when and until when units exist, and what was before them.
func (r *profileReader) validity(n *yaml.Node, path string) {
	r.list(n, path, func(_ int, n *yaml.Node, path string) {
		var u profile.Unit
		r.mapping(n, path, yamlKeys{
			"unit": r.unit(&u.Code), "from": r.date(&u.From), "to": r.date(&u.To), "predecessors": r.units(&u.Predecessors),
		})
		for i := range r.p.Units {
			if r.p.Units[i].Code != u.Code {
				continue
			}
			u.Name = r.p.Units[i].Name
			r.p.Units[i] = u
			for _, field := range []string{"from", "to", "predecessors"} {
				if line, ok := r.f.lines[path+"."+field]; ok {
					r.f.lines[fmt.Sprintf("units[%d].%s", i, field)] = line
				}
			}
			return
		}
		r.refuse(n, path+".unit", "unit-unknown", "机构 %s 不在 units 中。", "Unit %s is not among the units.", string(u.Code))
	})
}

func (r *profileReader) departments(n *yaml.Node, path string) {
	r.list(n, path, func(_ int, n *yaml.Node, path string) {
		var d profile.Department
		r.mapping(n, path, yamlKeys{
			"code": r.text(&d.Code), "name": r.text(&d.Name), "at": r.texts(&d.At), "units": r.units(&d.Units), "competent": r.texts(&d.Competent),
		})
		r.p.Departments = append(r.p.Departments, d)
	})
}

func (r *profileReader) posts(n *yaml.Node, path string) {
	r.list(n, path, func(_ int, n *yaml.Node, path string) {
		var o profile.Post
		r.mapping(n, path, yamlKeys{
			"unit": r.unit(&o.Unit), "department": r.text(&o.Department), "code": r.text(&o.Code), "name": r.text(&o.Name), "a": r.text(&o.A), "b": r.text(&o.B),
		})
		r.p.Posts = append(r.p.Posts, o)
	})
}

// matters reads the catalogue, which is written department by department.
func (r *profileReader) matters(n *yaml.Node, path string) {
	r.entries(n, path, func(department string, k, v *yaml.Node) {
		r.list(v, path+"."+department, func(_ int, n *yaml.Node, _ string) {
			at := fmt.Sprintf("%s[%d]", path, len(r.p.Matters))
			if code, name, ok := r.named(n, at); ok {
				r.f.lines[at], r.f.lines[at+".department"] = n.Line, k.Line
				r.p.Matters = append(r.p.Matters, profile.Matter{Code: code, Name: name, Department: department})
			}
		})
	})
}

func (r *profileReader) categories(n *yaml.Node, path string) {
	r.list(n, path, func(_ int, n *yaml.Node, path string) {
		code, name, _ := r.named(n, path)
		r.p.Categories = append(r.p.Categories, profile.Category{Code: code, Name: name})
	})
}

func (r *profileReader) limits(n *yaml.Node, path string) {
	r.list(n, path, func(_ int, n *yaml.Node, path string) {
		var l profile.LimitRule
		r.mapping(n, path, yamlKeys{
			"id": r.text(&l.ID), "kind": r.text(&l.Kind), "categories": r.texts(&l.Categories), "complexities": r.texts(&l.Complexities),
			"modes": r.texts(&l.Modes), "within": r.within(&l, path), "source": r.text(&l.Source),
		})
		r.p.Limits = append(r.p.Limits, l)
	})
}

var withinForm = regexp.MustCompile(`^(?:([0-9]{1,5})/)?([0-9]{1,5}) ([a-z]+)$`)

// within reads how long: “5 wd”, or with a target “7/10 wd”.
func (r *profileReader) within(l *profile.LimitRule, limit string) func(*yaml.Node, string) {
	return func(n *yaml.Node, path string) {
		var s string
		r.text(&s)(n, path)
		m := withinForm.FindStringSubmatch(s)
		if m == nil {
			r.refuse(n, path, "yaml-within", "期限写作“5 wd”，有目标的写作“7/10 wd”（wd 工作日、d 日、h 小时）。",
				"A limit is written “5 wd”, or “7/10 wd” with a target (wd working days, d calendar days, h hours).")
			return
		}
		l.Target, _ = strconv.Atoi(m[1]) // digits or nothing
		l.Amount, _ = strconv.Atoi(m[2])
		l.Clock = m[3]
		for _, field := range []string{"target", "amount", "clock"} {
			r.f.lines[limit+"."+field] = n.Line
		}
	}
}

func (r *profileReader) routes(n *yaml.Node, path string) {
	r.list(n, path, func(_ int, n *yaml.Node, path string) {
		var x profile.Route
		r.mapping(n, path, yamlKeys{
			"id": r.text(&x.ID), "name": r.text(&x.Name), "priority": r.number(&x.Priority), "categories": r.texts(&x.Categories), "areas": r.units(&x.Areas),
			"scales": r.texts(&x.Scales), "complexities": r.texts(&x.Complexities), "channels": r.texts(&x.Channels), "lead": r.place(&x.Lead),
			"assisting": func(n *yaml.Node, path string) {
				r.list(n, path, func(_ int, n *yaml.Node, path string) {
					var place profile.Place
					r.place(&place)(n, path)
					x.Assisting = append(x.Assisting, place)
				})
			},
			"limit": r.text(&x.Limit),
		})
		if _, written := r.f.lines[path+".lead"]; !written {
			r.refuse(n, path+".lead", "yaml-lead", "规则没有主办：写部门代码，或 centre（综治中心）。", "The rule has no lead: a department's code, or centre.")
		}
		r.p.Routes = append(r.p.Routes, x)
	})
}

func (r *profileReader) daysOff(n *yaml.Node, path string) {
	r.list(n, path, func(_ int, n *yaml.Node, path string) {
		var d profile.DayOff
		r.mapping(n, path, yamlKeys{
			"area": r.text(&d.Area), "name": r.text(&d.Name), "worked": r.yes(&d.Worked), "from": r.date(&d.From), "to": r.date(&d.To), "source": r.text(&d.Source),
		})
		r.p.DaysOff = append(r.p.DaysOff, d)
	})
}
