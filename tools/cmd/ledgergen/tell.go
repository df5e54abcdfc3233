package main

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// tell fills in what people would have told and written down, once the dates are known.
func (y *year) tell(m *matter) {
	l := y.lot
	y.parties(m)
	y.source(m)
	m.place = y.full(m.unit) + spot(l)
	a, b := m.applicants[0].name, m.against[0].name
	m.title = a + "与" + b + m.subject.name
	m.story = strings.NewReplacer("A", a, "B", b, "P", m.place).Replace(of(l, m.subject.matters))
	if l.chance(0.3) {
		m.arose = m.received - day(1+int(math.Min(300, l.skewed(12, 1.4))))
	}
	m.involved = len(m.applicants) + len(m.against)
	switch {
	case m.subject.many && l.chance(0.12):
		m.involved += l.between(3, 40)
	case l.chance(0.15):
		m.involved += l.between(1, 3)
	}
	if m.subject.yuan > 0 && l.chance(0.6) {
		m.yuan = rounded(l.skewed(m.subject.yuan, 0.9))
	}
	y.handlers(m)
	y.agreement(m)
	y.people.remember(m.unit, append(slices.Clone(m.applicants), m.against...))
}

// full is the name of a unit as people say it: a village with its town, since many towns have a First Village.
func (y *year) full(u *unit) string {
	if u != nil && u.tier() == 12 {
		return y.parents[u].label() + u.name
	}
	return u.label()
}

func (u *unit) label() string {
	if u == nil {
		return ""
	}
	return u.name
}

// rounded is an amount that people agree on.
func rounded(yuan float64) int {
	step := 100
	for float64(step)*50 < yuan {
		step *= 10
	}
	return max(1, int(math.Round(yuan/float64(step)))) * step
}

func spot(l lot) string {
	switch l.IntN(4) {
	case 0:
		return fmt.Sprintf("%d组%d号", l.between(1, 18), l.between(1, 90))
	case 1:
		return fmt.Sprintf("%d幢%d单元%d室", l.between(1, 60), l.between(1, 4), 100*l.between(1, 18)+l.between(1, 4))
	case 2:
		return of(l, []string{"村口", "菜市场", "停车场", "活动中心门前", "河岸"})
	default:
		return fmt.Sprintf("%s%d号", of(l, []string{"人民路", "解放路", "中心街", "沿河路", "新村路"}), l.between(1, 400))
	}
}

func (y *year) parties(m *matter) {
	l, p := y.lot, y.people
	m.applicants, m.against = []party{p.someone(m.unit)}, nil
	if l.chance(0.06) {
		m.applicants = append(m.applicants, p.person())
	}
	if len(m.subject.firms) > 0 && l.chance(m.subject.versus) {
		m.against = append(m.against, p.firm(m.subject.firms))
	} else {
		m.against = append(m.against, p.someone(m.unit))
	}
	if l.chance(0.04) {
		m.against = append(m.against, p.person())
	}
	for i := range m.against { // nobody is in dispute with himself
		for slices.Contains(m.applicants, m.against[i]) {
			m.against[i] = p.person()
		}
	}
}

// source says how the dispute came in. What others hand over has a number of theirs.
func (y *year) source(m *matter) {
	l := y.lot
	switch mode := m.mode(); {
	case mode == "司法委派调解" || mode == "司法委托调解":
		m.channel = "法院委派/委托"
	case mode == "道路交通事故调解" && l.chance(0.5):
		m.channel = "公安机关委托移送"
	default:
		m.channel = channels[y.sources().turn(l)].name
	}
	for _, c := range channels {
		if c.name == m.channel && c.referrer != "" {
			m.referrer = strings.ReplaceAll(c.referrer, "X", y.county(m.unit).label())
			m.number = fmt.Sprintf(c.number, y.yearOf(m.received), l.between(1, 2400))
		}
	}
}

func (y *year) yearOf(d day) int {
	n, _, _ := d.date()
	return n
}

func (m *matter) mode() string {
	if a := m.last(); a != nil {
		return a.mode
	}
	return ""
}

