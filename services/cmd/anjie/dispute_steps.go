package main

import (
	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"anjie.internal/services/cmd/internal/story"
)

// What the steps of a dispute are for, and what they take.
var (
	helpWithdraw    = text{"撤回一件纠纷", "withdraw a dispute"}
	helpAccept      = text{"决定受理", "accept a dispute"}
	helpRefuse      = text{"决定不予受理，须注明原因和法定途径", "refuse a dispute, with reason and legal route"}
	helpClassify    = text{"分类：类别、人数、复杂程度", "classify a dispute"}
	helpUrgent      = text{"急事特办，缩短期限", "mark a dispute urgent"}
	helpDispatch    = text{"分流指派；不指定主办时按城市配置的分流规则", "dispatch a dispute; without a lead by the routing table"}
	helpAcknowledge = text{"签收", "acknowledge a dispatch"}
	helpObject      = text{"提出异议", "object to a dispatch"}
	helpDecide      = text{"审核异议", "decide an objection"}
	helpReassign    = text{"改派", "reassign a dispute"}
	helpConclude    = text{"办结", "conclude a dispute"}
	helpOnSpot      = text{"当场化解", "close a dispute that was solved on the spot"}
	helpReopen      = text{"撤销办结，重新办理", "reopen a dispute"}
	helpMerge       = text{"并入先登记的同一事项", "merge a dispute into an earlier one"}
	helpUnmerge     = text{"撤销合并", "take a merger back"}
	helpLink        = text{"与另一件关联", "link a dispute with another one"}
	helpUnlink      = text{"取消关联", "take a link back"}
	helpAssess      = text{"评估案件的风险，不评人", "assess the risk of a case, never of a person"}
	helpOffer       = text{"转给另一单位，对方接手以前仍由本单位负责", "offer a dispute to another unit; the owner stays until that unit takes it"}
	helpTake        = text{"接手转来的案件", "take over a dispute that was offered"}
	helpVoid        = text{"登记作废，不计入任何统计", "declare a registration void"}
	helpFollowUp    = text{"记录回访", "record a follow-up visit"}
	helpRate        = text{"记录评价", "record a rating"}
	helpArchive     = text{"归档", "archive a dispute"}

	flagReason       = text{"原因代码", "reason code"}
	flagOutcome      = text{"结果代码", "outcome code"}
	flagRoute        = text{"告知的法定途径代码，T01 至 T13", "code of the legal route that is told, T01 to T13"}
	flagExplanation  = text{"对当事人的答复（密存）", "what the parties are told (stored sealed)"}
	flagExchange     = text{"上报共享用的两级类别代码，如 0402", "code of the two-level exchange table, like 0402"}
	flagGrounds      = text{"理由（密存）", "grounds (stored sealed)"}
	flagNote         = text{"说明（密存）", "note (stored sealed)"}
	flagLead         = text{"主办单位：机构代码，或 机构代码/部门代码", "lead handler: UNIT or UNIT/DEPARTMENT"}
	flagAssisting    = text{"协办单位，可重复", "assisting handler; may be given several times"}
	flagHandler      = text{"以哪个单位的名义，默认为办理人自己的", "as which handler, the actor's own by default"}
	flagUpheld       = text{"异议成立", "the objection is upheld"}
	flagInto         = text{"先登记的纠纷编号", "the earlier dispute"}
	flagLinkKind     = text{"关联类型：repeat 重复、related 相关、petition 信访", "kind of the link: repeat, related or petition"}
	flagOther        = text{"另一件纠纷的编号", "the other dispute"}
	flagTo           = text{"接手单位：机构代码，或 机构代码/部门代码", "who is to take it: UNIT or UNIT/DEPARTMENT"}
	flagLevel        = text{"风险等级：blue、yellow、orange、red，已办结的 green", "level: blue, yellow, orange or red; green for a concluded case"}
	flagIndicator    = text{"风险情形代码，I01 至 I08，可重复", "indicator code, I01 to I08; may be given several times"}
	flagExpiresOn    = text{"到期日，默认30日后", "last day of the assessment, 30 days from now by default"}
	flagMethod       = text{"回访方式代码，H01 至 H05", "method code, H01 to H05"}
	flagReached      = text{"已联系上", "somebody was reached"}
	flagPerformance  = text{"履行情况代码，V1 至 V7", "performance code, V1 to V7"}
	flagSatisfaction = text{"满意程度代码，G01 至 G03", "grade, G01 to G03"}
	flagRater        = text{"评价人类别代码，Q01 至 Q07", "class of the rater, Q01 to Q07"}
	flagRetention    = text{"保管期限代码，D03、D10、D30、D99", "retention code, D03, D10, D30 or D99"}
	flagOccurredAt   = text{"发生时间，如 2026-11-23T09:30:00+08:00，默认现在", "when it happened, like 2026-11-23T09:30:00+08:00; now by default"}
	flagQueue        = text{"列表：%s", "queue: %s"}
	flagMine         = text{"只看本单位、本部门承办的", "only what the own unit or department has"}
	flagDueWithin    = text{"到期预警提前几天，默认3天", "how many days ahead due-soon looks, 3 by default"}
	flagByNumber     = text{"案件编号或其开头", "case number or its beginning"}

	errQueueFlag = text{"没有“%s”这个列表；有 %s。", "there is no queue “%s”; there are: %s"}
)

