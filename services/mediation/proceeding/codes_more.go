package proceeding

import "anjie.internal/services/internal/codetable"

// ConsentForms say how a party consented.
func ConsentForms() codetable.Table { return consentForms }

// Conflicts are grounds on which a mediator steps aside 回避.
func Conflicts() codetable.Table { return conflicts }

// Invitees are kinds of persons invited to help (人民调解法 Art. 20).
func Invitees() codetable.Table { return invitees }

// Suspensions are grounds on which the clock stands still.
func Suspensions() codetable.Table { return suspensions }

// Performances say how far an obligation is performed.
func Performances() codetable.Table { return performances }

// Confirmations are the states of judicial confirmation.
func Confirmations() codetable.Table { return confirmations }

// ConfirmationReasons are grounds on which a court does not accept (N01 to N05) or dismisses (N11 to N19) an application.
func ConfirmationReasons() codetable.Table { return confirmationReasons }

// Methods say how somebody was contacted.
func Methods() codetable.Table { return methods }

// Satisfactions are what a party says of the mediation.
func Satisfactions() codetable.Table { return satisfactions }

// Risks are grounds of a report under 人民调解法 Art. 25.
func Risks() codetable.Table { return risks }

// Papers are those of a dossier 卷宗.
func Papers() codetable.Table { return papers }

// IncompleteReasons say why a dossier is archived while papers are missing.
func IncompleteReasons() codetable.Table { return incompleteReasons }

// Retentions are how long a dossier is kept.
func Retentions() codetable.Table { return retentions }

// Performances that the rules know by name.
const (
	PerformedAtOnce = "V1"
	PerformedInTime = "V2"
	PerformedLate   = "V3"
	PerformedInPart = "V4"
	NotPerformed    = "V5"
	NotDueYet       = "V6"
	Replaced        = "V7"
)

// Confirmations that the rules know by name.
const (
	NotAppliedYet     = "C1"
	WindowClosed      = "C2"
	Applied           = "C3"
	NotAccepted       = "C4"
	Confirmed         = "C5"
	Dismissed         = "C6"
	ApplicationBack   = "C7"
	EnforcementSought = "C8"
)

// Declinations say why an application or a referral is not accepted (人民调解工作若干规定 2002 Art. 22, 24; 人民调解法 Art. 17).
func Declinations() codetable.Table { return declinations }

var declinations = codetable.Table{
	{Code: "Q01", Zh: "当事人一方明确拒绝调解", En: "a party clearly refuses mediation"},
	{Code: "Q02", Zh: "法律规定只能由专门机关管辖处理，或者禁止调解", En: "the law reserves it to another body, or forbids mediation"},
	{Code: "Q03", Zh: "人民法院、公安机关或者其他机关已经受理或者解决", En: "a court or another body has it or has settled it"},
	{Code: "Q04", Zh: "没有明确的被申请人、具体的请求或者事实依据", En: "no definite respondent, claim or facts"},
	{Code: "Q05", Zh: "不属于本调解组织受理的范围", En: "not within the scope of this body"},
	{Code: "Q06", Zh: "超过法定的申请期限", En: "the time for applying has passed"},
	{Code: "Q99", Zh: "其他", En: "other"},
}

var consentForms = codetable.Table{
	{Code: "O1", Zh: "书面同意", En: "in writing"},
	{Code: "O2", Zh: "口头同意", En: "orally"},
}

var conflicts = codetable.Table{
	{Code: "H01", Zh: "本人或者近亲属为当事人", En: "is a party or a close relative of one"},
	{Code: "H02", Zh: "与纠纷有利害关系", En: "has an interest in the dispute"},
	{Code: "H03", Zh: "与当事人有其他关系，可能影响公正调解", En: "has another relation to a party that may affect fairness"},
	{Code: "H99", Zh: "其他", En: "other"},
}

var invitees = codetable.Table{
	{Code: "I01", Zh: "亲属", En: "relative"},
	{Code: "I02", Zh: "邻里", En: "neighbour"},
	{Code: "I03", Zh: "同事", En: "colleague"},
	{Code: "I04", Zh: "专业人员、有专门知识的人员", En: "expert"},
	{Code: "I05", Zh: "有关社会组织的人员", En: "member of an organisation"},
	{Code: "I99", Zh: "其他", En: "other"},
}

var suspensions = codetable.Table{
	{Code: "U01", Zh: "鉴定", En: "appraisal"},
	{Code: "U02", Zh: "等待其他程序的结果", En: "waiting for the result of another procedure"},
	{Code: "U03", Zh: "当事人暂时不能参加", En: "a party cannot take part for the time being"},
	{Code: "U99", Zh: "其他", En: "other"},
}

