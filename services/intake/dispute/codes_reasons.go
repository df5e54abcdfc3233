package dispute

import "anjie.internal/services/internal/codetable"

// RefusalReasons explain why a dispute is not accepted; N11 alone is one of no longer accepting. The codes are ours.
func RefusalReasons() codetable.Table { return refusalReasons }

// Routes are the legal ways that a refusal must point to. The codes are ours.
func Routes() codetable.Table { return routes }

// ObjectionReasons explain why a handler says that it is not competent. The codes are ours.
func ObjectionReasons() codetable.Table { return objectionReasons }

// ReassignmentReasons explain a new round. The codes are ours.
func ReassignmentReasons() codetable.Table { return reassignmentReasons }

// ReopeningReasons explain why a closure is withdrawn. The codes are ours.
func ReopeningReasons() codetable.Table { return reopeningReasons }

// SeparationReasons explain why a merger or a link is taken back. The codes are ours.
func SeparationReasons() codetable.Table { return separationReasons }

// UrgencyReasons explain why a dispute cannot wait. The codes are ours.
func UrgencyReasons() codetable.Table { return urgencyReasons }

// CorrectionReasons explain a correction. The codes are ours.
func CorrectionReasons() codetable.Table { return correctionReasons }

// VoidReasons explain why a registration is taken out of all sets. The codes are ours.
func VoidReasons() codetable.Table { return voidReasons }

// The codes that rules name.
const (
	reasonFinality          = "N11"
	reasonRefusalOverturned = "P06"
	reasonApplicantReturns  = "P07"
	reasonImportReverted    = "X03"
)

var refusalReasons = codetable.Table{
	{Code: "N01", Zh: "不属于矛盾纠纷事项", En: "no dispute"},
	{Code: "N02", Zh: "不属于本单位职权范围", En: "not within the unit's competence"},
	{Code: "N03", Zh: "已进入或应当通过诉讼、仲裁、行政复议等法定途径解决", En: "in or for litigation, arbitration or review"},
	{Code: "N04", Zh: "同一事项已受理且在规定期限内", En: "the same matter is accepted elsewhere and within its limit"},
	{Code: "N05", Zh: "依法只能由专门机关管辖处理", En: "only a special body may handle it"},
	{Code: "N06", Zh: "法律、法规禁止采用民间调解方式解决", En: "mediation is prohibited by law"},
	{Code: "N07", Zh: "一方当事人明确拒绝调解", En: "a party clearly refuses mediation"},
	{Code: "N08", Zh: "涉嫌违法犯罪，应由公安机关处理", En: "suspected offence, for the police"},
	{Code: "N09", Zh: "属检举控告，应由纪检监察等机关处理", En: "an accusation, for discipline inspection"},
	{Code: "N10", Zh: "无法查明当事人或者诉求", En: "party or request cannot be made out"},
	{Code: "N11", Zh: "复核终结后以同一事实和理由再次提出", En: "raised again after re-review on the same facts and reasons"},
}

var routes = codetable.Table{
	{Code: "T01", Zh: "向人民法院提起诉讼", En: "sue in court"},
	{Code: "T02", Zh: "向仲裁机构申请仲裁", En: "commercial arbitration"},
	{Code: "T03", Zh: "申请劳动人事争议仲裁", En: "labour arbitration"},
	{Code: "T04", Zh: "申请农村土地承包经营纠纷仲裁", En: "arbitration of rural land contracts"},
	{Code: "T05", Zh: "申请行政复议", En: "administrative review"},
	{Code: "T06", Zh: "申请行政裁决、行政确认或者要求行政机关履行职责", En: "administrative ruling, confirmation or action"},
	{Code: "T07", Zh: "向公安机关报案", En: "report to the police"},
	{Code: "T08", Zh: "向有权处理的机关、单位提出信访事项", En: "petition to the competent body"},
	{Code: "T09", Zh: "向纪检监察机关检举控告", En: "accusation to discipline inspection"},
	{Code: "T10", Zh: "向人民检察院提出", En: "go to the procuratorate"},
	{Code: "T11", Zh: "向有管辖权的调解组织申请调解", En: "mediation by the competent body"},
	{Code: "T12", Zh: "向已受理的单位查询办理进度", En: "ask the unit that has accepted it"},
	{Code: "T13", Zh: "以复核意见为终结，可依法另循诉讼途径", En: "the re-review is final; litigation as the law allows"},
}