// stepsOfDisputes are those that people do by hand. Everything else can be done with anjie call.
func stepsOfDisputes() []step {
	reason := stepFlag{"reason", "reason", "", flagReason}
	note := stepFlag{"note", "note", "", flagNote}
	grounds := stepFlag{"grounds", "grounds", "", flagGrounds}
	lead := []stepFlag{{"lead", "lead", "", flagLead}, {"assisting", "assisting", "", flagAssisting}}
	as := stepFlag{"handler", "handler", "", flagHandler}
	return []step{
		{"withdraw", intakev1.IntakeService_WithdrawDispute_FullMethodName, helpWithdraw, story.Withdrawn, []stepFlag{{"reason", "reason", "R31", flagReason}, note}},
		{"accept", intakev1.DisputeService_AcceptDispute_FullMethodName, helpAccept, story.Accepted, nil},
		{"refuse", intakev1.DisputeService_RefuseDispute_FullMethodName, helpRefuse, story.Refused, []stepFlag{{"outcome", "outcome", "", flagOutcome}, reason, {"route", "route", "", flagRoute}, {"explanation", "explanation", "", flagExplanation}}},
		{"classify", intakev1.DisputeService_ClassifyDispute_FullMethodName, helpClassify, story.Classified, []stepFlag{{"category", "category", "", flagCategory}, {"local", "local", "", flagLocalCategory}, {"exchange", "exchange", "", flagExchange}, {"involved", "involved", "", flagInvolved}, {"complexity", "complexity", "", flagComplexity}}},
		{"urgent", intakev1.DisputeService_MarkUrgent_FullMethodName, helpUrgent, story.Urgent, []stepFlag{reason}},
		{"dispatch", intakev1.DisputeService_DispatchDispute_FullMethodName, helpDispatch, story.Dispatched, lead},
		{"acknowledge", intakev1.DisputeService_AcknowledgeDispatch_FullMethodName, helpAcknowledge, story.Acknowledged, []stepFlag{as}},
		{"object", intakev1.DisputeService_ObjectToDispatch_FullMethodName, helpObject, story.Objected, []stepFlag{as, reason, grounds}},
		{"decide-objection", intakev1.DisputeService_DecideObjection_FullMethodName, helpDecide, story.ObjectionDecided, []stepFlag{{"upheld", "upheld", "", flagUpheld}, grounds}},
		{"reassign", intakev1.DisputeService_ReassignDispute_FullMethodName, helpReassign, story.Reassigned, append(lead, reason)},
		{"conclude", intakev1.DisputeService_ConcludeDispute_FullMethodName, helpConclude, story.Concluded, []stepFlag{{"outcome", "outcome", "", flagOutcome}, note}},
		{"on-spot", intakev1.DisputeService_CloseOnSpot_FullMethodName, helpOnSpot, story.Concluded, []stepFlag{note}},
		{"reopen", intakev1.DisputeService_ReopenDispute_FullMethodName, helpReopen, story.Reopened, []stepFlag{reason}},
		{"merge", intakev1.DisputeService_MergeDispute_FullMethodName, helpMerge, story.Merged, []stepFlag{{"into", "into", "", flagInto}}},
		{"unmerge", intakev1.DisputeService_UnmergeDispute_FullMethodName, helpUnmerge, story.Unmerged, []stepFlag{reason}},
		{"link", intakev1.DisputeService_LinkDispute_FullMethodName, helpLink, story.Linked, []stepFlag{{"kind", "kind", "related", flagLinkKind}, {"other", "other", "", flagOther}}},
		{"unlink", intakev1.DisputeService_UnlinkDispute_FullMethodName, helpUnlink, story.Unlinked, []stepFlag{{"kind", "kind", "related", flagLinkKind}, {"other", "other", "", flagOther}, reason}},
		{"assess-risk", intakev1.DisputeService_AssessRisk_FullMethodName, helpAssess, story.RiskAssessed, []stepFlag{{"level", "level", "", flagLevel}, {"indicator", "indicators", "", flagIndicator}, {"expires-on", "expires_on", "", flagExpiresOn}, grounds}},
		{"offer", intakev1.DisputeService_OfferOwnership_FullMethodName, helpOffer, story.Offered, []stepFlag{{"to", "to", "", flagTo}}},
		{"take", intakev1.DisputeService_TakeOwnership_FullMethodName, helpTake, story.Taken, nil},
		{"void", intakev1.DisputeService_VoidDispute_FullMethodName, helpVoid, story.Voided, []stepFlag{reason}},
		{"follow-up", intakev1.DisputeService_RecordFollowUp_FullMethodName, helpFollowUp, story.FollowedUp, []stepFlag{{"method", "method", "H01", flagMethod}, {"reached", "reached", "", flagReached}, {"performance", "performance", "", flagPerformance}, {"satisfaction", "satisfaction", "", flagSatisfaction}, note}},
		{"rate", intakev1.DisputeService_RateDispute_FullMethodName, helpRate, story.Rated, []stepFlag{{"rater", "rater", "Q01", flagRater}, {"grade", "grade", "", flagSatisfaction}}},
		{"archive", intakev1.DisputeService_ArchiveDispute_FullMethodName, helpArchive, story.Archived, []stepFlag{{"retention", "retention", "D10", flagRetention}}},
	}
}

