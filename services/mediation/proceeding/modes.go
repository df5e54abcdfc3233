package proceeding

import "anjie.internal/services/internal/codetable"

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
	// Rules of the limit; the first holds unless another is chosen.
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

// rule returns a rule of the mode; an empty id gives the first.
func (m Mode) rule(id string) (Rule, bool) {
	for _, r := range m.Rules {
		if id == "" || r.ID == id {
			return r, true
		}
	}
	return Rule{}, false
}

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
		{ID: "administrative-medical", Amount: 30, Clock: Workdays, Source: "医疗纠纷预防和处理条例（2018）：行政调解自受理之日起30个工作日"},
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
