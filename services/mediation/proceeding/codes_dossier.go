package proceeding

import "anjie.internal/services/internal/codetable"

// Papers are those of a dossier 卷宗.
func Papers() codetable.Table { return papers }

// IncompleteReasons say why a dossier is archived while papers are missing.
func IncompleteReasons() codetable.Table { return incompleteReasons }

// Retentions are how long a dossier is kept.
func Retentions() codetable.Table { return retentions }

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
