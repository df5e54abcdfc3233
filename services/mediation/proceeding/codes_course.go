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

// appraisal 鉴定 is the one ground that stops a limit which the law lets lapse.
const appraisal = "U01"

var suspensions = codetable.Table{
	{Code: appraisal, Zh: "鉴定", En: "appraisal"},
	{Code: "U02", Zh: "等待其他程序的结果", En: "waiting for the result of another procedure"},
	{Code: "U03", Zh: "当事人暂时不能参加", En: "a party cannot take part for the time being"},
	{Code: "U99", Zh: "其他", En: "other"},
}
