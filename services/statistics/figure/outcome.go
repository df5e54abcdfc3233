package figure

import "anjie.internal/services/internal/codetable"

// Class says what an outcome counts as.
type Class uint8

// The classes, in the order of the printed table.
const (
	NoClass     Class = iota // still open
	Success                  // 调处成功
	Partial                  // 部分达成协议: a class of its own, no success
	Failure                  // 调解不成
	Neither                  // 撤回、终止: ended without a result of mediation
	Transferred              // 移送
	NotAccepted              // 不予受理、不再受理
)

// outcome is a row of the table: what a closed dispute ended in, and what that counts as.
type outcome struct {
	codetable.Entry

	class Class
}

// The legal roots: R11–R13, R21 People's Mediation Law Art. 26, 28–30; R22 and R23 the periods and the refusal to sign of the rules on
// online and medical mediation; R33 Art. 17 (a party that clearly refuses); R51, R52 Regulations on Petition Work Art. 19, 36. A
// merged duplicate (R61) is no outcome: the case is the one that it was merged into.
var outcomes = []outcome{
	{codetable.Entry{Code: "R11", Zh: "调解成功-书面协议", En: "success, written agreement"}, Success},
	{codetable.Entry{Code: "R12", Zh: "调解成功-口头协议", En: "success, oral agreement"}, Success},
	{codetable.Entry{Code: "R13", Zh: "调解成功-当场化解/即时履行", En: "success, solved or performed on the spot"}, Success},
	{codetable.Entry{Code: "R14", Zh: "部分达成协议", En: "partial agreement"}, Partial},
	{codetable.Entry{Code: "R21", Zh: "调解不成（未达成）", En: "failed, no agreement"}, Failure},
	{codetable.Entry{Code: "R22", Zh: "调解期限届满未达成", En: "failed, limit expired without agreement"}, Failure},
	{codetable.Entry{Code: "R23", Zh: "拒绝签章/反悔于生效前", En: "failed, signature refused or withdrawn before effect"}, Failure},
	{codetable.Entry{Code: "R31", Zh: "当事人撤回申请", En: "withdrawn by the applicant"}, Neither},
	{codetable.Entry{Code: "R32", Zh: "当事人自行和解", En: "settled by the parties themselves"}, Neither},
	{codetable.Entry{Code: "R33", Zh: "一方明确拒绝调解（未开始）", En: "mediation refused by a party before it began"}, Neither},
	{codetable.Entry{Code: "R34", Zh: "终止-无法联系/恶意串通/隐瞒/其他", En: "terminated for another reason"}, Neither},
	{codetable.Entry{Code: "R41", Zh: "移送-司法（诉讼/仲裁）", En: "transferred to court or arbitration"}, Transferred},
	{codetable.Entry{Code: "R42", Zh: "移送-行政（复议/裁决）", En: "transferred to administrative review or ruling"}, Transferred},
	{codetable.Entry{Code: "R43", Zh: "移送-公安", En: "transferred to the police"}, Transferred},
	{codetable.Entry{Code: "R44", Zh: "移送-信访", En: "transferred to the petition office"}, Transferred},
	{codetable.Entry{Code: "R45", Zh: "移送-纪检监察", En: "transferred to discipline inspection"}, Transferred},
	{codetable.Entry{Code: "R51", Zh: "不予受理", En: "not accepted"}, NotAccepted},
	{codetable.Entry{Code: "R52", Zh: "不再受理", En: "no longer accepted"}, NotAccepted},
}

// Outcomes is the code table of outcomes in its printed order.
func Outcomes() codetable.Table {
	t := make(codetable.Table, len(outcomes))
	for i, o := range outcomes {
		t[i] = o.Entry
	}
	return t
}

// ClassOf says what an outcome counts as in what is published. It is false for a code that the table does not have; nothing counts as NoClass.
func ClassOf(code string) (Class, bool) {
	if code == "" {
		return NoClass, true
	}
	if o := find(code); o != nil {
		return o.class, true
	}
	return NoClass, false
}

func find(code string) *outcome {
	for i := range outcomes {
		if outcomes[i].Code == code {
			return &outcomes[i]
		}
	}
	return nil
}

// OutcomesOf are the codes of some classes, as they are published.
func OutcomesOf(classes ...Class) []string { return Published.OutcomesOf(classes...) }
