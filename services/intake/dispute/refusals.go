package dispute

import "anjie.internal/services/internal/fault"

// The refusals. Their codes are a contract with clients and never change.
var (
	ErrAlreadyRegistered = fault.New(fault.Exists, "dispute-already-registered",
		"该纠纷已登记。", "The dispute is already registered.")
	ErrNotFound = fault.New(fault.NotFound, "dispute-not-found",
		"没有这件纠纷，或您无权查看。", "There is no such dispute, or it is not for you to see.")
	ErrNotOpen = fault.New(fault.Refused, "dispute-not-open",
		"该纠纷已不在办理中。", "The dispute is not open.")

	ErrUnknownCategory = fault.New(fault.Invalid, "unknown-category",
		"纠纷类别代码不存在（A01–A17、A99）。", "The category code does not exist (A01–A17, A99).")
	ErrUnknownChannel = fault.New(fault.Invalid, "unknown-channel",
		"来源代码不存在（S01–S32）。", "The channel code does not exist (S01–S32).")
	ErrUnknownReason = fault.New(fault.Invalid, "unknown-reason",
		"撤回原因代码不存在（R31、R32）。", "The reason code does not exist (R31, R32).")
	ErrUnitFormat = fault.New(fault.Invalid, "unit-format",
		"机构或区划代码须为12位数字。", "A unit or area code has 12 digits.")
	ErrUnitNotYours = fault.New(fault.Forbidden, "unit-not-yours",
		"该机构不在您所属机构之下。", "The unit is not within your own.")
	ErrInvolvedRange = fault.New(fault.Invalid, "involved-range",
		"涉及人数须在1至100000之间。", "The number of people involved is between 1 and 100000.")

	ErrBeforeReceipt = fault.New(fault.Invalid, "occurred-before-receipt",
		"发生时间早于收到时间。", "It cannot have happened before the dispute was received.")

	ErrReferralNeeded = fault.New(fault.Invalid, "referral-needed",
		"该来源须注明移送单位类别、移送单位和移送文号。", "This channel needs the kind of referrer, its name and its number.")
	ErrReturnByNeeded = fault.New(fault.Invalid, "return-by-needed",
		"该来源须注明移送单位要求反馈的日期。", "This channel needs the day by which the referrer wants to hear of it.")
	ErrReturnByTooEarly = fault.New(fault.Invalid, "return-by-before-receipt",
		"要求反馈的日期不得早于收到之日。", "The day by which the referrer wants to hear of it lies before the receipt.")
	ErrReferralNotExpected = fault.New(fault.Invalid, "referral-not-expected",
		"该来源不应填写移送信息。", "This channel takes no referral.")
	ErrUnknownReferrer = fault.New(fault.Invalid, "unknown-referrer-kind",
		"移送单位类别代码不存在（B01–B07、B99）。", "The referrer kind code does not exist (B01–B07, B99).")
	ErrReferrerMismatch = fault.New(fault.Invalid, "referrer-kind-mismatch",
		"移送单位类别与来源不符。", "The kind of referrer contradicts the channel.")

	ErrTitleNeeded = fault.New(fault.Invalid, "title-needed",
		"须填写事件名称。", "A title is needed.")
	ErrPartyCount = fault.New(fault.Invalid, "party-count",
		"当事人须为1至50名。", "There are 1 to 50 parties.")
	ErrApplicantNeeded = fault.New(fault.Invalid, "applicant-needed",
		"至少须有一名申请人。", "One applicant at least is needed.")
	ErrPartyRole = fault.New(fault.Invalid, "party-role",
		"须注明当事人的身份（申请人、被申请人或其他）。", "A party is an applicant, a respondent or another.")
	ErrPartyKind = fault.New(fault.Invalid, "party-kind",
		"当事人须为自然人或单位。", "A party is a person or a body.")
	ErrPartyName = fault.New(fault.Invalid, "party-name",
		"须填写当事人姓名或名称。", "A party needs a name.")
)
