package proceeding

import "anjie.internal/services/internal/fault"

// More refusals. Their codes are a contract with clients and never change.
var (
	ErrSuspended = fault.New(fault.Refused, "proceeding-suspended",
		"该调解程序已中止：须先恢复。", "The proceeding is suspended: resume it first.")
	ErrNotSuspended = fault.New(fault.Refused, "proceeding-not-suspended",
		"该调解程序未中止。", "The proceeding is not suspended.")
	ErrNotEnded = fault.New(fault.Refused, "proceeding-not-ended",
		"该调解程序尚未结束。", "The proceeding has not ended.")
	ErrBeforeEnd = fault.New(fault.Invalid, "occurred-before-end",
		"发生时间早于调解程序结束时间。", "It cannot happen before the proceeding ended.")
	ErrNoAgreement = fault.New(fault.Refused, "no-agreement-in-effect",
		"没有生效的调解协议。", "No agreement has effect.")
	ErrArchived = fault.New(fault.Refused, "dossier-archived",
		"卷宗已归档。", "The dossier was archived.")

	ErrJointTraffic = fault.New(fault.Invalid, "traffic-application",
		"道路交通事故损害赔偿调解须由各方当事人一致书面申请（K01），并注明收到道路交通事故认定书之日。",
		"In road traffic mediation all parties apply together and in writing (K01), and it is said when the accident determination was received.")
	ErrDetermination = fault.New(fault.Invalid, "determination-date",
		"收到事故认定书之日不得晚于申请之日。", "The determination was received before the application, not after it.")
	ErrDeterminationNotExpected = fault.New(fault.Invalid, "determination-not-expected",
		"只有道路交通事故损害赔偿调解（M08）填写事故认定书和书面申请。", "Only road traffic mediation (M08) takes an accident determination and a written application.")
	ErrAppliedTooLate = fault.New(fault.Refused, "traffic-application-late",
		"已超过收到道路交通事故认定书之日起十日的申请期限：当事人可以向人民法院起诉。",
		"The ten days from receiving the accident determination have passed; the parties can go to court.")
	ErrUnknownConsentForm = fault.New(fault.Invalid, "unknown-consent-form",
		"同意方式代码不存在（O1、O2）。", "The consent form code does not exist (O1, O2).")
	ErrConsentedBefore = fault.New(fault.Refused, "party-consented-before",
		"该当事人已表示同意。", "The party has consented before.")
	ErrCommitteeCode = fault.New(fault.Invalid, "committee-code",
		"调委会代码须为小写字母开头的字母、数字和连字符。", "A committee code is letters, digits and dashes, a letter first.")
	ErrNotOnRoster = fault.New(fault.Refused, "mediator-not-on-roster",
		"该账号不在调委会名册中；特邀人员须注明。", "The account is not on the committee's roster; say so when it is invited.")
	ErrBarred = fault.New(fault.Refused, "mediator-barred",
		"该调解员已回避，不得再次指派。", "The mediator has stepped aside and is not assigned again.")
	ErrChallengePending = fault.New(fault.Refused, "challenge-pending",
		"对该调解员的回避申请尚未决定。", "A challenge of the mediator is not decided yet.")
	ErrNotChallenged = fault.New(fault.Refused, "mediator-not-challenged",
		"没有对该调解员的回避申请。", "Nobody challenged the mediator.")
	ErrOwnChallenge = fault.New(fault.Forbidden, "own-challenge",
		"不得决定针对本人的回避申请。", "Nobody decides on a challenge of himself.")
	ErrGroundsNeeded = fault.New(fault.Invalid, "grounds-needed",
		"须填写理由。", "Grounds are needed.")
	ErrUnknownConflict = fault.New(fault.Invalid, "unknown-conflict",
		"回避事由代码不存在（H01–H03、H99）。", "The conflict code does not exist (H01–H03, H99).")
	ErrInviteeCount = fault.New(fault.Invalid, "invitee-count",
		"受邀人员须为1至20名。", "There are 1 to 20 invited persons.")
	ErrUnknownInvitee = fault.New(fault.Invalid, "unknown-invitee-kind",
		"受邀人员类别代码不存在（I01–I05、I99）。", "The code of an invited person does not exist (I01–I05, I99).")
	ErrInviteeName = fault.New(fault.Invalid, "invitee-name",
		"须填写受邀人员姓名。", "An invited person needs a name.")
	ErrInvitationConsent = fault.New(fault.Refused, "invitation-without-consent",
		"邀请他人参与调解须征得各方当事人同意。", "Others are invited only with the consent of all parties.")

	ErrUnknownSuspension = fault.New(fault.Invalid, "unknown-suspension-ground",
		"中止事由代码不存在（U01–U03、U99）。", "The ground of a suspension does not exist (U01–U03, U99).")
	ErrLimitExpired = fault.New(fault.Refused, "limit-expired",
		"调解期限已届满，不得再中止或者延期：未达成协议的，按期限届满（R22）记录。",
		"The limit has expired and is neither suspended nor extended any more: without an agreement this is R22.")
	ErrLapsed = fault.New(fault.Refused, "limit-expired-failed",
		"调解期限已届满，依法视为调解不成：请按期限届满（R22）记录。当事人在期限内达成一致的，请按达成之日补录。",
		"The limit has expired, and the law holds that mediation failed: this is R22. What was agreed within the limit is entered with its day.")
	ErrPauseOverlaps = fault.New(fault.Invalid, "suspension-overlaps",
		"中止时间与此前的中止重叠。", "The suspension overlaps the one before.")
	ErrBeforeSuspension = fault.New(fault.Invalid, "resumed-before-suspension",
		"恢复时间早于中止时间。", "It cannot be resumed before it was suspended.")
	ErrExtensionDays = fault.New(fault.Invalid, "extension-days",
		"延期须为1至180日。", "An extension has 1 to 180 days.")
	ErrExtensionConsent = fault.New(fault.Refused, "extension-without-consent",
		"延期须经各方当事人同意。", "The limit is extended only with the consent of all parties.")
	ErrLimitUnchanged = fault.New(fault.Refused, "limit-unchanged",
		"重新计算后期限未变。", "Counted again the limit is the same.")

	ErrNoSuchObligation = fault.New(fault.Invalid, "no-such-obligation",
		"履行义务序号不存在。", "There is no obligation with this place.")
	ErrPerformedBefore = fault.New(fault.Refused, "obligation-closed",
		"该义务已履行完毕或已变更。", "The obligation was performed or replaced before.")
	ErrUnknownPerformance = fault.New(fault.Invalid, "unknown-performance",
		"履行情况代码不适用（V1–V7）。", "The performance code does not fit (V1–V7).")
	ErrNotAtOnce = fault.New(fault.Invalid, "performed-not-on-the-spot",
		"当场履行须在协议生效当日。", "What is performed on the spot is performed on the day of effect.")
	ErrPerformedTooLate = fault.New(fault.Invalid, "performed-too-late",
		"履行日期已超过期限：请按逾期履行（V3）记录。", "The due date has passed: this is V3.")
	ErrPerformedNotLate = fault.New(fault.Invalid, "performed-not-late",
		"履行日期未超过期限：请按按期履行（V2）记录。", "The due date has not passed: this is V2.")
	ErrPartAmount = fault.New(fault.Invalid, "part-amount",
		"部分履行的金额须大于零且少于未履行部分。", "A part is more than nothing and less than what is left.")
	ErrWholeAmount = fault.New(fault.Invalid, "whole-amount",
		"金额须等于未履行部分。", "The amount must be what is left.")
	ErrNoAmount = fault.New(fault.Invalid, "amount-not-expected",
		"该义务不涉及金额。", "The obligation is not about money.")
	ErrNotDue = fault.New(fault.Refused, "obligation-not-due",
		"该义务尚未到期。", "The obligation is not due yet.")
	ErrDefaultedBefore = fault.New(fault.Refused, "obligation-defaulted-before",
		"已记录为到期未履行。", "The default was recorded before.")
	ErrChangeConsent = fault.New(fault.Refused, "change-without-consent",
		"变更协议须经各方当事人同意。", "An agreement is changed only with the consent of all parties.")
	ErrUnknownMethod = fault.New(fault.Invalid, "unknown-method",
		"联系方式代码不存在（E01–E04、E99）。", "The method code does not exist (E01–E04, E99).")
	ErrNotReached = fault.New(fault.Invalid, "party-not-reached",
		"未联系上当事人的，不应填写履行情况和满意度。", "A party that was not reached said nothing.")
	ErrUnknownSatisfaction = fault.New(fault.Invalid, "unknown-satisfaction",
		"满意度代码不存在（Z1–Z3）。", "The satisfaction code does not exist (Z1–Z3).")

	ErrNotConfirmable = fault.New(fault.Refused, "agreement-not-confirmable",
		"涉及身份关系或者确权的协议，人民法院不予受理司法确认申请。", "No court confirms agreements on personal status or title.")
	ErrJointApplication = fault.New(fault.Refused, "application-not-joint",
		"司法确认须由各方当事人共同申请。", "All parties must apply for judicial confirmation together.")
	ErrWindowClosed = fault.New(fault.Refused, "confirmation-window-closed",
		"已超过协议生效之日起三十日的申请期限。", "The 30 days from the effect of the agreement have passed.")
	ErrAppliedBefore = fault.New(fault.Refused, "confirmation-applied-before",
		"已申请司法确认。", "Judicial confirmation was applied for before.")
	ErrCourtNeeded = fault.New(fault.Invalid, "court-needed",
		"须填写人民法院名称。", "The court must be named.")
	ErrUnknownConfirmation = fault.New(fault.Invalid, "unknown-confirmation-result",
		"司法确认结果代码不适用（C4–C8）。", "The result code does not fit (C4–C8).")
	ErrNotApplied = fault.New(fault.Refused, "confirmation-state",
		"司法确认的当前状态不允许此结果。", "This result does not follow from the present state of the confirmation.")
	ErrConfirmationReason = fault.New(fault.Invalid, "confirmation-reason",
		"不予受理须注明 N01–N05，驳回须注明 N11–N19，其他结果不填原因。", "C4 needs a reason N01–N05, C6 one of N11–N19, the others none.")
	ErrNothingDue = fault.New(fault.Refused, "nothing-defaulted",
		"没有到期未履行的义务。", "Nothing was due and not performed.")
	ErrBeforeApplication = fault.New(fault.Invalid, "decided-before-application",
		"决定时间早于申请时间。", "It cannot be decided before it was applied for.")

	ErrNothingToDecline = fault.New(fault.Invalid, "nothing-to-decline",
		"主动调解没有申请，不存在不予受理。", "Nobody applied for mediation on own initiative, so nobody is turned down.")
	ErrUnknownDeclination = fault.New(fault.Invalid, "unknown-declination",
		"不予受理的理由代码不存在（Q01–Q06、Q99）。", "The reason for not accepting does not exist (Q01–Q06, Q99).")
	ErrDeclinedRoutes = fault.New(fault.Refused, "declined-without-routes",
		"不予受理的，须告知当事人可以依法通过的其他途径。", "Whoever is not accepted must be told which other routes there are.")
	ErrReceivedLater = fault.New(fault.Invalid, "referral-received-later",
		"收到委托移送之日不得晚于决定之日。", "The referral was received before it was decided on, not after it.")
	ErrAnsweredBefore = fault.New(fault.Refused, "referral-answered-before",
		"已答复移送单位是否接受。", "The referrer was answered before.")
	ErrDeclined = fault.New(fault.Refused, "proceeding-declined",
		"该申请（委托移送）未予受理，没有调解结果可以反馈：请答复移送单位不予调解（AnswerReferral）。",
		"It was not accepted, so there is no outcome to tell: answer the referrer with AnswerReferral.")
	ErrReferredBody = fault.New(fault.Invalid, "referred-body",
		"委托移送须注明接收单位和本单位的移送文号。", "A hand-over needs the name of the body that gets it and a number of ours.")
	ErrReferralConsent = fault.New(fault.Refused, "referral-without-consent",
		"委托移送其他单位调解须经各方当事人同意。", "A dispute is handed over only with the consent of all parties.")
	ErrReturnBefore = fault.New(fault.Invalid, "return-by-before",
		"要求反馈的日期不得早于移送之日。", "It cannot be wanted back before it is handed over.")
	ErrReferredOften = fault.New(fault.Refused, "referred-too-often",
		"委托移送次数过多。", "It was handed over too often.")
	ErrNoReferral = fault.New(fault.Refused, "no-referral",
		"该程序不是接受委托移送的。", "The proceeding is not on a referral.")
	ErrFedBackBefore = fault.New(fault.Refused, "referral-fed-back-before",
		"已向移送单位反馈。", "The referrer was told before.")
	ErrUnknownRisk = fault.New(fault.Invalid, "unknown-risk",
		"风险事由代码不存在（Y01、Y02）。", "The risk code does not exist (Y01, Y02).")
	ErrUnknownPaper = fault.New(fault.Invalid, "unknown-paper",
		"卷宗材料代码不存在（D01–D10、D99）。", "The paper code does not exist (D01–D10, D99).")
	ErrDigestFormat = fault.New(fault.Invalid, "digest-format",
		"摘要须为64位小写十六进制。", "A digest is 64 lower-case hex digits.")
	ErrUnknownRetention = fault.New(fault.Invalid, "unknown-retention",
		"保管期限代码不存在（T10、T30、T99）。", "The retention code does not exist (T10, T30, T99).")
	ErrUnknownIncomplete = fault.New(fault.Invalid, "unknown-incomplete-reason",
		"缺件原因代码不存在（XA1、XA2、XA9）。", "The reason code does not exist (XA1, XA2, XA9).")
	ErrDossierIncomplete = fault.New(fault.Refused, "dossier-incomplete",
		"卷宗材料不全：请补齐，或注明缺件原因。", "Papers are missing: file them, or give a reason.")
	ErrDossierComplete = fault.New(fault.Invalid, "dossier-complete",
		"卷宗材料齐全，不应填写缺件原因。", "Nothing is missing, so there is no reason to give.")
)
