package proceeding

import (
	"strings"

	"anjie.internal/services/internal/codetable"
	"anjie.internal/services/internal/unit"
)

// Clock is the unit in which a limit runs.
type Clock string

// The clocks.
const (
	Workdays Clock = "wd" // 工作日
	Days     Clock = "d"  // 日; a last day off moves to the next day that is not
)

// Mode is one way of mediating 调解方式, with the rules of its limits.
type Mode struct {
	codetable.Entry
	// Consent: all parties must have consented before the first session. Elsewhere a party that does not refuse takes part, unless the
	// dispute was handed over.
	Consent bool
	// Committee: people's mediation, which a committee offers (人民调解法 Art. 7, 8, 34).
	Committee bool
	// Joint: all parties apply together, in writing, within ten days of receiving the accident determination.
	Joint bool
	// Court: opened only on a referral by a court.
	Court bool
	// Rules of the limit; RuleIn says which one holds unless another is chosen.
	Rules []Rule
}

// Rule is one rule on a limit.
type Rule struct {
	ID     string
	Amount int
	Clock  Clock
	// FromApplication: the clock starts with the application, not with the opening.
	FromApplication bool
	// Lapses: once the limit has expired without an agreement the law holds that mediation failed, so that it can end no other way, and
	// only the time of an appraisal is not counted. Elsewhere the parties may still agree, which is warned of.
	Lapses bool
	// AcceptIn are the working days, from the day on which the application came, in which it is decided whether to accept it; 0 where no
	// text sets any. What a court hands over is answered in three, whatever the mode: see Handover.
	AcceptIn int
	// Area is where the rule is law, the leading digits of the codes of its units; empty: everywhere.
	Area string
	// Source is the law, with its article where the text names the limit; "default" where no national text gives one and a
	// city's own rules decide.
	Source string
}

// Modes are all modes in printed order.
func Modes() []Mode { return modes }

// ModeOf returns the mode with the code.
func ModeOf(code string) (Mode, bool) {
	for _, m := range modes {
		if m.Code == code {
			return m, true
		}
	}
	return Mode{}, false
}

// RuleIn returns the rule with the id, if it is law where the unit is. An empty id gives the first rule of the unit's own area, and where
// the area has none the first of the whole country.
func (m Mode) RuleIn(of unit.Code, id string) (Rule, bool) {
	for _, local := range []bool{true, false} {
		for _, r := range m.Rules {
			if local == (r.Area != "") && strings.HasPrefix(string(of), r.Area) && (id == "" || r.ID == id) {
				return r, true
			}
		}
	}
	return Rule{}, false
}

// recorded returns a rule by the id that an event has: whether it was law there was asked then.
func (m Mode) recorded(id string) Rule {
	for _, r := range m.Rules {
		if r.ID == id {
			return r
		}
	}
	return Rule{}
}

// shenzhen is the area of 深圳市.
const shenzhen = "4403"

func mode(code, zh, en string, m Mode) Mode {
	m.Entry = codetable.Entry{Code: code, Zh: zh, En: en}
	return m
}

var modes = []Mode{
	mode("M01", "人民调解", "people's mediation", Mode{Committee: true, Rules: []Rule{
		{ID: "people", Amount: 30, Clock: Days, Source: "人民调解工作若干规定（2002）第33条：一般在一个月内调结"},
	}}),
	mode("M02", "行政调解", "administrative mediation", Mode{Consent: true, Rules: []Rule{
		{ID: "administrative", Amount: 30, Clock: Workdays, Source: "default"},
		{ID: "administrative-medical", Amount: 30, Clock: Workdays, AcceptIn: 5, Source: "医疗纠纷预防和处理条例（2018）：行政调解申请5个工作日内决定是否受理，自受理之日起30个工作日"},
		{ID: "administrative-shenzhen", Amount: 30, Clock: Days, AcceptIn: 5, Area: shenzhen, Source: "深圳经济特区矛盾纠纷多元化解条例（2022）：5个工作日内决定是否受理，未约定期限的30日"},
		{ID: "administrative-shenzhen-complex", Amount: 30, Clock: Days, AcceptIn: 10, Area: shenzhen, Source: "深圳经济特区矛盾纠纷多元化解条例（2022）：情况复杂的10个工作日内决定是否受理，未约定期限的30日"},
	}}),
	mode("M03", "法院委派调解（立案前）", "appointed by a court before filing", Mode{Consent: true, Court: true, Rules: []Rule{
		{ID: "court-appointed", Amount: 30, Clock: Days, Source: "最高人民法院关于人民法院特邀调解的规定（2016）第27条；人民法院在线调解规则（2021）第24条"},
	}}),
	mode("M04", "法院委托调解（立案后）", "entrusted by a court after filing", Mode{Consent: true, Court: true, Rules: []Rule{
		{ID: "court-entrusted", Amount: 15, Clock: Days, Source: "最高人民法院关于人民法院特邀调解的规定（2016）第27条：普通程序15日"},
		{ID: "court-entrusted-simple", Amount: 7, Clock: Days, Source: "最高人民法院关于人民法院特邀调解的规定（2016）第27条：简易程序7日"},
	}}),
	mode("M05", "行业性、专业性调解", "trade mediation", Mode{Committee: true, Rules: []Rule{
		{ID: "trade", Amount: 30, Clock: Days, Source: "人民调解工作若干规定（2002）第33条；人民调解法第34条"},
	}}),
	mode("M06", "劳动争议调解", "labour mediation", Mode{Rules: []Rule{
		{ID: "labour", Amount: 15, Clock: Days, FromApplication: true, Source: "劳动争议调解仲裁法第14条：自收到调解申请之日起15日"},
	}}),
	mode("M07", "医疗纠纷人民调解", "medical mediation", Mode{Consent: true, Committee: true, Rules: []Rule{
		{ID: "medical", Amount: 30, Clock: Workdays, Lapses: true, Source: "医疗纠纷预防和处理条例（2018）第38条：自受理之日起30个工作日，鉴定时间不计入，超过期限未达成协议的视为调解不成"},
	}}),
	mode("M08", "道路交通事故损害赔偿调解", "road traffic mediation", Mode{Consent: true, Joint: true, Rules: []Rule{
		{ID: "traffic", Amount: 10, Clock: Days, Source: "道路交通安全法实施条例第94至96条：调解期限10日"},
	}}),
	mode("M09", "律师调解", "lawyers' mediation", Mode{Consent: true, Rules: []Rule{
		{ID: "lawyer", Amount: 30, Clock: Days, Source: "default"},
	}}),
	mode("M10", "商事调解", "commercial mediation", Mode{Consent: true, Rules: []Rule{
		{ID: "commercial", Amount: 30, Clock: Days, Source: "default"},
	}}),
}
