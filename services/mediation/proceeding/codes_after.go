package proceeding

import "anjie.internal/services/internal/codetable"

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