// aDispute is what the steps of intake are done to.
var aDispute = subject{
	arg: "ID", field: "dispute_id", keeper: intakeOf, named: (*program).disputeNamed, others: []protoreflect.Name{"into", "other"}, told: (*program).disputeTold,
}

func (p *program) disputeTold(done text, _ string, resp proto.Message) bool {
	r, ok := resp.(interface{ GetReceipt() *intakev1.Receipt })
	if !ok {
		return false
	}
	p.receipt(done, r.GetReceipt())
	switch resp := resp.(type) {
	case *intakev1.AcceptDisputeResponse:
		p.printf("%s\n", p.teller().Limit(resp.GetLimit()))
	case *intakev1.MarkUrgentResponse:
		p.printf("%s\n", p.teller().Limit(resp.GetLimit()))
	case *intakev1.DispatchDisputeResponse:
		if resp.GetDispatched() == nil {
			p.tell(toldUnmatched)
			break
		}
		_, what := p.teller().Dispatch(resp.GetDispatched())
		p.printf("%s\n", what)
	}
	return true
}

// printJSON writes a message for programs.
func (p *program) printJSON(m proto.Message) error {
	b, err := protojson.MarshalOptions{Multiline: true, EmitUnpopulated: true}.Marshal(m)
	if err != nil {
		return err
	}
	p.printf("%s\n", b)
	return nil
}
