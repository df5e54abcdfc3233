package main

import (
	"context"
	"regexp"
	"strings"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"
	"github.com/spf13/cobra"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"anjie.internal/services/internal/fault"
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
	flagQueue        = text{"列表：my-open、unacknowledged、due-soon、overdue、unrouted、next-route", "queue: my-open, unacknowledged, due-soon, overdue, unrouted or next-route"}
	flagMine         = text{"只看本单位、本部门承办的", "only what the own unit or department has"}
	flagDueWithin    = text{"到期预警提前几天，默认3天", "how many days ahead due-soon looks, 3 by default"}
	flagByNumber     = text{"案件编号或其开头", "case number or its beginning"}

	errQueueFlag = text{
		"没有“%s”这个列表；有 my-open、unacknowledged、due-soon、overdue、unrouted、next-route。",
		"there is no queue “%s”; there are my-open, unacknowledged, due-soon, overdue, unrouted and next-route",
	}
	errNoNumber = text{"没有编号为 %s 的案件，或您无权查看。", "there is no case %s, or it is not for you to see"}
)

// stepOf is one sub-command for a step of a dispute: a method of the contract, and a flag for each field of its request that people
// fill in.
type stepOf struct {
	use, method string
	help, done  text
	request     func() order
	flags       []stepFlag
}

// order is a request of intake that takes a dispute further.
type order interface {
	proto.Message
	GetDisputeId() string
	GetCommandId() string
}

// stepFlag fills in a field, which may lie deeper: failure.outcome. Its kind follows from the field's.
type stepFlag struct {
	name, field, value string
	help               text
}

