package main

import (
	"slices"

	mediationv1 "anjie.internal/proto/gen/anjie/mediation/v1"
	"google.golang.org/protobuf/proto"
)

// What is said of how a proceeding begins, or does not.
var (
	helpOpen        = text{"为一件纠纷启动调解", "open a proceeding of a dispute"}
	flagBasis       = text{"启动依据代码 K01–K03", "basis code K01–K03"}
	flagMatter      = text{"纠纷事由（加密保存）", "what the dispute is about (stored sealed)"}
	flagMediator    = text{"调解员 账号[=姓名][，特邀]，可多次给出", "mediator, ACCOUNT[=NAME][,invited], repeatable"}
	flagMediated    = text{"申请人 姓名[，电话][，单位]，可多次给出；名称后写“单位”的为单位", "applicant, NAME[,PHONE][,body], repeatable"}
	flagOpposed     = text{"被申请人，写法同上；当事人的序号先数申请人，再数被申请人、其他当事人", "respondent, written the same way; places count applicants first, then respondents, then others"}
	flagOtherParty  = text{"其他当事人，写法同上", "other party, written the same way"}
	flagRule        = text{"期限规则，默认为该方式在当地适用的第一条", "rule of the limit, by default the mode's first one that is law there"}
	toldAcceptance  = text{"受理期限：%s", "to be accepted or not: %s"}
	flagAppliedOn   = text{"申请日期 YYYY-MM-DD", "date of the application, YYYY-MM-DD"}
	flagDetermined  = text{"交通事故（M08）：最后一方收到事故认定书的日期 YYYY-MM-DD", "road traffic (M08): date on which the last party received the determination, YYYY-MM-DD"}
	flagInWriting   = text{"交通事故（M08）：各方一致书面申请", "road traffic (M08): all parties applied in writing"}
	flagUnitOf      = text{"调解机构（12位代码），默认为办理人所属机构", "unit that mediates (12 digits), the actor's own by default"}
	flagRefChannel  = text{"委托移送的来源代码 S23–S27", "channel of the referral, S23–S27"}
	flagRefKind     = text{"移送单位类别代码，B01 至 B99；来源 S23 至 S26 可不填", "kind of referrer, B01 to B99; may be left out for channels S23 to S26"}
	flagReceivedOn  = text{"收到委托移送的日期 YYYY-MM-DD", "date on which the referral was received, YYYY-MM-DD"}
	toldOpened      = text{"启动调解：调解程序 %s，第 %d 次，日志位置 %s%s", "opened: proceeding %s, the dispute's no. %d, position %s%s"}
	flagModeDefault = text{"调解方式代码 M01–M10", "mode code M01–M10"}
	helpDecline     = text{"对调解申请或者委托移送不予受理", "do not accept an application or a referral"}
	flagDeclined    = text{"理由代码：Q01 一方拒绝、Q02 专门管辖、Q03 已被受理、Q04 对象或请求不明、Q05 不属受理范围、Q06 超过期限、Q99 其他", "why: Q01 a party refuses, Q02 reserved, Q03 another body has it, Q04 nothing definite, Q05 out of scope, Q06 too late, Q99 other"}
	toldDeclined    = text{"不予受理：调解程序 %s，第 %d 次，日志位置 %s%s", "not accepted: proceeding %s, the dispute's no. %d, position %s%s"}
	flagAskedMode   = text{"申请的调解方式代码 M01–M10", "mode that was asked for, M01–M10"}
)

// aMediated is a dispute for which mediation is asked.
var aMediated = subject{arg: "DISPUTE", field: "dispute_id", keeper: mediationOf, named: (*program).mediatedNamed, told: (*program).begunTold}

// stepsToMediation are what is done with an application or a referral. Either fills in the same form.
func stepsToMediation() []step {
	form := []stepFlag{
		{"basis", "basis", "K01", flagBasis},
		{"matter", "matter", "", flagMatter},
		{"unit", "unit", "", flagUnitOf},
		{"applied-on", "applied_on", "", flagAppliedOn},
		{"rule", "rule", "", flagRule},
		// The places of parties follow from this order. What role a party has is the name of its flag.
		{"applicant", "parties", "", flagMediated},
		{"respondent", "parties", "", flagOpposed},
		{"other", "parties", "", flagOtherParty},
		{"channel", "referral.channel", "", flagRefChannel},
		{"referrer-kind", "referral.referrer_kind", "", flagRefKind},
		{"referrer", "referral.referrer", "", flagReferrer},
		{"referrer-number", "referral.number", "", flagReferrerNo},
		{"return-by", "referral.return_by", "", flagReturnBy},
		{"received-on", "referral.received_on", "", flagReceivedOn},
	}
	return []step{
		{"open", mediationv1.MediationService_OpenProceeding_FullMethodName, helpOpen, toldOpened, append(slices.Clip(form), []stepFlag{
			{"mode", "mode", "M01", flagModeDefault},
			{"determined-on", "determined_on", "", flagDetermined},
			{"applied-in-writing", "applied_in_writing", "", flagInWriting},
			{"consented", "consented", "", flagConsented},
			{"mediator", "mediators", "", flagMediator},
			{"chosen-by", "chosen_by", "", flagChosenBy},
			{"committee", "committee", "", flagCommittee},
		}...)},
		{"decline", mediationv1.MediationService_DeclineMediation_FullMethodName, helpDecline, toldDeclined, append(slices.Clip(form), []stepFlag{
			{"mode", "mode", "M01", flagAskedMode},
			{"reason", "reason", "", flagDeclined},
			{"routes", "routes_told", "", flagRoutesTold},
			{"note", "note", "", flagNote},
		}...)},
	}
}

func (p *program) begunTold(done text, _ string, resp proto.Message) bool {
	r, ok := resp.(interface {
		GetReceipt() *mediationv1.Receipt
		GetOrdinal() uint32
		GetAcceptance() *mediationv1.Limit
	})
	if !ok {
		return false
	}
	x := r.GetReceipt()
	p.tell(done, x.GetProceedingId(), r.GetOrdinal(), at(x.GetPosition()), p.repeated(x))
	p.proceedingAnswer(resp)
	if l := r.GetAcceptance(); l != nil {
		p.tell(toldAcceptance, p.proceedingLimit(l))
	}
	p.warned(x)
	return true
}
