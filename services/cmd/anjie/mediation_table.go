package main

import (
	mediationv1 "anjie.internal/proto/gen/anjie/mediation/v1"

	"anjie.internal/services/cmd/internal/story"
)

// What the steps of a proceeding are for, and what they take.
var (
	helpConsent      = text{"记录当事人同意调解", "record that parties consent"}
	helpAssign       = text{"指派调解员", "assign mediators"}
	helpRecuse       = text{"调解员自行回避", "a mediator steps aside"}
	helpChallenge    = text{"记录当事人申请调解员回避", "record that a party challenges a mediator"}
	helpDecideChall  = text{"决定回避申请", "decide a challenge"}
	helpInvite       = text{"邀请亲属、邻里、专业人员等参与，须经各方同意", "invite persons to help, with the consent of all"}
	helpSuspend      = text{"中止，期限停止计算", "suspend: the clock stands still"}
	helpResume       = text{"恢复，期限顺延", "resume: the due date moves"}
	helpExtend       = text{"经各方同意延期", "extend the limit with the consent of all"}
	helpRecount      = text{"按已公布的放假安排重算期限", "count the due date again with the days off known now"}
	helpSession      = text{"记录一次调解会", "record a session"}
	helpAgree        = text{"记录调解协议：口头、书面或当场化解", "record an agreement: oral, written or settled on the spot"}
	helpSign         = text{"记录协议上的签章", "record signatures under an agreement"}
	helpSeal         = text{"在协议上加盖调解组织印章", "put the seal of the body under an agreement"}
	helpFail         = text{"调解不成，须已告知其他途径", "mediation failed; other routes were told"}
	helpTakeBack     = text{"撤回申请，或者当事人自行和解", "withdrawn, or settled by the parties themselves"}
	helpPartyRefuses = text{"当事人明确拒绝调解，即行终止；已开会的须已告知其他途径", "a party refuses mediation, which stops it; once it has begun routes were told"}
	helpTerminate    = text{"终止", "terminate"}
	stepPerform      = text{"履行情况", "performance"}
	helpPerform      = text{"记录一项义务的履行情况", "record what became of an obligation"}
	helpSupervise    = text{"记录督促履行", "record that the performance was looked after"}
	helpConfirm      = text{"记录双方共同申请司法确认", "record the joint application for judicial confirmation"}
	helpConfirmed    = text{"记录司法确认的结果", "record what became of it"}
	helpVisit        = text{"记录回访", "record a follow-up visit"}
	helpFeedBack     = text{"向移送单位反馈结果", "tell the referrer the outcome"}
	helpAnswer       = text{"答复移送单位：同意接受委托，或者不予调解", "tell the referrer whether the dispute is taken on"}
	helpRefer        = text{"把已结束或未受理的纠纷委托移送其他单位，须经各方同意", "hand a dispute over to another body, with the consent of all"}
	helpRisk         = text{"向公安等机关报告纠纷可能激化", "report that the dispute may become a case of the police"}
	helpSupplement   = text{"补充文书所缺的信息", "add what papers lack"}
	helpFile         = text{"材料入卷", "put a paper into the dossier"}
	helpArchiveP     = text{"卷宗归档", "archive the dossier"}

	flagParties     = text{"当事人序号，从1起，多个用逗号分隔", "places of parties, from 1, with commas between"}
	flagConsented   = text{"同意的当事人序号，从1起，如 1,2", "places of the parties that consent, from 1, like 1,2"}
	flagConsentForm = text{"同意方式代码：O1 书面，O2 口头", "how: O1 in writing, O2 orally"}
	flagChosenBy    = text{"由谁确定：committee 调委会指定，parties 当事人选定", "named by committee or parties"}
	flagCommittee   = text{"调委会代码；给出时调解员须在花名册上", "code of the committee; with it mediators stand on its roster"}
	flagAccount     = text{"调解员账号", "account of the mediator"}
	flagAccounts    = text{"调解员账号，多个用逗号分隔，默认为办理人", "accounts of mediators, with commas between; the actor by default"}
	flagConflict    = text{"回避事由代码 H01–H03、H99", "conflict code H01–H03, H99"}
	flagParty       = text{"当事人序号，从1起", "place of the party, from 1"}
	flagUpheldChall = text{"回避申请成立", "the challenge is upheld"}
	flagPersons     = text{"受邀人 类别=姓名，类别代码 I01–I05、I99，可多次给出", "person as KIND=NAME, kinds I01–I05, I99, repeatable"}
	flagSuspension  = text{"中止事由代码 U01–U03、U99", "ground code U01–U03, U99"}
	flagDays        = text{"延长几日，按该期限的计算单位", "how many days, in the unit of the limit"}
	flagPlaceCode   = text{"地点代码：P01 入户、P02 座谈、P03 线上、P04 现场、P99 其他", "place: P01 home visit, P02 office, P03 online, P04 on the spot, P99 elsewhere"}
	flagLasted      = text{"时长（分钟）", "how long, in minutes"}
	flagAttended    = text{"到场的当事人序号，从1起，如 1,2", "places of the parties that attended, from 1, like 1,2"}
	flagInvitedBy   = text{"到场的受邀人序号，从1起", "places of the invited persons who took part, from 1"}
	flagPublic      = text{"公开进行", "open to the public"}
	flagMinutes     = text{"调解记录（密存）", "minutes (stored sealed)"}
	flagConfidence  = text{"背对背所述 当事人序号=内容，可多次给出；另行密存，不示对方", "said in confidence, PARTY=TEXT, repeatable; sealed apart, never shown to the other side"}
	flagForm        = text{"协议形式代码：F01 口头、F02 书面、F03 当场化解", "form: F01 oral, F02 written, F03 on the spot"}
	flagPartial     = text{"部分达成协议", "a part stays in dispute"}
	flagSubjects    = text{"协议内容代码 J01–J06、J99，多个用逗号分隔", "subject codes J01–J06, J99, with commas between"}
	flagOwed        = text{"履行义务：义务人序号，权利人序号，到期日，金额（元），内容；可多次给出", "obligation as DEBTOR,CREDITOR,DUE,YUAN,WHAT, repeatable"}
	flagTerms       = text{"协议内容（密存）", "terms (stored sealed)"}
	flagSigned      = text{"已签章的当事人序号，从1起，如 1,2", "places of the parties that signed, from 1, like 1,2"}
	flagSignedBy    = text{"已签名的调解员账号，多个用逗号分隔", "accounts of the mediators who signed, with commas between"}
	flagSealed      = text{"已加盖调解组织印章，限主任", "the seal is on it; chairs only"}
	flagRemaining   = text{"未达成的部分（密存）", "what stays in dispute (stored sealed)"}
	flagRoutesTold  = text{"已告知的途径代码：W01 仲裁、W02 行政、W03 诉讼、W99 其他，多个用逗号分隔", "routes told: W01 arbitration, W02 administrative, W03 court, W99 other, with commas between"}
	flagFailure     = text{"R21 未达成、R22 期限届满、R23 拒绝签章或者反悔", "R21 no agreement, R22 limit expired, R23 not signed"}
	flagWithdrawal  = text{"R31 撤回申请、R32 自行和解", "R31 withdrawn, R32 settled by themselves"}
	flagEndGround   = text{"终止事由代码：G01 无法联系、G02 恶意串通、G03 隐瞒事实、G99 其他", "ground: G01 not reached, G02 collusion, G03 facts concealed, G99 other"}
	flagObligation  = text{"义务序号，从1起", "place of the obligation, from 1"}
	flagResult      = text{"履行情况代码：V1–V5，V7 变更", "result V1–V5, V7 replaced"}
	flagAmount      = text{"本次金额（元），默认为余下全部", "amount of this time in yuan, all that is left by default"}
	flagReplacement = text{"变更后的义务：义务人序号，权利人序号，到期日，金额（元），内容", "the obligation that takes its place, DEBTOR,CREDITOR,DUE,YUAN,WHAT"}
	flagContact     = text{"方式代码：E01 上门、E02 电话、E03 线上、E04 到访、E99 其他", "how: E01 visit, E02 phone, E03 online, E04 office, E99 other"}
	flagJoint       = text{"申请的当事人序号，从1起，如 1,2", "places of the parties that apply, from 1, like 1,2"}
	flagCourt       = text{"法院名称（密存）", "name of the court (stored sealed)"}
	flagCourtResult = text{"C4 不予受理、C5 确认有效、C6 驳回、C7 撤回、C8 申请强制执行", "C4 not accepted, C5 confirmed, C6 dismissed, C7 withdrawn, C8 enforcement"}
	flagCourtReason = text{"理由代码：C4 用 N01–N05，C6 用 N11–N15、N19", "reason: N01–N05 with C4, N11–N15 and N19 with C6"}
	flagCourtNumber = text{"法院案号（密存）", "the court's number (stored sealed)"}
	flagSatisfied   = text{"满意程度代码 Z1–Z3", "satisfaction Z1–Z3"}
	flagRisk        = text{"Y01 可能引起治安案件、Y02 可能引起刑事案件", "Y01 public order, Y02 criminal"}
	flagReferredTo  = text{"接收单位类别代码 B01–B07、B99", "kind of body that gets it, B01–B07, B99"}
	flagReferBody   = text{"接收单位名称（密存）", "name of the body that gets it (stored sealed)"}
	flagReferNumber = text{"本单位的移送文号（密存）", "our number for the hand-over (stored sealed)"}
	flagReportedTo  = text{"报告的机关类别代码 B01–B07、B99", "kind of body that was told, B01–B07, B99"}
	flagParticulars = text{"当事人序号，电话，证件号码，地址；可多次给出（密存）", "PARTY,PHONE,ID NUMBER,ADDRESS, repeatable (stored sealed)"}
	flagNamed       = text{"调解员 账号=姓名，可多次给出（密存）", "mediator, ACCOUNT=NAME, repeatable (stored sealed)"}
	flagSessionText = text{"调解记录 第几次=内容，可多次给出（密存）", "minutes, SESSION=TEXT, repeatable (stored sealed)"}
	flagClaims      = text{"申请事项（密存）", "what is asked for (stored sealed)"}
	flagDisputed    = text{"争议事项（密存）", "what is disputed (stored sealed)"}
	flagResponsible = text{"各方当事人的责任（密存）", "who is responsible for what (stored sealed)"}
	flagPaper       = text{"材料代码 D01–D10、D99", "paper code D01–D10, D99"}
	flagSHA256      = text{"文件的 SHA-256；只有纸质的不填", "SHA-256 of the file; empty for paper only"}
	flagKeep        = text{"保管期限代码：T10、T30、T99", "retention: T10, T30, T99"}
	flagIncomplete  = text{"材料不全的原因代码：XA1、XA2、XA9", "why papers are missing: XA1, XA2, XA9"}
)