// steps are those that people do by hand. Everything else can be done with anjie call.
func steps() []stepOf {
	reason := stepFlag{"reason", "reason", "", flagReason}
	note := stepFlag{"note", "note", "", flagNote}
	grounds := stepFlag{"grounds", "grounds", "", flagGrounds}
	lead := []stepFlag{{"lead", "lead", "", flagLead}, {"assisting", "assisting", "", flagAssisting}}
	as := stepFlag{"handler", "handler", "", flagHandler}
	return []stepOf{
		{"withdraw", intakev1.IntakeService_WithdrawDispute_FullMethodName, helpWithdraw, storyWithdraw, func() order { return &intakev1.WithdrawDisputeRequest{} }, []stepFlag{{"reason", "reason", "R31", flagReason}, note}},
		{"accept", intakev1.DisputeService_AcceptDispute_FullMethodName, helpAccept, storyAccept, func() order { return &intakev1.AcceptDisputeRequest{} }, nil},
		{"refuse", intakev1.DisputeService_RefuseDispute_FullMethodName, helpRefuse, storyRefuse, func() order { return &intakev1.RefuseDisputeRequest{} }, []stepFlag{{"outcome", "outcome", "", flagOutcome}, reason, {"route", "route", "", flagRoute}, {"explanation", "explanation", "", flagExplanation}}},
		{"classify", intakev1.DisputeService_ClassifyDispute_FullMethodName, helpClassify, storyClassify, func() order { return &intakev1.ClassifyDisputeRequest{} }, []stepFlag{{"category", "category", "", flagCategory}, {"local", "local", "", flagLocalCategory}, {"exchange", "exchange", "", flagExchange}, {"involved", "involved", "", flagInvolved}, {"complexity", "complexity", "", flagComplexity}}},
		{"urgent", intakev1.DisputeService_MarkUrgent_FullMethodName, helpUrgent, storyUrgent, func() order { return &intakev1.MarkUrgentRequest{} }, []stepFlag{reason}},
		{"dispatch", intakev1.DisputeService_DispatchDispute_FullMethodName, helpDispatch, storyDispatch, func() order { return &intakev1.DispatchDisputeRequest{} }, lead},
		{"acknowledge", intakev1.DisputeService_AcknowledgeDispatch_FullMethodName, helpAcknowledge, storyAck, func() order { return &intakev1.AcknowledgeDispatchRequest{} }, []stepFlag{as}},
		{"object", intakev1.DisputeService_ObjectToDispatch_FullMethodName, helpObject, storyObject, func() order { return &intakev1.ObjectToDispatchRequest{} }, []stepFlag{as, reason, grounds}},
		{"decide-objection", intakev1.DisputeService_DecideObjection_FullMethodName, helpDecide, storyDecideObj, func() order { return &intakev1.DecideObjectionRequest{} }, []stepFlag{{"upheld", "upheld", "", flagUpheld}, grounds}},
		{"reassign", intakev1.DisputeService_ReassignDispute_FullMethodName, helpReassign, storyReassign, func() order { return &intakev1.ReassignDisputeRequest{} }, append(lead, reason)},
		{"conclude", intakev1.DisputeService_ConcludeDispute_FullMethodName, helpConclude, storyConclude, func() order { return &intakev1.ConcludeDisputeRequest{} }, []stepFlag{{"outcome", "outcome", "", flagOutcome}, note}},
		{"on-spot", intakev1.DisputeService_CloseOnSpot_FullMethodName, helpOnSpot, storyConclude, func() order { return &intakev1.CloseOnSpotRequest{} }, []stepFlag{note}},
		{"reopen", intakev1.DisputeService_ReopenDispute_FullMethodName, helpReopen, storyReopen, func() order { return &intakev1.ReopenDisputeRequest{} }, []stepFlag{reason}},
		{"merge", intakev1.DisputeService_MergeDispute_FullMethodName, helpMerge, storyMerge, func() order { return &intakev1.MergeDisputeRequest{} }, []stepFlag{{"into", "into", "", flagInto}}},
		{"unmerge", intakev1.DisputeService_UnmergeDispute_FullMethodName, helpUnmerge, storyUnmerge, func() order { return &intakev1.UnmergeDisputeRequest{} }, []stepFlag{reason}},
		{"link", intakev1.DisputeService_LinkDispute_FullMethodName, helpLink, storyLink, func() order { return &intakev1.LinkDisputeRequest{} }, []stepFlag{{"kind", "kind", "related", flagLinkKind}, {"other", "other", "", flagOther}}},
		{"unlink", intakev1.DisputeService_UnlinkDispute_FullMethodName, helpUnlink, storyUnlink, func() order { return &intakev1.UnlinkDisputeRequest{} }, []stepFlag{{"kind", "kind", "related", flagLinkKind}, {"other", "other", "", flagOther}, reason}},
		{"assess-risk", intakev1.DisputeService_AssessRisk_FullMethodName, helpAssess, storyRisk, func() order { return &intakev1.AssessRiskRequest{} }, []stepFlag{{"level", "level", "", flagLevel}, {"indicator", "indicators", "", flagIndicator}, {"expires-on", "expires_on", "", flagExpiresOn}, grounds}},
		{"offer", intakev1.DisputeService_OfferOwnership_FullMethodName, helpOffer, storyOffer, func() order { return &intakev1.OfferOwnershipRequest{} }, []stepFlag{{"to", "to", "", flagTo}}},
		{"take", intakev1.DisputeService_TakeOwnership_FullMethodName, helpTake, storyTake, func() order { return &intakev1.TakeOwnershipRequest{} }, nil},
		{"void", intakev1.DisputeService_VoidDispute_FullMethodName, helpVoid, storyVoid, func() order { return &intakev1.VoidDisputeRequest{} }, []stepFlag{reason}},
		{"follow-up", intakev1.DisputeService_RecordFollowUp_FullMethodName, helpFollowUp, storyFollowUp, func() order { return &intakev1.RecordFollowUpRequest{} }, []stepFlag{{"method", "method", "H01", flagMethod}, {"reached", "reached", "", flagReached}, {"performance", "performance", "", flagPerformance}, {"satisfaction", "satisfaction", "", flagSatisfaction}, note}},
		{"rate", intakev1.DisputeService_RateDispute_FullMethodName, helpRate, storyRate, func() order { return &intakev1.RateDisputeRequest{} }, []stepFlag{{"rater", "rater", "Q01", flagRater}, {"grade", "grade", "", flagSatisfaction}}},
		{"archive", intakev1.DisputeService_ArchiveDispute_FullMethodName, helpArchive, storyArchive, func() order { return &intakev1.ArchiveDisputeRequest{} }, []stepFlag{{"retention", "retention", "D10", flagRetention}}},
	}
}

