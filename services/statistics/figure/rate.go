package figure

import (
	"math/bits"
	"strconv"
)

// Rate is a part of a whole, as exact integers.
type Rate struct{ Numerator, Denominator uint64 }

// Rounding is the rule by which Percent makes a text of a rate.
func Rounding() (zh, en string) {
	return "由整数精确计算，百分数保留两位小数，四舍五入；分母为0时记作“—”；分子小于分母时不写作100.00%，分子大于0时不写作0.00%。",
		"Exact integers, percent with two decimals, half up; a denominator of 0 gives \"—\"; less than the whole is never " +
			"100.00%, and more than nothing is never 0.00%."
}

// none is the percentage of nothing.
const none = "—"

// Percent is the rate as a percentage by the rule of Rounding. A numerator that is larger than its denominator is no rate and has none.
func (r Rate) Percent() string {
	if r.Denominator == 0 || r.Numerator > r.Denominator {
		return none
	}
	const whole = 10_000 // hundredths of a percent
	// Division to 64 bits cannot overflow, because the high half of the product is less than the denominator: n ≤ d < 2^64.
	high, low := bits.Mul64(r.Numerator, whole)
	n, rest := bits.Div64(high, low, r.Denominator)
	if rest >= r.Denominator-rest {
		n++
	}
	switch {
	case n == 0 && r.Numerator > 0:
		n = 1
	case n == whole && r.Numerator < r.Denominator:
		n = whole - 1
	}
	hundredths := strconv.FormatUint(100+n%100, 10)[1:]
	return strconv.FormatUint(n/100, 10) + "." + hundredths + "%"
}
