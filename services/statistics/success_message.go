package statistics

import (
	statisticsv1 "anjie.internal/proto/gen/anjie/statistics/v1"

	"anjie.internal/services/internal/fault"
	"anjie.internal/services/statistics/figure"
)

// What figures look like in messages.

func windowMessage(w figure.Window) *statisticsv1.Window {
	return &statisticsv1.Window{Text: w.String(), First: w.First.String(), Last: w.Last.String()}
}

func rounding() *statisticsv1.Rounding {
	zh, en := figure.Rounding()
	return &statisticsv1.Rounding{Zh: zh, En: en}
}

func rates(t figure.Tally, c figure.Counting) []*statisticsv1.Rate {
	var out []*statisticsv1.Rate
	for _, v := range c.SuccessRates() {
		r := t.Rate(v)
		out = append(out, &statisticsv1.Rate{
			Definition: &statisticsv1.Definition{Name: v.Name, Zh: v.Zh, En: v.En}, TitleZh: v.TitleZh, TitleEn: v.TitleEn,
			Numerator: r.Numerator, Denominator: r.Denominator, Percent: r.Percent(),
		})
	}
	return out
}

// outcomeCounts is the whole table, with zeros: what did not happen is part of the figure.
func outcomeCounts(t figure.Tally, c figure.Counting) []*statisticsv1.OutcomeCount {
	closed := t.Closed()
	var out []*statisticsv1.OutcomeCount
	for _, o := range figure.Outcomes() {
		class, _ := c.ClassOf(o.Code)
		out = append(out, &statisticsv1.OutcomeCount{Code: o.Code, Zh: o.Zh, En: o.En, CountsAs: setOf(class), Disputes: closed[o.Code]})
	}
	return out
}

func setOf(c figure.Class) statisticsv1.CountedSet {
	switch c {
	case figure.Success:
		return statisticsv1.CountedSet_COUNTED_SET_SUCCESS
	case figure.Partial:
		return statisticsv1.CountedSet_COUNTED_SET_PARTIAL
	case figure.Failure:
		return statisticsv1.CountedSet_COUNTED_SET_FAILURE
	case figure.Neither:
		return statisticsv1.CountedSet_COUNTED_SET_NEITHER
	case figure.Transferred:
		return statisticsv1.CountedSet_COUNTED_SET_TRANSFERRED
	case figure.NotAccepted:
		return statisticsv1.CountedSet_COUNTED_SET_NOT_ACCEPTED
	case figure.NoClass:
	}
	return statisticsv1.CountedSet_COUNTED_SET_UNSPECIFIED
}

// onWindow says which field of the request a refusal of figure.ParseWindow is about.
func onWindow(err error) error {
	if f := fault.As(err); f != nil {
		return f.On("window")
	}
	return err
}