var performances = codetable.Table{
	{Code: "V1", Zh: "当场履行完毕", En: "performed on the spot"},
	{Code: "V2", Zh: "按期履行", En: "performed in time"},
	{Code: "V3", Zh: "逾期履行", En: "performed late"},
	{Code: "V4", Zh: "部分履行", En: "performed in part"},
	{Code: "V5", Zh: "未履行（到期）", En: "not performed when due"},
	{Code: "V6", Zh: "未到期", En: "not due yet"},
	{Code: "V7", Zh: "变更协议", En: "replaced by a changed agreement"},
}

var confirmations = codetable.Table{
	{Code: "C1", Zh: "未申请（期内）", En: "not applied for, within the 30 days"},
	{Code: "C2", Zh: "期满未申请", En: "not applied for in time"},
	{Code: "C3", Zh: "已申请", En: "applied for"},
	{Code: "C4", Zh: "不予受理", En: "not accepted"},
	{Code: "C5", Zh: "确认有效", En: "confirmed"},
	{Code: "C6", Zh: "驳回", En: "dismissed"},
	{Code: "C7", Zh: "撤回", En: "application withdrawn"},
	{Code: "C8", Zh: "已申请强制执行", En: "enforcement applied for"},
}

var confirmationReasons = codetable.Table{
	{Code: "N01", Zh: "不属于人民法院受理范围", En: "outside the courts' scope"},
	{Code: "N02", Zh: "不属于收到申请的人民法院管辖", En: "wrong court"},
	{Code: "N03", Zh: "身份关系", En: "personal status"},
	{Code: "N04", Zh: "涉及适用其他特别程序等审理", En: "belongs to another special procedure"},
	{Code: "N05", Zh: "物权、知识产权确权", En: "confirms title"},
	{Code: "N11", Zh: "违反法律强制性规定", En: "against mandatory law"},
	{Code: "N12", Zh: "损害国家利益、社会公共利益、他人合法权益", En: "harms the state, the public or others"},
	{Code: "N13", Zh: "违背公序良俗", En: "against public order and good morals"},
	{Code: "N14", Zh: "违反自愿原则", En: "not voluntary"},
	{Code: "N15", Zh: "内容不明确", En: "content not clear"},
	{Code: "N19", Zh: "其他不能确认的情形", En: "other"},
}

var methods = codetable.Table{
	{Code: "E01", Zh: "上门", En: "home visit"},
	{Code: "E02", Zh: "电话", En: "phone"},
	{Code: "E03", Zh: "线上", En: "online"},
	{Code: "E04", Zh: "到访", En: "at the office"},
	{Code: "E99", Zh: "其他", En: "other"},
}

var satisfactions = codetable.Table{
	{Code: "Z1", Zh: "满意", En: "satisfied"},
	{Code: "Z2", Zh: "基本满意", En: "mostly satisfied"},
	{Code: "Z3", Zh: "不满意", En: "not satisfied"},
}

var risks = codetable.Table{
	{Code: "Y01", Zh: "可能引起治安案件", En: "may become a public-order case"},
	{Code: "Y02", Zh: "可能引起刑事案件", En: "may become a criminal case"},
}

var papers = codetable.Table{
	{Code: "D01", Zh: "调解申请书", En: "application"},
	{Code: "D02", Zh: "受理登记表", En: "registration form"},
	{Code: "D03", Zh: "调查记录", En: "record of inquiries"},
	{Code: "D04", Zh: "调解记录", En: "session record"},
	{Code: "D05", Zh: "调解协议书", En: "written agreement"},
	{Code: "D06", Zh: "回访笔录", En: "record of the follow-up visit"},
	{Code: "D07", Zh: "移送函", En: "referral document"},
	{Code: "D08", Zh: "调解不成、终止告知书", En: "notice of failure or termination"},
	{Code: "D09", Zh: "司法确认文书", En: "papers of judicial confirmation"},
	{Code: "D10", Zh: "履行记录", En: "record of performance"},
	{Code: "D99", Zh: "其他材料", En: "other"},
}

var incompleteReasons = codetable.Table{
	{Code: "XA1", Zh: "纸质卷宗另行保存", En: "kept on paper elsewhere"},
	{Code: "XA2", Zh: "历史案件补录，材料无存", En: "old case, papers no longer exist"},
	{Code: "XA9", Zh: "其他", En: "other"},
}

var retentions = codetable.Table{
	{Code: "T10", Zh: "10年", En: "10 years"},
	{Code: "T30", Zh: "30年", En: "30 years"},
	{Code: "T99", Zh: "永久", En: "for ever"},
}