// stepsOfProceedings are the steps of a proceeding that people do by hand: all that the service has.
func stepsOfProceedings() []step {
	note := stepFlag{"note", "note", "", flagNote}
	grounds := stepFlag{"grounds", "grounds", "", flagGrounds}
	consented := stepFlag{"consented", "consented", "", flagConsented}
	mediator := stepFlag{"mediator", "mediator", "", flagAccount}
	conflict := stepFlag{"conflict", "conflict", "", flagConflict}
	signatures := []stepFlag{{"signed", "signed", "", flagSigned}, {"mediators-signed", "mediators_signed", "", flagSignedBy}, {"sealed", "sealed", "", flagSealed}}
	told := func(name string, done string, method string, help text, flags ...stepFlag) step {
		said, ok := story.ProceedingKinds[done]
		if !ok { // what it records depends on the result
			said = stepPerform
		}
		return step{name, method, help, said, flags}
	}
	return []step{
		told("consent", "proceeding-consented-v1", mediationv1.MediationService_RecordConsent_FullMethodName, helpConsent, stepFlag{"parties", "parties", "", flagParties}, stepFlag{"form", "form", "O1", flagConsentForm}),
		told("assign", "mediators-assigned-v1", mediationv1.MediationService_AssignMediators_FullMethodName, helpAssign, stepFlag{"mediator", "mediators", "", flagMediator}, stepFlag{"chosen-by", "chosen_by", "", flagChosenBy}, stepFlag{"committee", "committee", "", flagCommittee}),
		told("recuse", "mediator-recused-v1", mediationv1.MediationService_RecuseMediator_FullMethodName, helpRecuse, mediator, conflict, grounds),
		told("challenge", "mediator-challenged-v1", mediationv1.MediationService_ChallengeMediator_FullMethodName, helpChallenge, mediator, stepFlag{"party", "party", "1", flagParty}, conflict, grounds),
		told("decide-challenge", "challenge-decided-v1", mediationv1.MediationService_DecideChallenge_FullMethodName, helpDecideChall, mediator, stepFlag{"upheld", "upheld", "", flagUpheldChall}, grounds),
		told("invite", "persons-invited-v1", mediationv1.MediationService_InvitePersons_FullMethodName, helpInvite, stepFlag{"person", "persons", "", flagPersons}, consented),
		told("suspend", "proceeding-suspended-v1", mediationv1.MediationService_SuspendProceeding_FullMethodName, helpSuspend, stepFlag{"ground", "ground", "", flagSuspension}, note),
		told("resume", "proceeding-resumed-v1", mediationv1.MediationService_ResumeProceeding_FullMethodName, helpResume),
		told("extend", "proceeding-extended-v1", mediationv1.MediationService_ExtendLimit_FullMethodName, helpExtend, stepFlag{"days", "days", "", flagDays}, consented, note),
		told("recount", "limit-recounted-v1", mediationv1.MediationService_RecountLimit_FullMethodName, helpRecount),
		told("session", "proceeding-session-held-v1", mediationv1.MediationService_HoldSession_FullMethodName, helpSession,
			stepFlag{"place", "place", "P02", flagPlaceCode}, stepFlag{"attended", "attended", "", flagAttended}, stepFlag{"minutes", "minutes", "", flagMinutes}, stepFlag{"lasted", "minutes_long", "", flagLasted},
			stepFlag{"mediators", "mediators", "", flagAccounts}, stepFlag{"invited", "invited", "", flagInvitedBy}, stepFlag{"public", "public", "", flagPublic}, stepFlag{"confidential", "notes", "", flagConfidence}),
		told("agree", "agreement-recorded-v1", mediationv1.MediationService_RecordAgreement_FullMethodName, helpAgree, append([]stepFlag{
			{"form", "form", "", flagForm},
			{"subjects", "subjects", "", flagSubjects},
			{"terms", "terms", "", flagTerms},
			{"owed", "obligations", "", flagOwed},
			{"partial", "partial", "", flagPartial},
			{"remaining", "remaining", "", flagRemaining},
			{"routes", "routes_told", "", flagRoutesTold},
		}, signatures...)...),
		told("sign", "agreement-signed-v1", mediationv1.MediationService_SignAgreement_FullMethodName, helpSign, signatures...),
		told("seal", "agreement-signed-v1", mediationv1.MediationService_SignAgreement_FullMethodName, helpSeal, stepFlag{"sealed", "sealed", "true", flagSealed}),
		told("fail", "proceeding-failed-v1", mediationv1.MediationService_RecordOutcome_FullMethodName, helpFail, stepFlag{"outcome", "failure.outcome", "R21", flagFailure}, stepFlag{"routes", "failure.routes_told", "", flagRoutesTold}, note),
		told("withdraw", "proceeding-withdrawn-v1", mediationv1.MediationService_RecordOutcome_FullMethodName, helpTakeBack, stepFlag{"outcome", "withdrawal.outcome", "R31", flagWithdrawal}, note),
		told("refuse", "proceeding-refused-v1", mediationv1.MediationService_RecordOutcome_FullMethodName, helpPartyRefuses, stepFlag{"party", "refusal.party", "", flagParty}, stepFlag{"routes", "refusal.routes_told", "", flagRoutesTold}, note),
		told("terminate", "proceeding-terminated-v1", mediationv1.MediationService_RecordOutcome_FullMethodName, helpTerminate, stepFlag{"ground", "termination.ground", "G99", flagEndGround}, stepFlag{"routes", "termination.routes_told", "", flagRoutesTold}, note),
		told("perform", "", mediationv1.MediationService_RecordPerformance_FullMethodName, helpPerform,
			stepFlag{"obligation", "obligation", "1", flagObligation}, stepFlag{"result", "result", "V2", flagResult}, stepFlag{"amount", "amount", "", flagAmount}, stepFlag{"replacement", "replacement", "", flagReplacement}, consented, note),
		told("supervise", "performance-supervised-v1", mediationv1.MediationService_SupervisePerformance_FullMethodName, helpSupervise, stepFlag{"method", "method", "E02", flagContact}, note),
		told("confirm", "confirmation-applied-v1", mediationv1.MediationService_ApplyForConfirmation_FullMethodName, helpConfirm, stepFlag{"applicants", "applicants", "", flagJoint}, stepFlag{"court", "court", "", flagCourt}),
		told("decide-confirmation", "confirmation-decided-v1", mediationv1.MediationService_DecideConfirmation_FullMethodName, helpConfirmed,
			stepFlag{"result", "result", "", flagCourtResult}, stepFlag{"reason", "reason", "", flagCourtReason}, stepFlag{"number", "number", "", flagCourtNumber}, note),
		told("follow-up", "proceeding-followed-up-v1", mediationv1.MediationService_RecordFollowUp_FullMethodName, helpVisit,
			stepFlag{"method", "method", "E02", flagContact}, stepFlag{"party", "party", "1", flagParty}, stepFlag{"reached", "reached", "", flagReached}, stepFlag{"performance", "performance", "", flagPerformance}, stepFlag{"satisfaction", "satisfaction", "", flagSatisfied}, note),
		told("feed-back", "referral-fed-back-v1", mediationv1.MediationService_FeedBackReferral_FullMethodName, helpFeedBack, note),
		told("answer", "referral-answered-v1", mediationv1.MediationService_AnswerReferral_FullMethodName, helpAnswer, note),
		told("refer", "dispute-referred-v1", mediationv1.MediationService_ReferDispute_FullMethodName, helpRefer,
			stepFlag{"to", "to", "", flagReferredTo}, stepFlag{"body", "body", "", flagReferBody}, stepFlag{"number", "number", "", flagReferNumber}, stepFlag{"return-by", "return_by", "", flagReturnBy}, consented, note),
		told("report-risk", "risk-reported-v1", mediationv1.MediationService_ReportRisk_FullMethodName, helpRisk, stepFlag{"risk", "risk", "Y01", flagRisk}, stepFlag{"to", "to", "B03", flagReportedTo}, note),
		told("supplement", "particulars-supplemented-v1", mediationv1.MediationService_SupplementProceeding_FullMethodName, helpSupplement,
			stepFlag{"party", "parties", "", flagParticulars}, stepFlag{"mediator", "mediators", "", flagNamed}, stepFlag{"minutes", "sessions", "", flagSessionText},
			stepFlag{"claims", "claims", "", flagClaims}, stepFlag{"disputed", "disputed", "", flagDisputed}, stepFlag{"responsibility", "responsibility", "", flagResponsible}),
		told("file", "paper-filed-v1", mediationv1.MediationService_FilePaper_FullMethodName, helpFile, stepFlag{"paper", "paper", "", flagPaper}, stepFlag{"sha256", "sha256", "", flagSHA256}, note),
		told("archive", "proceeding-archived-v1", mediationv1.MediationService_ArchiveProceeding_FullMethodName, helpArchiveP, stepFlag{"retention", "retention", "T10", flagKeep}, stepFlag{"reason", "reason", "", flagIncomplete}),
	}
}
