package dispute

import "anjie.internal/services/internal/codetable"

// Class says how an outcome counts.
type Class uint8

// The classes. A dispute that is still open has none.
const (
	NoClass     Class = iota
	Success           // 调处成功
	Partial           // a class of its own, no success by default
	Failure           // 调解不成
	Neither           // excluded from the success rate, and shown
	Transferred       // went another way
	NotAccepted       // 不予受理, 不再受理
	Joined            // merged: excluded everywhere
	Answered          // of petitions: advice and claims that got their answer
)

// OutcomeMerged is the outcome of a dispute that was joined to an earlier one.
const OutcomeMerged = "R61"

// The outcomes that rules name.
const (
	outcomeOnTheSpot    = "R13"
	outcomeTakenBack    = "R31"
	outcomeSettled      = "R32"
	outcomePartyRefused = "R33"
	outcomeTerminated   = "R34"
	outcomeRefused      = "R51"
	outcomeNoLonger     = "R52"
)

var outcomes = codetable.Table{
	{Code: "R11", Zh: "调解成功-书面协议", En: "success, written agreement"},
	{Code: "R12", Zh: "调解成功-口头协议", En: "success, oral agreement"},
	{Code: "R13", Zh: "调解成功-当场化解/即时履行", En: "success, solved or performed on the spot"},
	{Code: "R14", Zh: "部分达成协议", En: "partial agreement"},
	{Code: "R21", Zh: "调解不成（未达成）", En: "failed, no agreement"},
	{Code: "R22", Zh: "调解期限届满未达成", En: "failed, limit expired without agreement"},
	{Code: "R23", Zh: "拒绝签章/反悔于生效前", En: "failed, signature refused or withdrawn before effect"},
	{Code: "R31", Zh: "当事人撤回申请", En: "withdrawn by the applicant"},
	{Code: "R32", Zh: "当事人自行和解", En: "settled by the parties themselves"},
	{Code: "R33", Zh: "一方明确拒绝调解（未开始）", En: "mediation refused by a party before it began"},
	{Code: "R34", Zh: "终止-无法联系/恶意串通/隐瞒/其他", En: "terminated for another reason"},
	{Code: "R41", Zh: "移送-司法（诉讼/仲裁）", En: "transferred to court or arbitration"},
	{Code: "R42", Zh: "移送-行政（复议/裁决）", En: "transferred to administrative review or ruling"},
	{Code: "R43", Zh: "移送-公安", En: "transferred to the police"},
	{Code: "R44", Zh: "移送-信访", En: "transferred to the petition office"},
	{Code: "R45", Zh: "移送-纪检监察", En: "transferred to discipline inspection"},
	{Code: "R51", Zh: "不予受理", En: "not accepted"},
	{Code: "R52", Zh: "不再受理", En: "no longer accepted"},
	{Code: "R61", Zh: "合并（重复）", En: "merged as a duplicate"},
	{Code: "R71", Zh: "建议采纳", En: "suggestion adopted"},
	{Code: "R72", Zh: "建议部分采纳", En: "suggestion adopted in part"},
	{Code: "R73", Zh: "建议未采纳（已说明）", En: "suggestion not adopted, reasons given"},
	{Code: "R81", Zh: "信访支持", En: "claim supported"},
	{Code: "R82", Zh: "信访解释说明", En: "claim explained"},
	{Code: "R83", Zh: "信访不支持", En: "claim not supported"},
}

// Outcomes are how matters end. R71–R83 belong to petitions and never close a dispute.
func Outcomes() codetable.Table { return outcomes }

// ClassOf says how an outcome counts; NoClass for what is not in the table.
func ClassOf(outcome string) Class {
	if !outcomes.Has(outcome) {
		return NoClass
	}
	switch outcome[1] {
	case '1':
		if outcome == "R14" {
			return Partial
		}
		return Success
	case '2':
		return Failure
	case '3':
		return Neither
	case '4':
		return Transferred
	case '5':
		return NotAccepted
	case '6':
		return Joined
	default:
		return Answered
	}
}

// Mediated reports whether the outcome is one of mediation itself: with or without agreement.
func (c Class) Mediated() bool { return c == Success || c == Partial || c == Failure }

// concludes reports whether a dispute can be closed with an outcome of the class.
func (c Class) concludes() bool { return c.Mediated() || c == Neither || c == Transferred }

// Performances say how an agreement was carried out.
func Performances() codetable.Table { return performances }

var performances = codetable.Table{
	{Code: "V1", Zh: "当场履行完毕", En: "performed on the spot"},
	{Code: "V2", Zh: "按期履行", En: "performed in time"},
	{Code: "V3", Zh: "逾期履行", En: "performed late"},
	{Code: "V4", Zh: "部分履行", En: "performed in part"},
	{Code: "V5", Zh: "未履行（到期）", En: "due and not performed"},
	{Code: "V6", Zh: "未到期", En: "not due yet"},
	{Code: "V7", Zh: "变更协议", En: "agreement changed"},
}
