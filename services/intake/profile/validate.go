package profile

import (
	"fmt"
	"slices"
	"strings"

	"anjie.internal/services/intake/dispute"
	"anjie.internal/services/internal/calendar"
	"anjie.internal/services/internal/codetable"
	"anjie.internal/services/internal/unit"
)

// Problem is something that is wrong with a profile, or that should be known about it.
type Problem struct {
	// Path names the place: routes[3].lead. Lists are counted from 0.
	Path string
	// Code is stable, for programs.
	Code string
	// Zh and En are a sentence each.
	Zh, En string
}

// Most of everything, so that a profile stays far below what one event may hold.
const (
	MaxUnits       = 10_000
	MaxDepartments = 300
	MaxPosts       = 2_000
	MaxMatters     = 1_000
	MaxCategories  = 500
	MaxLimits      = 300
	MaxRoutes      = 500
	MaxDaysOff     = 300
	maxNotices     = 20_000 // bytes
	maxList        = 2_000  // entries of any list inside of an entry
)

// Validate returns every problem that forbids a profile to be published, in the order of its parts; none for a good one.
func Validate(p *Profile) []Problem {
	v := &validator{p: p, dir: index(p)}
	v.head()
	v.units()
	v.departments()
	v.posts()
	v.matters()
	v.categories()
	v.scale()
	v.limits()
	v.routes()
	v.calendar()
	return v.found
}

// Warnings returns what may be published and should be known: cases that no rule routes, leads that are not competent for what they
// are sent, posts without a second holder.
func Warnings(p *Profile) []Problem {
	v := &validator{p: p, dir: index(p)}
	for i, post := range p.Posts {
		if post.B == "" {
			v.add(fmt.Sprintf("posts[%d].b", i), "post-without-b", "岗位 %s 没有B岗：A岗不在时无人代办。", "Post %s has no B holder: nobody acts when A is away.", post.Code)
		}
	}
	for i, r := range p.Routes {
		v.competence(fmt.Sprintf("routes[%d].lead", i), &r)
	}
	for _, g := range Coverage(p) {
		v.add("routes", "route-gap", "类别 %s（%s）有 %d 个机构的案件无规则可用，将进入待定列表；例如 %s（%s），%s。",
			"Category %s (%s): no rule routes some cases of %d units, which go to the queue of unmatched cases; for example %s (%s), %s.",
			g.Category, p.categoryName(g.Category), len(g.Units), v.dir.UnitName(g.Example.Unit), g.Example.Unit, g.Example.text())
	}
	return v.found
}

type validator struct {
	p     *Profile
	dir   *Directory
	found []Problem
}

func (v *validator) add(path, code, zh, en string, args ...any) {
	t := sentence(zh, en, args...)
	v.found = append(v.found, Problem{Path: path, Code: code, Zh: t.Zh, En: t.En})
}

func (v *validator) head() {
	switch tier := v.p.City.Tier(); {
	case tier == unit.NoTier:
		v.add("city", "city-format", "城市代码须为12位数字。", "The code of the city has 12 digits.")
	case tier > unit.County:
		v.add("city", "city-tier", "配置须属于省、市或县（区），%s 不是。", "A profile belongs to a province, a city or a county; %s is none.", v.p.City)
	}
	if _, ok := v.dir.units[v.p.City]; !ok {
		v.add("city", "city-not-in-units", "机构中没有城市本身（%s）。", "The units lack the city itself (%s).", shown(v.p.City))
	}
	if v.p.EffectiveFrom.IsZero() {
		v.add("effective_from", "effective-from-missing", "须注明生效日期（YYYY-MM-DD）。", "The day from which it holds is missing (YYYY-MM-DD).")
	}
}

// size refuses a list that is too long. What is too long is not looked into any further.
func (v *validator) size(path string, n, most int) bool {
	if n > most {
		v.add(path, "too-many", "%s 有 %d 项，最多 %d 项。", "%s has %d entries, %d at most.", path, n, most)
		return false
	}
	return true
}

// once refuses an entry whose key occurred before.
func (v *validator) once(seen map[string]int, key, path, code string, i int) {
	if key == "" {
		return // refused for its form
	}
	if first, twice := seen[key]; twice {
		v.add(path, code, "%s 重复：第 %d 项已有。", "%s occurs twice: entry %d has it.", shown(key), first+1)
		return
	}
	seen[key] = i
}

// code refuses a code that a table lacks.
func (v *validator) code(path, what string, t codetable.Table, code string) {
	if !t.Has(code) {
		v.add(path, "unknown-"+what, "没有代码 %s（%s）。", "There is no code %s (%s).", shown(code), Text{words[what], what})
	}
}

