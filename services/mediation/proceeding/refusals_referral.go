package proceeding

import "anjie.internal/services/internal/fault"

// Refusals around declining, and around referrals in both directions. Their codes are a contract with clients and never change.
var (
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
)
