package proceeding

import "anjie.internal/services/internal/fault"

// Refusals of what follows an end. Their codes are a contract with clients and never change.
var (
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