var channels = []struct {
	name, referrer, number string
	share                  float64
}{
	{name: "来访", share: 0.43},
	{name: "来信", share: 0.008},
	{name: "来电", share: 0.085},
	{name: "领导接访", share: 0.007},
	{name: "走访发现", share: 0.05},
	{name: "网格员上报", share: 0.06},
	{name: "调解员排查", share: 0.2},
	{name: "12345转办", share: 0.045, referrer: "12345政府公共服务热线", number: "热线〔%d〕%05d号"},
	{name: "110转办", share: 0.06, referrer: "X公安局指挥中心", number: "%d-110-%05d"},
	{name: "法院委派/委托", share: 0.008, referrer: "X人民法院", number: "（%d）诉前调字第%d号"},
	{name: "检察院移送", share: 0.001, referrer: "X人民检察院", number: "检调〔%d〕%d号"},
	{name: "公安机关委托移送", share: 0.014, referrer: "X公安局", number: "公调〔%d〕%d号"},
	{name: "信访部门委托移送", share: 0.012, referrer: "X信访局", number: "信转〔%d〕%d号"},
	{name: "上级交办", share: 0.015},
	{name: "群众说事", share: 0.005},
}

func (y *year) sources() wheel {
	return newWheel(len(channels), func(i int) float64 { return channels[i].share })
}

// county is the county of a unit, or the unit where it has none.
func (y *year) county(u *unit) *unit {
	for u != nil && u.tier() > 6 {
		u = y.parents[u]
	}
	return u
}

// handlers say who leads, and who mediates: the unit itself, its town, or a body of the county that knows the matter.
func (y *year) handlers(m *matter) {
	l := y.lot
	if m.dispatched == 0 {
		return
	}
	m.lead = m.unit
	if up := y.parents[m.unit]; up != nil && m.unit.tier() == 12 && l.chance(0.14) {
		m.lead = up
	}
	if m.lead.tier() == 9 && l.chance(0.5) {
		m.department = "司法所"
	}
	for i := range m.attempts {
		a := &m.attempts[i]
		at, body := m.lead, ""
		if trade := trades[a.mode]; trade != "" {
			at, body = y.county(m.unit), trade
		}
		if at == nil {
			at = m.lead
		}
		if body == "" {
			body = "人民调解委员会"
		}
		a.committee = y.full(at) + body
		a.mediator = fmt.Sprintf("tjy-%s-%d", at.code, 1+l.IntN(map[int]int{12: 3, 9: 5}[at.tier()]+1))
	}
}

// trades are the bodies of the county that mediate in other ways than the committee of a unit.
var trades = map[string]string{
	"行政调解": "行政调解中心", "司法委派调解": "诉前调解中心", "司法委托调解": "诉前调解中心", "行业性专业性调解": "物业纠纷人民调解委员会", "劳动争议调解": "劳动争议调解中心",
	"医疗纠纷调解": "医疗纠纷人民调解委员会", "道路交通事故调解": "道路交通事故人民调解委员会", "律师调解": "律师调解工作室",
}

func (y *year) agreement(m *matter) {
	l := y.lot
	if len(m.attempts) > 1 && m.attempts[0].result != terminated {
		m.route = "诉讼"
	}
	switch m.result {
	case succeeded:
		a := m.last()
		switch onTheSpot := a.ended == a.opened; {
		case onTheSpot:
			m.form, m.performed = "当场化解", "当场履行完毕"
			return
		case m.yuan > 0 || l.chance(0.45):
			m.form = "书面协议"
		default:
			m.form = "口头协议"
		}
	case partly:
		m.form = "书面协议"
		m.route = "诉讼"
	case failed, expired, backedOut: // the law wants them told
		m.route = of(l, []string{"诉讼", "诉讼", "仲裁、诉讼", "行政途径、诉讼"})
		return
	default:
		return
	}
	m.performed = []string{"当场履行完毕", "按期履行", "未到期", "部分履行", "逾期履行", "未履行"}[wheelOf(l, 0.3, 0.56, 0.09, 0.02, 0.02, 0.01)]
}