// codes refuses codes that a table lacks, and a code that is listed twice.
func (v *validator) codes(path, what string, t codetable.Table, list []string) {
	v.each(path, list, func(code string) bool { return t.Has(code) }, what)
}

func (v *validator) categoryList(path string, list []string) {
	v.each(path, list, v.knownCategory, "category")
}

func (v *validator) knownCategory(code string) bool {
	return dispute.Categories().Has(code) || slices.ContainsFunc(v.p.Categories, func(c Category) bool { return c.Code == code })
}

func (v *validator) each(path string, list []string, known func(string) bool, what string) {
	if !v.size(path, len(list), maxList) {
		return
	}
	for i, code := range list {
		at := fmt.Sprintf("%s[%d]", path, i)
		if !known(code) {
			v.add(at, "unknown-"+what, "没有代码 %s（%s）。", "There is no code %s (%s).", shown(code), Text{words[what], what})
		}
		if slices.Contains(list[:i], code) {
			v.add(at, "listed-twice", "%s 重复。", "%s is listed twice.", shown(code))
		}
	}
}

var words = map[string]string{
	"category": "类别", "tier": "层级", "scale": "规模", "complexity": "复杂程度", "channel": "来源", "mode": "调解方式", "kind": "期限种类", "clock": "计时单位",
}

// calendar reads the notices and the days off one by one, so that each is named that is wrong.
func (v *validator) calendar() {
	c, err := calendar.Official()
	if err != nil {
		v.add("calendar", "calendar-broken", "内置的放假安排无法读取。", "The days off that this program knows cannot be read.")
		return
	}
	v.notices(c)
	if !v.size("days_off", len(v.p.DaysOff), MaxDaysOff) {
		return
	}
	for i, d := range v.p.DaysOff {
		path := fmt.Sprintf("days_off[%d]", i)
		v.name(path+".name", d.Name)
		v.source(path+".source", d.Source)
		if _, err := c.With(overrides([]DayOff{d})...); err != nil {
			v.add(path, "day-off-invalid", "不是有效的本地放假安排（须有区划、起止日期和依据）。", "It is no decision of an area on its days: area, span of days and source are needed.")
		} else if city := v.p.City.Prefix(); !strings.HasPrefix(d.Area, city) && !strings.HasPrefix(city, d.Area) {
			v.add(path+".area", "day-off-elsewhere", "区划 %s 不在本市。", "The area %s is not of this city.", d.Area)
		}
		if d.To.Since(d.From) > 366 {
			v.add(path+".to", "day-off-too-long", "一项放假安排不超过一年。", "One decision covers a year at most.")
		}
	}
}

// notices reads every notice by itself, those that this program knows too, and then all together behind the known ones.
func (v *validator) notices(c *calendar.Calendar) {
	const path = "notices"
	text := withoutComments(v.p.Notices)
	if len(text) > maxNotices {
		v.add(path, "too-many", "放假通知过长。", "The notices are too long.")
		return
	}
	for i, block := range blocks(text) {
		one, err := calendar.New(block)
		if err != nil {
			v.add(path, "notices-invalid", "第%d个放假通知不符合格式。", "Notice number %d is not in the format of notices.", i+1)
			return
		}
		v.notice(path, one.Notices()[0])
	}
	if further := unknownNotices(c, text); further != "" {
		if _, err := c.Extend(further); err != nil {
			_, last := c.Years()
			v.add(path, "notices-not-contiguous", "放假通知须从%d年起逐年相接，编号不重复。", "Notices go on from %d year after year, each id once.", last+1)
		}
	}
}

func (v *validator) notice(path string, n calendar.Notice) {
	if !noticeForm.MatchString(n.ID) || !plain(n.Number, 30, sourceRunes) || !plain(n.Address, 200, addressRunes) {
		v.add(path, "text-characters", "放假通知 %s 的编号、文号或网址含有不允许的字符。", "The id, number or address of notice %s has characters that are not allowed.", shown(n.ID))
	}
	for _, s := range n.Spans {
		if !plain(s.Name, 20, nameRunes) {
			v.add(path, "text-characters", "放假通知 %s 的节日名称含有不允许的字符。", "A holiday's name in notice %s has characters that are not allowed.", shown(n.ID))
		}
	}
}

// blocks parts a text before every line that opens a notice.
func blocks(notices string) []string {
	var out []string
	for line := range strings.Lines(notices) {
		if len(out) == 0 || strings.HasPrefix(line, "notice") {
			out = append(out, "")
		}
		out[len(out)-1] += line
	}
	return out
}

// withoutComments drops what nobody reads from the stored form.
func withoutComments(notices string) string {
	var out []string
	for line := range strings.Lines(notices) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			out = append(out, line)
		}
	}
	return strings.Join(out, "\n")
}
