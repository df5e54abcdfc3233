package mediation_test

import (
	"slices"
	"testing"

	mediationv1 "anjie.internal/proto/gen/anjie/mediation/v1"
	"github.com/google/go-cmp/cmp"
	"google.golang.org/protobuf/testing/protocmp"
)

// TestAnApplicationThatWaitedTooLongIsDecidedOnWithAWarning, whether it is accepted or declined: the answer has the warning and the days,
// the repetition too, and so has whoever looks at the proceeding later.
func TestAnApplicationThatWaitedTooLongIsDecidedOnWithAWarning(t *testing.T) {
	t.Parallel()
	o, ctx := open(t), t.Context()
	today := o.now()
	came := today.AddDate(0, 0, -14).Format("2006-01-02")
	opened := twice(o, func(r *mediationv1.OpenProceedingRequest) (*mediationv1.OpenProceedingResponse, error) {
		return o.clerk().OpenProceeding(ctx, r)
	}, opening(t, func(r *mediationv1.OpenProceedingRequest) {
		r.Mode, r.Rule, r.AppliedOn = "M02", "administrative-medical", came
	}), func(r *mediationv1.OpenProceedingResponse) { r.Receipt.Repeated = true })
	declined := twice(o, func(r *mediationv1.DeclineMediationRequest) (*mediationv1.DeclineMediationResponse, error) {
		return o.clerk().DeclineMediation(ctx, r)
	}, declining(t, newID(t), func(r *mediationv1.DeclineMediationRequest) {
		r.Mode, r.Rule, r.AppliedOn = "M02", "administrative-medical", came
	}), func(r *mediationv1.DeclineMediationResponse) { r.Receipt.Repeated = true })
	for _, of := range []struct {
		receipt    *mediationv1.Receipt
		acceptance *mediationv1.Limit
	}{{opened.GetReceipt(), opened.GetAcceptance()}, {declined.GetReceipt(), declined.GetAcceptance()}} {
		if !slices.Contains(of.receipt.GetWarnings(), "acceptance-decided-late") {
			t.Errorf("warnings %v", of.receipt.GetWarnings())
		}
		l := of.acceptance
		if l.GetRule() != "administrative-medical" || l.GetAmount() != 5 || l.GetClock() != "wd" || l.GetStartsOn() != came || l.GetDueOn() >= today.Format("2006-01-02") {
			t.Errorf("to be accepted or not: %v", l)
		}
		shown, err := o.chair().GetProceeding(ctx, &mediationv1.GetProceedingRequest{ProceedingId: of.receipt.GetProceedingId()})
		o.must(err)
		if diff := cmp.Diff(l, shown.GetProceeding().GetAcceptance(), protocmp.Transform()); diff != "" {
			t.Errorf("shown (-answered +shown):\n%s", diff)
		}
		history, err := o.chair().GetProceedingHistory(ctx, &mediationv1.GetProceedingHistoryRequest{ProceedingId: of.receipt.GetProceedingId()})
		o.must(err)
		if said := history.GetSteps()[0].GetSaid()["warnings"]; said != "acceptance-decided-late" {
			t.Errorf("told: %q", said)
		}
	}
	_, err := o.clerk().DeclineMediation(ctx, declining(t, newID(t), func(r *mediationv1.DeclineMediationRequest) {
		r.Mode, r.Rule = "M02", "administrative-shenzhen"
	}))
	o.refused(err, "unknown-limit-rule", "rule")
}
