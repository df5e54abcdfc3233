package profile

import (
	"cmp"
	"fmt"
	"slices"

	"anjie.internal/services/internal/unit"
)

func (v *validator) units() {
	if !v.size("units", len(v.p.Units), MaxUnits) {
		return
	}
	seen, siblings := map[string]int{}, map[string]int{}
	for i, u := range v.p.Units {
		path := fmt.Sprintf("units[%d]", i)
		v.once(seen, string(u.Code), path+".code", "unit-duplicate", i)
		v.name(path+".name", u.Name)
		if !u.From.IsZero() && !u.To.IsZero() && u.To.Before(u.From) {
			v.add(path+".to", "unit-dates", "机构 %s 的终止日期早于起始日期。", "Unit %s ends before it begins.", shown(u.Code))
		}
		v.predecessors(path, u)
		switch {
		case !u.Code.Valid():
			v.add(path+".code", "unit-format", "机构代码须为12位数字：%s。", "A unit code has 12 digits: %s.", shown(u.Code))
			continue
		case !v.p.City.Covers(u.Code):
			v.add(path+".code", "unit-elsewhere", "机构 %s 不在 %s 之内。", "Unit %s is not within %s.", shown(u.Code), shown(v.p.City))
			continue
		case u.Code == v.p.City:
			continue
		}
		parent := u.Code.Parent()
		if u.Name != "" && u.To.IsZero() { // of two with one name one may be history
			key := string(parent) + u.Name
			if first, twice := siblings[key]; twice {
				v.add(path+".name", "unit-name-duplicate", "与机构 %s 同属一个上级，又同名。", "Unit %s, below the same unit, has the same name.", v.p.Units[first].Code)
			}
			siblings[key] = i
		}
		v.parent(path, u, parent)
	}
}

func (v *validator) parent(path string, u Unit, code unit.Code) {
	parent, ok := v.dir.Unit(code)
	switch {
	case !ok:
		v.add(path+".code", "unit-parent-missing", "机构 %s 的上级 %s 不在配置中。", "The unit above %s, %s, is not in the profile.", u.Code, code)
	case code.Tier()+1 != u.Code.Tier():
		v.add(path+".code", "unit-tier-gap", "机构 %s 直接位于 %s 之下，中间缺少一级。", "Unit %s is right below %s: a tier is missing between them.", u.Code, code)
	case !parent.To.IsZero() && (u.To.IsZero() || u.To.After(parent.To)):
		v.add(path+".to", "unit-outlives-parent", "机构 %s 的上级 %s 已于 %s 终止。", "The unit above %s, %s, ends on %s.", u.Code, code, parent.To)
	}
}

func (v *validator) predecessors(path string, u Unit) {
	for i, code := range u.Predecessors {
		at := fmt.Sprintf("%s.predecessors[%d]", path, i)
		old, ok := v.dir.Unit(code)
		switch {
		case code == u.Code:
			v.add(at, "unit-predecessor-self", "机构 %s 不能是自己的前身。", "Unit %s cannot be its own predecessor.", code)
		case !ok:
			v.add(at, "unit-predecessor-unknown", "前身机构 %s 不在配置中。", "The predecessor %s is not in the profile.", shown(code))
		case old.To.IsZero() || !u.From.IsZero() && u.From.Before(old.To):
			v.add(at, "unit-predecessor-lives", "前身机构 %s 须在 %s 设立前终止。", "The predecessor %s has to end before %s begins.", code, shown(u.Code))
		}
	}
}

func (v *validator) departments() {
	if !v.size("departments", len(v.p.Departments), MaxDepartments) {
		return
	}
	seen := map[deskKey]int{}
	for i, d := range v.p.Departments {
		path := fmt.Sprintf("departments[%d]", i)
		v.form(path+".code", "department", d.Code)
		v.name(path+".name", d.Name)
		v.codes(path+".at", "tier", tiers, d.At)
		v.categoryList(path+".competent", d.Competent)
		if len(d.At) == 0 && len(d.Units) == 0 {
			v.add(path+".at", "department-nowhere", "部门 %s 未注明设在哪些层级或机构。", "Department %s is in no tier and in no unit.", shown(d.Code))
		}
		for n, u := range d.Units {
			if _, ok := v.dir.units[u]; !ok {
				v.add(fmt.Sprintf("%s.units[%d]", path, n), "unit-unknown", "机构 %s 不在配置中。", "Unit %s is not in the profile.", shown(u))
			}
		}
		for _, u := range v.p.has(&d) {
			key := deskKey{u, d.Code}
			if first, twice := seen[key]; twice {
				v.add(path, "department-duplicate", "机构 %s 的部门 %s 重复：第 %d 项已有。", "Unit %s has the department %s twice: entry %d has it.", shown(u), shown(d.Code), first+1)
				break
			}
			seen[key] = i
		}
	}
}

