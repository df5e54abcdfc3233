package proceeding

import (
	"anjie.internal/services/internal/codetable"
	"anjie.internal/services/mediation/roster"
)

// Warnings: what is accepted and should be looked at, beside those of the roster. They stand in events and in answers.
const (
	WarnNoCommittee    = "committee-not-named"
	WarnDueUnknown     = "due-date-unknown"
	WarnLimitExpired   = "limit-expired"
	WarnNoSession      = "no-session-recorded"
	WarnAnswerLate     = "referral-answered-late"
	WarnAcceptLate     = "acceptance-decided-late"
	WarnAcceptUnknown  = "acceptance-day-unknown"
	WarnReturnBy       = "return-by-before-due"
	WarnWrittenAdvised = "written-agreement-advised"

	WarnApplicationUnproven = "traffic-application-unproven"
)

// Warnings are what they, and those of the roster, say to people.
func Warnings() codetable.Table { return warnings }

var warnings = codetable.Table{
	{Code: WarnAcceptUnknown, Zh: "该年度的放假安排未知，决定是否受理（答复法院）的期限未算出", En: "the last day for accepting, or for answering the court, is not known, for the days off of its year are not"},
	{Code: WarnAcceptLate, Zh: "超过规定的期限才决定是否受理", En: "whether to accept was decided after the working days that the rule gives"},
	{Code: WarnNoCommittee, Zh: "未注明调委会：人民调解由人民调解委员会进行", En: "no committee is named, and people's mediation is one's work"},
	{Code: roster.WarnTermExpired, Zh: "调委会任期（三年）已届满，须换届", En: "the committee's term of three years has ended; a new one is due"},
	{Code: roster.WarnNoMinority, Zh: "多民族居住地区的调委会没有人数较少民族的委员，依法应当有", En: "no member of the committee is of a smaller ethnic group there, and by law there should be one in an area of several"},
	{Code: roster.WarnNoWoman, Zh: "调委会没有女性委员，依法应当有", En: "no woman is a member of the committee, and by law there should be"},
	{Code: WarnDueUnknown, Zh: "该年度的放假安排未知，期限届满日未算出", En: "the due date is not known, for the days off of its year are not"},
	{Code: WarnLimitExpired, Zh: "调解期限已届满", En: "the limit has expired"},
	{Code: WarnNoSession, Zh: "没有调解会的记录", En: "no session is recorded"},
	{Code: WarnAnswerLate, Zh: "超过三个工作日才答复人民法院是否接受委派、委托", En: "the court was answered after the three working days that a body has"},
	{Code: WarnReturnBy, Zh: "移送单位要求的期限早于调解期限届满日", En: "the referrer wants it back before the limit ends"},
	{Code: WarnApplicationUnproven, Zh: "未载明各方当事人在收到事故认定书之日起十日内一致书面申请", En: "it is not on record that all parties applied in writing within ten days of the accident determination"},
	{Code: WarnWrittenAdvised, Zh: "不即时履行的，宜制作书面协议", En: "what is not performed at once is better put in writing"},
}
