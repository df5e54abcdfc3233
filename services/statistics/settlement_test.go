package statistics_test

import (
	"slices"
	"testing"

	statisticsv1 "anjie.internal/proto/gen/anjie/statistics/v1"

	"anjie.internal/services/internal/identity"
	"anjie.internal/services/statistics/figure"
)

// TestSettlementsAreListedWhereTheyAreCounted: the set of successes has as many disputes as the numerator, by either counting, and the
// set of neither is without them.
func TestSettlementsAreListedWhereTheyAreCounted(t *testing.T) {
	t.Parallel()
	o := open(t)
	l := o.log()
	l.walk(33, 2000)
	o.follow()
	client := o.client("320000000000", identity.RoleStatistician)
	const years, success, neither = "2011-01-01..2013-12-31", statisticsv1.CountedSet_COUNTED_SET_SUCCESS, statisticsv1.CountedSet_COUNTED_SET_NEITHER
	tally := figure.TallyOf(o.cold(figure.Cut{}).Cases(window(t, years), "32"))
	settlements := tally.Closed()["R32"]
	if settlements < 3 { // of some 2,000 events
		t.Fatalf("%d settlements say little", settlements)
	}
	numerators := map[bool]uint64{}
	for _, settled := range []bool{false, true} {
		rate, err := client.GetSuccessRate(t.Context(), &statisticsv1.GetSuccessRateRequest{Window: years, SettlementAsSuccess: settled, AtLeastPosition: l.position()})
		o.must(err)
		if rate.GetSettlementAsSuccess() != settled {
			t.Errorf("asked %t, answered %t", settled, rate.GetSettlementAsSuccess())
		}
		numerators[settled] = rate.GetRates()[0].GetNumerator()
		list := func(set statisticsv1.CountedSet) []*statisticsv1.CountedDispute {
			return pages(t, client, &statisticsv1.ListCountedDisputesRequest{Window: years, Set: set, PageSize: 7, SettlementAsSuccess: settled}, func() {})
		}
		if n := uint64(len(list(success))); n != numerators[settled] {
			t.Errorf("settled %t: %d are listed, %d are counted", settled, n, numerators[settled])
		}
		if has := slices.ContainsFunc(list(neither), func(r *statisticsv1.CountedDispute) bool { return r.GetOutcome() == "R32" }); has == settled {
			t.Errorf("settled %t: among neither %t", settled, has)
		}
	}
	if numerators[true] != numerators[false]+settlements {
		t.Errorf("numerators %v with %d settlements", numerators, settlements)
	}
}
