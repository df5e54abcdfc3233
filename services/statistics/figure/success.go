package figure

import "slices"

// Member says in which sets of a window a dispute is, and as what. It is all that the variants of the success rate look at.
type Member struct {
	Outcome    string // as of the position; empty: open
	Closed     bool   // closed on a day of the window
	Accepted   bool   // accepted on a day of the window
	Registered bool   // registered (received) on a day of the window
}

// Any reports whether the dispute is in any set.
func (m Member) Any() bool { return m.Closed || m.Accepted || m.Registered }

// class is what its outcome counts as. Unknown codes were refused when they were read.
func (c Counting) class(m Member) Class {
	class, _ := c.ClassOf(m.Outcome)
	return class
}

// In says in which sets of a window the dispute is.
func (s Status) In(w Window) Member {
	if !s.Counts() {
		return Member{}
	}
	return Member{Outcome: s.Outcome, Closed: w.Has(s.Closed), Accepted: w.Has(s.Accepted), Registered: w.Has(s.Registered)}
}

// Variant is one way to relate successes to a whole.
type Variant struct {
	Definition

	TitleZh, TitleEn string

	numerator, denominator func(Member) bool
}

func (c Counting) closedAs(classes ...Class) func(Member) bool {
	return func(m Member) bool { return m.Closed && slices.Contains(classes, c.class(m)) }
}

// SuccessRates are the variants of the success rate 调处成功率, the one that is published first. Merged duplicates and voided registrations
// are in no set of any of them; a reopened dispute counts once, with its last closure.
func SuccessRates() []Variant { return Published.SuccessRates() }

// SuccessRates are the variants by this counting.
func (c Counting) SuccessRates() []Variant {
	variants := []Variant{
		{
			Definition: Definition{
				Name: "success-rate-v1",
				Zh: "分子：统计期内办结且调处成功（R11–R13）的件数；分母：统计期内办结且调处成功或调解不成（R21–R23）的件数。" +
					"部分达成协议（R14）、撤回与终止（R31–R34）、移送（R41–R45）、未受理（R51、R52）不计入。" + commonZh,
				En: "Numerator: disputes closed in the window as settled (R11–R13). Denominator: those and the ones closed in the window as " +
					"failed (R21–R23). Settled in part (R14), withdrawn and terminated (R31–R34), transferred (R41–R45) and not accepted " +
					"(R51, R52) are in neither. " + commonEn,
			},
			TitleZh: "调处成功率", TitleEn: "success rate",
			numerator: c.closedAs(Success), denominator: c.closedAs(Success, Failure),
		},
		{
			Definition: Definition{
				Name: "success-of-concluded-v1",
				Zh: "分子：统计期内办结且调处成功（R11–R13）的件数；分母：统计期内经调解办结的全部件数，" +
					"含部分达成协议（R14）、撤回与终止（R31–R34）；移送（R41–R45）、未受理（R51、R52）不计入。" + commonZh,
				En: "Numerator: disputes closed in the window as settled (R11–R13). Denominator: all that mediation closed in the window, settled in " +
					"part (R14), withdrawn and terminated (R31–R34) included; transferred (R41–R45) and not accepted (R51, R52) are not. " + commonEn,
			},
			TitleZh: "调处成功占办结", TitleEn: "settled of concluded",
			numerator: c.closedAs(Success), denominator: c.closedAs(Success, Partial, Failure, Neither),
		},
		{
			Definition: Definition{
				Name: "success-of-accepted-v1",
				Zh: "分母：统计期内受理的件数（受理日期为准，其后决定不予受理的除外）；分子：其中截至统计位置已调处成功（R11–R13）的件数，" +
					"不论何时办结。" + commonZh,
				En: "Denominator: disputes accepted in the window, by the day of acceptance, without those refused afterwards. Numerator: those of " +
					"them that are settled (R11–R13) as of the position, whenever they were closed. " + commonEn,
			},
			TitleZh: "调处成功占受理", TitleEn: "settled of accepted",
			numerator:   func(m Member) bool { return m.Accepted && c.class(m) == Success },
			denominator: func(m Member) bool { return m.Accepted && c.class(m) != NotAccepted },
		},
		{
			Definition: Definition{
				Name: "success-of-registered-v1",
				Zh: "分母：统计期内登记的全部件数（收到日期为准），含未受理的；分子：其中截至统计位置已调处成功（R11–R13）的件数，" +
					"不论何时办结。" + commonZh,
				En: "Denominator: all disputes registered in the window, by the day of receipt, those not accepted included. Numerator: those of them " +
					"that are settled (R11–R13) as of the position, whenever they were closed. " + commonEn,
			},
			TitleZh: "调处成功占登记", TitleEn: "settled of registered",
			numerator:   func(m Member) bool { return m.Registered && c.class(m) == Success },
			denominator: func(m Member) bool { return m.Registered },
		},
	}
	for i, v := range variants {
		variants[i] = c.defined(v)
	}
	return variants
}

// What all variants have in common.
const (
	commonZh = "合并的重复件（R61）和作废的登记不在任何集合之内；重新办理的只计一次，以最后一次办结为准。" +
		"日期以经办人填报的发生时间为准（北京时间），补录的计入实际发生日；机构以登记机构计，上级为下级之和。"
	commonEn = "Merged duplicates (R61) and voided registrations are in no set; a reopened dispute counts once, with its last closure. " +
		"Days are Beijing days of the claimed times, so that a late entry counts on the day on which it happened; the unit is the one " +
		"that registered, and a superior unit is the sum of those below it."
)

// Tally counts disputes by what they are in a window. Tallies of units below one unit add up to the tally of that unit.
type Tally map[Member]uint64

// Add counts n disputes; those that are in no set are passed over.
func (t Tally) Add(m Member, n uint64) {
	if m.Any() {
		t[m] += n
	}
}

// Rate evaluates a variant.
func (t Tally) Rate(v Variant) Rate {
	var r Rate
	for m, n := range t {
		if v.denominator(m) {
			r.Denominator += n
			if v.numerator(m) {
				r.Numerator += n
			}
		}
	}
	return r
}

// Closed counts the disputes that were closed in the window, by outcome.
func (t Tally) Closed() map[string]uint64 {
	counts := map[string]uint64{}
	for m, n := range t {
		if m.Closed {
			counts[m.Outcome] += n
		}
	}
	return counts
}
