package roster

import "anjie.internal/services/internal/fault"

// The refusals. Their codes are a contract with clients and never change.
var (
	ErrExists = fault.New(fault.Exists, "committee-exists",
		"该调委会已设立。", "The committee was established before.")
	ErrNotFound = fault.New(fault.NotFound, "committee-not-found",
		"没有这个调委会，或您无权查看。", "There is no such committee, or it is not for you to see.")
	ErrUnitFormat = fault.New(fault.Invalid, "unit-format",
		"机构代码须为12位数字。", "A unit code has 12 digits.")
	ErrUnitNotYours = fault.New(fault.Forbidden, "unit-not-yours",
		"该机构不在您所属机构之下。", "The unit is not within your own.")
	ErrCode = fault.New(fault.Invalid, "committee-code",
		"调委会代码须为小写字母开头的字母、数字和连字符。", "A committee code is letters, digits and dashes, a letter first.")
	ErrTooFew = fault.New(fault.Refused, "committee-too-few",
		"调委会由三至九人组成，不得少于三人。", "A committee has 3 to 9 members, not fewer.")
	ErrTooMany = fault.New(fault.Refused, "committee-too-many",
		"调委会由三至九人组成，不得多于九人。", "A committee has 3 to 9 members, not more.")
	ErrMemberCount = fault.New(fault.Invalid, "member-count",
		"人员列表过长。", "The list of members is too long.")
	ErrHiredCount = fault.New(fault.Invalid, "hired-count",
		"聘任的调解员不得超过60名。", "There are 60 hired mediators at most.")
	ErrChairNeeded = fault.New(fault.Invalid, "committee-chair",
		"调委会设主任一人，须为委员。", "A committee has one chair, who is a member.")
	ErrWomen = fault.New(fault.Invalid, "committee-women",
		"女性委员人数不得多于委员人数，也不得与“没有女性委员”并存。", "There cannot be more women than members, nor any where it is said that there is none.")
	ErrWomenNeeded = fault.New(fault.Invalid, "committee-women-needed",
		"委员有变动的，须注明变动后的女性委员人数；没有的，须明说（《人民调解法》第8条）。", "When members come or go the number of women is given anew, and that there is none is said (Art. 8).")
	ErrMinorityNotExpected = fault.New(fault.Invalid, "committee-minority-not-expected",
		"只有多民族居住地区的调委会才登记有无人数较少民族的委员。", "Only a committee of an area of several ethnic groups says whether it has a member of a minority.")
	ErrTermFar = fault.New(fault.Invalid, "committee-term-far",
		"任期最早在一年之内开始。", "A term begins within a year.")
	ErrTermOver = fault.New(fault.Invalid, "committee-term-over",
		"所填的任期当时已经届满。", "The term was over by then.")
	ErrAccountFormat = fault.New(fault.Invalid, "account-format",
		"账号须为字母开头的字母、数字或 . _ @ -，或 UUID；不得为姓名或电话。", "An account is letters, digits and . _ @ -, a letter first, or a UUID; never a name or a phone.")
	ErrAccountTwice = fault.New(fault.Invalid, "account-twice",
		"账号重复。", "The account is named twice.")
	ErrNameNeeded = fault.New(fault.Invalid, "name-needed",
		"须填写姓名。", "A name is needed.")
	ErrNoSuchAccount = fault.New(fault.Invalid, "no-such-account",
		"名册中没有该账号，或重复。", "The account is not on the roster, or named twice.")
	ErrUnknownReason = fault.New(fault.Invalid, "unknown-leaving-reason",
		"离任原因代码不存在（X01–X06、X99）。", "The reason code does not exist (X01–X06, X99).")
	ErrNothingChanged = fault.New(fault.Invalid, "nothing-changed",
		"没有任何变更。", "Nothing is changed.")
)
