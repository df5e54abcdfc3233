package intake_test

import (
	"testing"
	"time"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"

	"anjie.internal/services/internal/identity"
)

// TestARiskThatIsNotAssessedAgainDrops: an assessment holds until its last day, in every queue and on the dispute itself.
func TestARiskThatIsNotAssessedAgainDrops(t *testing.T) {
	t.Parallel()
	d := openCentre(t)
	clerk := d.as(identity.Actor{ID: "clerk", Unit: searchVillage, Roles: []string{identity.RoleClerk}}) // with a token that lasts
	dispatcher := d.as(identity.Actor{ID: "dispatcher", Unit: searchVillage, Roles: []string{identity.RoleDispatcher}})
	id := d.accepted()
	does(d, dispatcher.AssessRisk, id, &intakev1.AssessRiskRequest{Level: "orange", Indicators: []string{"I01"}, Grounds: "扬言要拆对方的房"})
	shows := func(want string) {
		t.Helper()
		now := d.shows(clerk, id).GetDispute()
		if got := now.GetRisk().GetLevel(); got != want {
			t.Errorf("on %s the dispute shows %q, want %q", d.now().Format(time.DateOnly), got, want)
		}
		for _, req := range []*intakev1.ListDisputesRequest{
			{},
			{Mine: true},
			{Number: now.GetCaseNumber()},
			{Queue: intakev1.DisputeQueue_DISPUTE_QUEUE_OVERDUE},
			{Queue: intakev1.DisputeQueue_DISPUTE_QUEUE_OVERDUE, Mine: true},
			{Queue: intakev1.DisputeQueue_DISPUTE_QUEUE_DUE_SOON, DueWithin: 60},
		} {
			req.AtLeastPosition = now.GetPosition()
			resp, err := clerk.ListDisputes(t.Context(), req)
			d.must(err)
			for _, r := range resp.GetRows() {
				if r.GetRisk() != want {
					t.Errorf("on %s %v shows %q, want %q", d.now().Format(time.DateOnly), req, r.GetRisk(), want)
				}
			}
			if len(resp.GetRows()) == 0 && req.GetQueue() == intakev1.DisputeQueue_DISPUTE_QUEUE_UNSPECIFIED {
				t.Errorf("%v shows nothing", req)
			}
		}
	}
	shows("orange")
	d.forward(30 * 24 * time.Hour) // the last day, 2026-12-23
	shows("orange")
	d.forward(24 * time.Hour)
	shows("")
	does(d, dispatcher.AssessRisk, id, &intakev1.AssessRiskRequest{Level: "yellow", Indicators: []string{"I01"}, Grounds: "又有争吵"})
	shows("yellow")
}
