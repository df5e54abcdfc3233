package proceeding

import "anjie.internal/services/internal/fault"

// The refusals. Their codes are a contract with clients and never change.
var (
	ErrNotFound = fault.New(fault.NotFound, "proceeding-not-found",
		"没有这个调解程序，或您无权查看。", "There is no such proceeding, or it is not for you to see.")
	ErrInMediation = fault.New(fault.Refused, "dispute-in-mediation",
		"该纠纷已有未结束的调解程序。", "Another proceeding of the dispute is still open.")
	// ErrOrdinalTaken tells the shell that this proceeding of the dispute has ended, so that the next one can be opened.
	ErrOrdinalTaken = fault.New(fault.Exists, "proceeding-ordinal-taken",
		"该序号的调解程序已结束。", "The proceeding with this ordinal has ended.")
	ErrTooMany = fault.New(fault.Refused, "too-many-proceedings",
		"该纠纷的调解程序过多。", "The dispute has had too many proceedings.")
	ErrOpenedBeforeEnd = fault.New(fault.Invalid, "opened-before-end",
		"启动时间早于上一调解程序的结束时间。", "It cannot be opened before the dispute's last proceeding ended.")
	ErrEnded = fault.New(fault.Refused, "proceeding-ended",
		"该调解程序已结束。", "The proceeding has ended.")
	ErrBeforeOpening = fault.New(fault.Invalid, "occurred-before-opening",
		"发生时间早于调解程序启动时间。", "It cannot happen before the proceeding was opened.")
	ErrBeforeLast = fault.New(fault.Invalid, "ended-before-last-step",
		"结束时间早于已记录的步骤。", "It cannot end before what was recorded in it.")

	ErrNotAssigned = fault.New(fault.Forbidden, "mediator-not-assigned",
		"您不是该调解程序的指派调解员。", "You are not assigned to this proceeding.")
	ErrMediatorNeeded = fault.New(fault.Refused, "mediator-needed",
		"须先指派调解员。", "A mediator must be assigned first.")
	ErrChairNeeded = fault.New(fault.Forbidden, "chair-needed",
		"此项须由调委会主任办理。", "Only the chair of the committee may do this.")

	ErrIDFormat = fault.New(fault.Invalid, "dispute-id-format",
		"纠纷编号无效。", "The id of the dispute is not valid.")
	ErrUnitFormat = fault.New(fault.Invalid, "unit-format",
		"机构代码须为12位数字。", "A unit code has 12 digits.")
	ErrUnitNotYours = fault.New(fault.Forbidden, "unit-not-yours",
		"该机构不在您所属机构之下。", "The unit is not within your own.")
	ErrUnknownMode = fault.New(fault.Invalid, "unknown-mode",
		"调解方式代码不存在（M01–M10）。", "The mode code does not exist (M01–M10).")
	ErrUnknownRule = fault.New(fault.Invalid, "unknown-limit-rule",
		"该调解方式没有此期限规则。", "The mode has no such rule on its limit.")
	ErrUnknownBasis = fault.New(fault.Invalid, "unknown-basis",
		"启动依据代码不存在（K01–K03）。", "The basis code does not exist (K01–K03).")
	ErrAppliedOn = fault.New(fault.Invalid, "applied-on",
		"申请日期仅用于依申请调解，且不得晚于启动日期。", "The day of application is for proceedings on application, and not after the opening.")
	ErrReferralNeeded = fault.New(fault.Invalid, "referral-needed",
		"接受委托移送须注明来源、移送单位类别、移送单位和移送文号。", "A referral needs its channel, the kind of referrer, its name and its number.")
	ErrReferralNotExpected = fault.New(fault.Invalid, "referral-not-expected",
		"非委托移送的程序不应填写移送信息。", "Only a proceeding on a referral takes one.")
	ErrCourtReferralNeeded = fault.New(fault.Invalid, "court-referral-needed",
		"委派、委托调解须有法院的移送（S23）。", "This mode needs a referral by a court (S23).")
	ErrUnknownChannel = fault.New(fault.Invalid, "unknown-channel",
		"移送来源代码不存在（S23–S27）。", "The channel code of a referral does not exist (S23–S27).")
	ErrUnknownReferrer = fault.New(fault.Invalid, "unknown-referrer-kind",
		"移送单位类别代码不存在（B01–B07、B99）。", "The referrer kind code does not exist (B01–B07, B99).")
	ErrReferrerMismatch = fault.New(fault.Invalid, "referrer-kind-mismatch",
		"移送单位类别与来源不符。", "The kind of referrer contradicts the channel.")
	ErrMatterNeeded = fault.New(fault.Invalid, "matter-needed",
		"须填写纠纷事由。", "It must be said what the dispute is about.")
	ErrPartyCount = fault.New(fault.Invalid, "party-count",
		"当事人须为2至50名。", "There are 2 to 50 parties.")
	ErrApplicantNeeded = fault.New(fault.Invalid, "applicant-needed",
		"至少须有一名申请人。", "One applicant at least is needed.")
	ErrPartyRole = fault.New(fault.Invalid, "party-role",
		"须注明当事人的身份（申请人、被申请人或其他）。", "A party is an applicant, a respondent or another.")
	ErrPartyKind = fault.New(fault.Invalid, "party-kind",
		"当事人须为自然人或单位。", "A party is a person or a body.")
	ErrPartyName = fault.New(fault.Invalid, "party-name",
		"须填写当事人姓名或名称。", "A party needs a name.")
	ErrNoSuchParty = fault.New(fault.Invalid, "no-such-party",
		"当事人序号不存在或重复。", "There is no party with this place, or it is named twice.")
	ErrMediatorCount = fault.New(fault.Invalid, "mediator-count",
		"调解员不得超过9名。", "There are 9 mediators at most.")
	ErrAccountFormat = fault.New(fault.Invalid, "account-format",
		"账号须为字母开头的字母、数字或 . _ @ -，或 UUID；不得为姓名或电话。", "An account is letters, digits and . _ @ -, a letter first, or a UUID; never a name or a phone.")
	ErrAccountTwice = fault.New(fault.Invalid, "account-twice",
		"账号重复。", "The account is named twice.")
	ErrUnknownChooser = fault.New(fault.Invalid, "unknown-chooser",
		"调解员由调委会指定（committee）或由当事人选定（parties）。", "Mediators are named by the committee or chosen by the parties.")

	ErrConsentMissing = fault.New(fault.Refused, "consent-missing",
		"该调解方式或者接受委托移送的调解，须经各方当事人同意后方可进行。", "In this mode, and in mediation of what was handed over, all parties must consent first.")
	ErrConsentAfterRefusal = fault.New(fault.Refused, "consent-after-refusal",
		"上一次调解因当事人一方明确拒绝而终止，须经各方当事人同意方可再次调解（人民调解法第十七条）。",
		"The last proceeding stopped because a party clearly refused; there is another one only if all parties consent (人民调解法 Art. 17).")
	ErrUnknownPlace = fault.New(fault.Invalid, "unknown-place",
		"调解地点代码不存在（P01–P04、P99）。", "The place code does not exist (P01–P04, P99).")
	ErrDuration = fault.New(fault.Invalid, "session-duration",
		"时长须在0至1440分钟之间。", "A session lasts 0 to 1440 minutes.")
	ErrAttendanceNeeded = fault.New(fault.Invalid, "attendance-needed",
		"至少须有一名当事人到场。", "One party at least must attend.")
	ErrNoteNeeded = fault.New(fault.Invalid, "note-needed",
		"须填写内容。", "A note needs a text.")
	ErrNoSuchMediator = fault.New(fault.Invalid, "no-such-mediator",
		"该账号不是本程序的调解员。", "The account does not mediate in this proceeding.")
	ErrNoSuchInvited = fault.New(fault.Invalid, "no-such-invited-person",
		"受邀人员序号不存在或重复。", "There is no invited person with this place, or it is named twice.")

	ErrUnknownForm = fault.New(fault.Invalid, "unknown-agreement-form",
		"协议形式代码不存在（F01–F03）。", "The form code does not exist (F01–F03).")
	ErrUnknownSubject = fault.New(fault.Invalid, "unknown-agreement-subject",
		"协议内容代码须为1至8个（J01–J06、J99），不得重复。", "There are 1 to 8 codes of subjects (J01–J06, J99), each once.")
	ErrTermsNeeded = fault.New(fault.Invalid, "terms-needed",
		"须填写协议内容。", "An agreement needs its terms.")
	ErrRemainingNeeded = fault.New(fault.Invalid, "remaining-needed",
		"部分达成协议须注明未达成的部分。", "An agreement in part must say what stays in dispute.")
	ErrRemainingNotExpected = fault.New(fault.Invalid, "remaining-not-expected",
		"全部达成协议的，不应填写未达成的部分或其他途径。", "A full agreement leaves nothing in dispute and tells no other routes.")
	ErrObligationCount = fault.New(fault.Invalid, "obligation-count",
		"履行义务不得超过60项。", "There are 60 obligations at most.")
	ErrObligationParties = fault.New(fault.Invalid, "obligation-parties",
		"义务人和权利人须为不同的当事人。", "Debtor and creditor are two different parties.")
	ErrObligationDue = fault.New(fault.Invalid, "obligation-due-date",
		"须注明履行期限，且不得早于协议日期。", "An obligation needs a due date, not before the agreement.")
	ErrOnTheSpotDue = fault.New(fault.Invalid, "on-the-spot-due-date",
		"当场化解的不应有履行期限。", "What is performed on the spot has no due date.")
	ErrAmountRange = fault.New(fault.Invalid, "amount-range",
		"金额超出范围。", "The amount is out of range.")
	ErrWhatNeeded = fault.New(fault.Invalid, "obligation-what-needed",
		"须注明履行内容。", "An obligation must say what is owed.")
	ErrNotWritten = fault.New(fault.Refused, "agreement-not-written",
		"只有书面协议需要签章。", "Only a written agreement is signed.")
	ErrNotRecorded = fault.New(fault.Refused, "agreement-not-recorded",
		"尚未记录协议。", "No agreement was recorded.")
	ErrSignatureNeeded = fault.New(fault.Invalid, "signature-needed",
		"须注明签字人或盖章。", "It must be said who signed or that it was sealed.")
	ErrSignedBefore = fault.New(fault.Refused, "party-signed-before",
		"该当事人已签章。", "The party has signed before.")
	ErrSealedBefore = fault.New(fault.Refused, "agreement-sealed-before",
		"协议已盖章。", "The agreement was sealed before.")

	ErrUnknownOutcome = fault.New(fault.Invalid, "unknown-outcome",
		"结果代码不适用（R21–R23 为不成，R31、R32 为撤回）。", "The outcome code does not fit (R21–R23 failures, R31 and R32 withdrawals).")
	ErrRoutesNeeded = fault.New(fault.Refused, "notice-of-routes-needed",
		"调解不成的，须告知当事人可以依法通过仲裁、行政、司法等途径维护权利。", "When mediation fails the parties must be told which other routes they have.")
	ErrUnknownRoute = fault.New(fault.Invalid, "unknown-route",
		"途径代码不存在或重复（W01–W03、W99）。", "A route code does not exist or is named twice (W01–W03, W99).")
	ErrLimitNotExpired = fault.New(fault.Refused, "limit-not-expired",
		"调解期限尚未届满。", "The limit has not expired.")
	ErrLimitUnknown = fault.New(fault.Refused, "limit-unknown",
		"该年度的放假安排未知，调解期限尚未算出。", "The due date is not known, for the days off of its year are not.")
	ErrDraftedBefore = fault.New(fault.Refused, "agreement-drafted",
		"已有未生效的协议：请按拒绝签章或反悔（R23）记录。", "There is a written agreement without effect: this is R23.")
	ErrNotDrafted = fault.New(fault.Refused, "agreement-not-drafted",
		"没有待签章的书面协议。", "There is no written agreement to sign.")
	ErrRefusedLater = fault.New(fault.Refused, "refusal-after-session",
		"调解已开始，一方明确拒绝即终止，按调解不成（R21；已有书面协议草案的为R23）记录：请注明已告知当事人的其他途径（W01–W03、W99）后重新提交。",
		"Mediation has begun, and the refusal ends it as a failure (R21, or R23 where a draft waits): say which other routes the parties were told (W01–W03, W99) and send it again.")
	ErrUnknownGround = fault.New(fault.Invalid, "unknown-ground",
		"终止事由代码不存在（G01–G03、G99）。", "The ground code does not exist (G01–G03, G99).")

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
)
