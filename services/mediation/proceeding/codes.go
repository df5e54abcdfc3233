package proceeding

import (
	"slices"

	"anjie.internal/services/internal/codetable"
)

// CodesVersion names this edition of the code tables. Every event with a code stores it: when a table changes, what was recorded under
// the old one keeps its meaning. Some events did not at first: where it is missing, the codes are of the first edition, 2026-11, for
// there was no other while it was missing.
const CodesVersion = "2026-11"

// The bases on which a proceeding is opened.
const (
	OnApplication   = "K01"
	OnOwnInitiative = "K02"
	OnReferral      = "K03"
)

// The forms of agreements.
const (
	Oral      = "F01"
	Written   = "F02"
	OnTheSpot = "F03"
)

// The outcomes. R11 to R13 are successes, R21 to R23 failures, the others neither; R51 is not even an attempt.
const (
	WrittenAgreement = "R11"
	OralAgreement    = "R12"
	SettledOnTheSpot = "R13"
	PartialAgreement = "R14"
	NoAgreement      = "R21"
	LimitExpired     = "R22"
	NotSigned        = "R23"
	TakenBack        = "R31"
	SettledAlone     = "R32"
	PartyRefused     = "R33"
	Terminated       = "R34"
	NotTakenOn       = "R51"
)

// Bases say why a proceeding is opened (人民调解法 Art. 17).
func Bases() codetable.Table { return bases }

// Places say where a session is held.
func Places() codetable.Table { return places }

// Forms are the forms of agreements.
func Forms() codetable.Table { return forms }

// CourtChannel is the one through which a court hands over.
const CourtChannel = "S23"

// Subjects say what an agreement is about in law.
func Subjects() codetable.Table { return subjects }

// Outcomes are all outcomes of proceedings.
func Outcomes() codetable.Table { return outcomes }

// Routes are where parties can go when mediation does not settle the dispute (人民调解法 Art. 26).
func Routes() codetable.Table { return routes }

// Grounds are those of a termination.
func Grounds() codetable.Table { return grounds }

// Channels are those through which another body hands a dispute over for mediation.
func Channels() codetable.Table { return channels }

// Referrers are the kinds of those bodies.
func Referrers() codetable.Table { return referrers }

// Confirmable reports whether a court can confirm an agreement about these subjects: not about personal status, and not one that
// confirms title (最高人民法院关于适用民事诉讼法的解释, 2022).
func Confirmable(subjects []string) bool {
	return !slices.Contains(subjects, "J05") && !slices.Contains(subjects, "J06")
}

var bases = codetable.Table{
	{Code: "K01", Zh: "依申请调解", En: "on application"},
	{Code: "K02", Zh: "主动调解", En: "on own initiative"},
	{Code: "K03", Zh: "接受委托移送调解", En: "on a referral"},
}

var places = codetable.Table{
	{Code: "P01", Zh: "入户", En: "home visit"},
	{Code: "P02", Zh: "座谈", En: "at the office"},
	{Code: "P03", Zh: "线上", En: "online"},
	{Code: "P04", Zh: "现场", En: "on the spot"},
	{Code: "P99", Zh: "其他地点", En: "elsewhere"},
}

var forms = codetable.Table{
	{Code: "F01", Zh: "口头协议", En: "oral"},
	{Code: "F02", Zh: "书面协议", En: "written"},
	{Code: "F03", Zh: "当场化解", En: "settled on the spot"},
}

var subjects = codetable.Table{
	{Code: "J01", Zh: "给付金钱", En: "payment"},
	{Code: "J02", Zh: "作为或者不作为", En: "doing or not doing"},
	{Code: "J03", Zh: "返还财物", En: "returning a thing"},
	{Code: "J04", Zh: "赔礼道歉", En: "apology"},
	{Code: "J05", Zh: "身份关系", En: "personal status"},
	{Code: "J06", Zh: "物权、知识产权确权", En: "confirmation of title"},
	{Code: "J99", Zh: "其他", En: "other"},
}