// stepCommand makes the sub-command of a step: anjie dispute accept ID.
func (p *program) stepCommand(c clientConfig, s stepOf) *cobra.Command {
	req := s.request()
	var occurredAt, lateReason, commandID string
	var asJSON bool
	cmd := &cobra.Command{Use: s.use + " ID", Short: p.say(s.help), Args: arguments(1)}
	f := cmd.Flags()
	p.clientFlags(f, &c)
	given := make([]func() error, 0, len(s.flags))
	for _, flag := range s.flags {
		given = append(given, p.fieldFlag(cmd, req.ProtoReflect(), flag))
	}
	f.StringVar(&commandID, "command-id", "", p.say(flagCommandID))
	f.StringVar(&occurredAt, "occurred-at", "", p.say(flagOccurredAt))
	f.StringVar(&lateReason, "late-reason", "", p.say(flagLateReason))
	f.BoolVar(&asJSON, "json", false, p.say(flagJSON))
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		for _, fill := range given {
			if err := fill(); err != nil {
				return err
			}
		}
		at, err := parseTime("occurred-at", occurredAt)
		if err != nil {
			return err
		}
		if commandID, err = newID(commandID); err != nil {
			return err
		}
		return p.call(c, intakeOf, func(cc *grpc.ClientConn) error {
			id, err := disputeNamed(cmd.Context(), intakev1.NewIntakeServiceClient(cc), args[0])
			if err != nil {
				return err
			}
			m := req.ProtoReflect()
			setText(m, "dispute_id", id)
			setText(m, "command_id", commandID)
			setText(m, "late_reason", lateReason)
			if at != nil {
				m.Set(m.Descriptor().Fields().ByName("occurred_at"), protoreflect.ValueOfMessage(at.ProtoReflect()))
			}
			return p.step(cmd.Context(), cc, s, req, asJSON)
		})
	}
	return cmd
}

// step sends the request and tells where it was recorded, and what was computed.
func (p *program) step(ctx context.Context, cc *grpc.ClientConn, s stepOf, req order, asJSON bool) error {
	m, err := findMethod(strings.TrimPrefix(s.method, "/"))
	if err != nil {
		return err
	}
	resp, err := newMessage(m.Output())
	if err != nil {
		return err
	}
	if err := cc.Invoke(ctx, s.method, req, resp); err != nil {
		return err
	}
	if asJSON {
		return p.printJSON(resp)
	}
	r, ok := resp.(interface{ GetReceipt() *intakev1.Receipt })
	if !ok {
		return p.printJSON(resp)
	}
	if err := p.receipt(s.done, r.GetReceipt(), false); err != nil {
		return err
	}
	switch resp := resp.(type) {
	case *intakev1.AcceptDisputeResponse:
		p.printf("%s\n", p.limit(resp.GetLimit()))
	case *intakev1.MarkUrgentResponse:
		p.printf("%s\n", p.limit(resp.GetLimit()))
	case *intakev1.DispatchDisputeResponse:
		if resp.GetDispatched() == nil {
			p.tell(toldUnmatched)
			return nil
		}
		_, what := p.aboutDispatch(resp.GetDispatched())
		p.printf("%s\n", what)
	}
	return nil
}

func setText(m protoreflect.Message, field protoreflect.Name, value string) {
	if value != "" {
		m.Set(m.Descriptor().Fields().ByName(field), protoreflect.ValueOfString(value))
	}
}

var numberForm = regexp.MustCompile(`^[0-9]{4}-[0-9]{12}-[0-9]{6,}$`)

// disputeNamed is the id of a dispute that is named by its id or by its case number.
func disputeNamed(ctx context.Context, intake intakev1.IntakeServiceClient, name string) (string, error) {
	if !numberForm.MatchString(name) {
		return name, nil
	}
	resp, err := intake.ListDisputes(ctx, &intakev1.ListDisputesRequest{Number: name, PageSize: 1})
	if err != nil {
		return "", err
	}
	if len(resp.GetRows()) == 0 {
		return "", faultOf(fault.NotFound, "case-number-unknown", errNoNumber, name)
	}
	return resp.GetRows()[0].GetDisputeId(), nil
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
