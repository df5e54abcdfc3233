package dispute

import "anjie.internal/services/internal/codetable"

// Indicators are what can happen in a case that raises its risk: of the event, never of a person.
func Indicators() codetable.Table { return indicators }

// TaskKinds say what a sub-task asks for. The codes are ours.
func TaskKinds() codetable.Table { return taskKinds }

// TaskResults say how it came back. The codes are ours.
func TaskResults() codetable.Table { return taskResults }

// FollowUpMethods say how somebody was contacted. The codes are ours.
func FollowUpMethods() codetable.Table { return followUpMethods }

// Satisfactions are the grades of ratings and follow-up visits. Who gives none is not in them.
func Satisfactions() codetable.Table { return satisfactions }

// Raters are the classes of raters. They are kept apart. The codes are ours.
func Raters() codetable.Table { return raters }

// Retentions say how long an archived file is kept. Its numbers are common practice; no law sets them.
func Retentions() codetable.Table { return retentions }

// taskLapsed is the result that the centre enters when a sub-task is not needed any more.
const taskLapsed = "Z04"

var indicators = codetable.Table{
	{Code: "I01", Zh: "扬言伤害他人", En: "a threat was made"},
	{Code: "I02", Zh: "已发生肢体冲突或者受伤", En: "a scuffle or an injury"},
	{Code: "I03", Zh: "提及或者出现凶器", En: "a weapon was mentioned or seen"},
	{Code: "I04", Zh: "有自伤自杀言行", En: "talk or act of self-harm"},
	{Code: "I05", Zh: "有聚集苗头", En: "signs of a gathering"},
	{Code: "I06", Zh: "有损毁财物或者生产设施", En: "things were damaged"},
	{Code: "I07", Zh: "媒体或者网络扩散", En: "spreads in the media"},
	{Code: "I08", Zh: "多次调解不成", En: "several mediations failed"},
}

var taskKinds = codetable.Table{
	{Code: "Y01", Zh: "调查核实", En: "fact check"},
	{Code: "Y02", Zh: "审批上报", En: "approval"},
	{Code: "Y03", Zh: "鉴定评估", En: "appraisal"},
	{Code: "Y04", Zh: "现场处置", En: "action on the spot"},
	{Code: "Y05", Zh: "法律援助", En: "legal aid"},
	{Code: "Y06", Zh: "心理服务", En: "psychological service"},
	{Code: "Y07", Zh: "救助帮扶", En: "relief"},
	{Code: "Y08", Zh: "征求意见", En: "opinion"},
}

var taskResults = codetable.Table{
	{Code: "Z01", Zh: "已完成", En: "done"},
	{Code: "Z02", Zh: "部分完成", En: "done in part"},
	{Code: "Z03", Zh: "无法完成", En: "cannot be done"},
	{Code: taskLapsed, Zh: "不再需要", En: "not needed any more"},
}

var followUpMethods = codetable.Table{
	{Code: "H01", Zh: "入户走访", En: "visit"},
	{Code: "H02", Zh: "电话", En: "phone"},
	{Code: "H03", Zh: "短信", En: "text message"},
	{Code: "H04", Zh: "网上", En: "online"},
	{Code: "H05", Zh: "约谈来访", En: "at the centre"},
}

var satisfactions = codetable.Table{
	{Code: "G01", Zh: "满意", En: "satisfied"},
	{Code: "G02", Zh: "基本满意", En: "fairly satisfied"},
	{Code: "G03", Zh: "不满意", En: "not satisfied"},
}

var raters = codetable.Table{
	{Code: "Q01", Zh: "申请人", En: "applicant"},
	{Code: "Q02", Zh: "被申请人", En: "respondent"},
	{Code: "Q03", Zh: "居民代表", En: "residents' representatives"},
	{Code: "Q04", Zh: "两代表一委员", En: "delegates and members of the people's bodies"},
	{Code: "Q05", Zh: "监督员", En: "lay supervisors"},
	{Code: "Q06", Zh: "媒体", En: "media"},
	{Code: "Q07", Zh: "第三方", En: "third party"},
}

var retentions = codetable.Table{
	{Code: "D03", Zh: "3年", En: "3 years"},
	{Code: "D10", Zh: "10年", En: "10 years"},
	{Code: "D30", Zh: "30年", En: "30 years"},
	{Code: "D99", Zh: "永久", En: "for ever"},
}