var objectionReasons = codetable.Table{
	{Code: "O01", Zh: "不属于本单位职权范围", En: "not within the unit's competence"},
	{Code: "O02", Zh: "不属于本单位管辖区域", En: "not within the unit's area"},
	{Code: "O03", Zh: "其他单位已受理同一事项", En: "another unit has accepted the same matter"},
	{Code: "O04", Zh: "应当通过法定途径解决", En: "a statutory route is open"},
	{Code: "O05", Zh: "与事项有利害关系应当回避", En: "conflict of interest"},
	{Code: "O06", Zh: "机构职能已调整", En: "the competence has moved to another unit"},
}

var reassignmentReasons = codetable.Table{
	{Code: "J01", Zh: "异议成立", En: "objection upheld"},
	{Code: "J02", Zh: "机构职能调整", En: "competence has moved"},
	{Code: "J03", Zh: "回避", En: "conflict of interest"},
	{Code: "J04", Zh: "需增减协办单位", En: "other assisting handlers are needed"},
	{Code: "J05", Zh: "分流有误", En: "dispatched by mistake"},
	{Code: "J06", Zh: "调解不成，改由其他单位办理", En: "failed, another handler tries"},
}

var reopeningReasons = codetable.Table{
	{Code: "P01", Zh: "协议未履行或者反悔", En: "agreement not performed or repudiated"},
	{Code: "P02", Zh: "纠纷复发或者出现新的事实", En: "broke out again, or new facts"},
	{Code: "P03", Zh: "评价不满意退回重办", En: "sent back after a bad rating"},
	{Code: "P04", Zh: "结案有误", En: "concluded by mistake"},
	{Code: "P05", Zh: "协议被确认无效或者被撤销", En: "agreement declared void"},
	{Code: "P06", Zh: "不予受理决定被纠正", En: "refusal overturned"},
	{Code: "P07", Zh: "申请人恢复申请", En: "the applicant takes the withdrawal back"},
}

var separationReasons = codetable.Table{
	{Code: "U01", Zh: "经查并非同一事项", En: "another matter after all"},
	{Code: "U02", Zh: "经查并非同一当事人", En: "other people after all"},
	{Code: "U03", Zh: "需分别办理", En: "to be handled apart"},
	{Code: "U04", Zh: "操作有误", En: "a slip"},
}

var urgencyReasons = codetable.Table{
	{Code: "E01", Zh: "当事人要求加急办理", En: "the parties ask for it"},
	{Code: "E02", Zh: "可能激化或者引发治安案件", En: "may intensify"},
	{Code: "E03", Zh: "涉及群体性事件", En: "a group event"},
	{Code: "E04", Zh: "关系生命健康或者基本生活", En: "life, health or livelihood"},
	{Code: "E05", Zh: "上级要求限时办理", En: "ordered from above"},
}

var correctionReasons = codetable.Table{
	{Code: "K01", Zh: "登记录入错误", En: "entered wrongly"},
	{Code: "K02", Zh: "当事人更正", En: "corrected by a party"},
	{Code: "K03", Zh: "调查核实后更正", En: "corrected after investigation"},
	{Code: "K04", Zh: "代码或区划调整", En: "codes or areas have changed"},
}

var voidReasons = codetable.Table{
	{Code: "X01", Zh: "测试登记", En: "test registration"},
	{Code: "X02", Zh: "同一次来访重复录入", En: "one contact entered twice"},
	{Code: "X03", Zh: "撤销台账导入", En: "ledger import reverted"},
	{Code: "X04", Zh: "登记对象错误", En: "nothing that belongs here"},
}