// form checks a code that authors make themselves.
func (v *validator) form(path, what, code string) {
	if !codeForm.MatchString(code) || identifies(code) {
		v.add(path, what+"-code", "代码须以小写字母开头，只含小写字母、数字和连字符，最多32位：%s。",
			"A code begins with a lower-case letter and has up to 32 lower-case letters, digits and hyphens: %s.", shown(code))
	}
}

// knownDepartment reports whether any unit has the department.
func (v *validator) knownDepartment(code string) bool {
	return slices.ContainsFunc(v.p.Departments, func(d Department) bool { return d.Code == code })
}

func (v *validator) posts() {
	if !v.size("posts", len(v.p.Posts), MaxPosts) {
		return
	}
	seen := map[string]int{}
	for i, p := range v.p.Posts {
		path := fmt.Sprintf("posts[%d]", i)
		v.form(path+".code", "post", p.Code)
		v.name(path+".name", p.Name)
		v.once(seen, string(p.Unit)+"/"+cmp.Or(p.Department, "-")+"/"+p.Code, path, "post-duplicate", i)
		if _, ok := v.dir.units[p.Unit]; !ok {
			v.add(path+".unit", "unit-unknown", "机构 %s 不在配置中。", "Unit %s is not in the profile.", shown(p.Unit))
		} else if _, ok := v.dir.departments[deskKey{p.Unit, p.Department}]; !ok && p.Department != "" {
			v.add(path+".department", "department-unknown", "机构 %s 没有部门 %s。", "Unit %s has no department %s.", p.Unit, shown(p.Department))
		}
		if p.A == "" {
			v.add(path+".a", "post-holder-missing", "岗位 %s 没有A岗。", "Post %s has no A holder.", shown(p.Code))
		} else {
			v.account(path+".a", p.A)
		}
		if p.B != "" {
			v.account(path+".b", p.B)
			if p.A == p.B {
				v.add(path+".b", "post-same-holder", "岗位 %s 的A岗和B岗是同一账号。", "Post %s has the same account as A and B.", shown(p.Code))
			}
		}
	}
}

func (v *validator) account(path, id string) {
	if !accountForm.MatchString(id) || identifies(id) {
		v.add(path, "account-format", "岗位人员须写账号（小写字母开头，字母、数字和 . _ -），不能写姓名、电话或证件号码。",
			"Holders of posts are accounts: a lower-case letter, then letters, digits and . _ -; never a name, a phone or a citizen number.")
	}
}

func (v *validator) matters() {
	if !v.size("matters", len(v.p.Matters), MaxMatters) {
		return
	}
	seen := map[string]int{}
	for i, m := range v.p.Matters {
		path := fmt.Sprintf("matters[%d]", i)
		v.once(seen, m.Code, path+".code", "matter-duplicate", i)
		v.name(path+".name", m.Name)
		if !matterForm.MatchString(m.Code) {
			v.add(path+".code", "matter-code", "事项代码形如 M07（类）或 M07.02（项）：%s。", "A matter's code is like M07 (class) or M07.02 (item): %s.", shown(m.Code))
		} else if class := m.Code[:3]; class != m.Code && !slices.ContainsFunc(v.p.Matters, func(o Matter) bool { return o.Code == class }) {
			v.add(path+".code", "matter-class-missing", "事项 %s 所属的类 %s 不在清单中。", "The class of matter %s, %s, is not in the catalogue.", m.Code, class)
		}
		if !v.knownDepartment(m.Department) {
			v.add(path+".department", "department-unknown", "没有部门 %s。", "There is no department %s.", shown(m.Department))
		}
	}
}