var outcomes = codetable.Table{
	{Code: "R11", Zh: "调解成功-书面协议", En: "written agreement"},
	{Code: "R12", Zh: "调解成功-口头协议", En: "oral agreement"},
	{Code: "R13", Zh: "调解成功-当场化解", En: "settled on the spot"},
	{Code: "R14", Zh: "部分达成协议", En: "agreement in part"},
	{Code: "R21", Zh: "调解不成", En: "no agreement"},
	{Code: "R22", Zh: "调解期限届满未达成", En: "limit expired without agreement"},
	{Code: "R23", Zh: "拒绝签章或者生效前反悔", En: "not signed, or gone back on before it had effect"},
	{Code: "R31", Zh: "当事人撤回申请", En: "withdrawn by the applicant"},
	{Code: "R32", Zh: "当事人自行和解", En: "settled by the parties themselves"},
	{Code: "R33", Zh: "一方明确拒绝调解", En: "a party refused mediation"},
	{Code: "R34", Zh: "终止", En: "terminated"},
	{Code: "R51", Zh: "不予受理", En: "not accepted"},
}

var routes = codetable.Table{
	{Code: "W01", Zh: "仲裁", En: "arbitration"},
	{Code: "W02", Zh: "行政途径（裁决、复议等）", En: "administrative procedure"},
	{Code: "W03", Zh: "诉讼", En: "court"},
	{Code: "W99", Zh: "其他途径", En: "other"},
}

var grounds = codetable.Table{
	{Code: "G01", Zh: "当事人无法联系", En: "a party cannot be reached"},
	{Code: "G02", Zh: "恶意串通", En: "collusion against others"},
	{Code: "G03", Zh: "隐瞒重要事实", En: "facts concealed"},
	{Code: "G99", Zh: "其他", En: "other"},
}

var channels = codetable.Table{
	{Code: CourtChannel, Zh: "法院委派/委托", En: "referral by a court"},
	{Code: "S24", Zh: "检察院移送", En: "transfer by a procuratorate"},
	{Code: "S25", Zh: "公安机关委托移送", En: "transfer by the police"},
	{Code: "S26", Zh: "信访部门委托移送", En: "transfer by a petition office"},
	{Code: "S27", Zh: "其他部门委托移送", En: "transfer by another department"},
}

var referrers = codetable.Table{
	{Code: "B01", Zh: "人民法院", En: "court"},
	{Code: "B02", Zh: "人民检察院", En: "procuratorate"},
	{Code: "B03", Zh: "公安机关", En: "police"},
	{Code: "B04", Zh: "信访部门", En: "petition office"},
	{Code: "B05", Zh: "12345热线", En: "hotline 12345"},
	{Code: "B06", Zh: "上级机关", En: "superior body"},
	{Code: "B07", Zh: "其他地区的机构", En: "body of another area"},
	{Code: "B99", Zh: "其他部门", En: "other department"},
}

// ReferrerOf gives the kind of referrer that a channel names by itself; empty for the one that leaves it open.
func ReferrerOf(channel string) string {
	switch channel {
	case CourtChannel:
		return "B01"
	case "S24":
		return "B02"
	case "S25":
		return "B03"
	case "S26":
		return "B04"
	default:
		return ""
	}
}

// Declinations say why an application or a referral is not accepted (人民调解工作若干规定 2002 Art. 22, 24; 人民调解法 Art. 17).
func Declinations() codetable.Table { return declinations }

// declinedByParty is the reason of the table that Art. 17 gives.
const declinedByParty = "Q01"

var declinations = codetable.Table{
	{Code: declinedByParty, Zh: "当事人一方明确拒绝调解", En: "a party clearly refuses mediation"},
	{Code: "Q02", Zh: "法律规定只能由专门机关管辖处理，或者禁止调解", En: "the law reserves it to another body, or forbids mediation"},
	{Code: "Q03", Zh: "人民法院、公安机关或者其他机关已经受理或者解决", En: "a court or another body has it or has settled it"},
	{Code: "Q04", Zh: "没有明确的被申请人、具体的请求或者事实依据", En: "no definite respondent, claim or facts"},
	{Code: "Q05", Zh: "不属于本调解组织受理的范围", En: "not within the scope of this body"},
	{Code: "Q06", Zh: "超过法定的申请期限", En: "the time for applying has passed"},
	{Code: "Q99", Zh: "其他", En: "other"},
}
