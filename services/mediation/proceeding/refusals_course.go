package proceeding

import "anjie.internal/services/internal/fault"

// Refusals of what comes between the opening and the end. Their codes are a contract with clients and never change.
var (
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
	ErrOnlyAppraisal = fault.New(fault.Refused, "suspension-only-appraisal",
		"医疗纠纷人民调解的期限只因鉴定而不计入（医疗纠纷预防和处理条例第三十八条）。",
		"Only the time of an appraisal is not counted in medical mediation (医疗纠纷预防和处理条例 Art. 38).")
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
)
