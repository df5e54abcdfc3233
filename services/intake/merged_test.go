package intake_test

import (
	"testing"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"
	"github.com/google/go-cmp/cmp"
	"google.golang.org/protobuf/testing/protocmp"

	"anjie.internal/services/internal/identity"
)

// lists says what is shown to be merged into a dispute, to somebody who asks for what had happened up to a step.
func (d *desk) lists(p person, dispute string, upTo *intakev1.Receipt, want ...*intakev1.MergedDispute) {
	d.t.Helper()
	got, err := p.GetDispute(d.t.Context(), &intakev1.GetDisputeRequest{DisputeId: dispute, AtLeastPosition: upTo.GetPosition()})
	d.must(err)
	if diff := cmp.Diff(want, got.GetDispute().GetMerged(), protocmp.Transform()); diff != "" {
		d.t.Errorf("merged into it (-want +got):\n%s", diff)
	}
}

// TestWhatWasMergedIsListed at the dispute that stays, for those who may see it, until the merger is taken back or the registration is void.
func TestWhatWasMergedIsListed(t *testing.T) {
	t.Parallel()
	d := openCentre(t)
	clerk, dispatcher := d.clerk(searchVillage), d.dispatcher(searchVillage)
	stays, second, third := d.accepted(), d.registers(clerk, nil), d.registers(clerk, nil)
	d.lists(clerk, stays, nil)
	does(d, clerk.MergeDispute, second, &intakev1.MergeDisputeRequest{Into: stays})
	merged := does(d, clerk.MergeDispute, third, &intakev1.MergeDisputeRequest{Into: stays}).GetReceipt()
	a := &intakev1.MergedDispute{DisputeId: second, CaseNumber: "2026-320205101203-000002"}
	b := &intakev1.MergedDispute{DisputeId: third, CaseNumber: "2026-320205101203-000003"}
	d.lists(clerk, stays, merged, a, b)
	d.lists(d.person(searchVillage, identity.RoleMediator), stays, merged, a, b)
	d.lists(clerk, third, merged)

	sent := does(d, d.dispatcher(searchDistrict).DispatchDispute, stays, &intakev1.DispatchDisputeRequest{Lead: centreOf(searchOtherTown)})
	does(d, d.clerk(searchOtherTown).AcknowledgeDispatch, stays, &intakev1.AcknowledgeDispatchRequest{})
	d.lists(d.clerk(searchOtherTown), stays, sent.GetReceipt()) // it handles what stays, and has no part in the others
	d.lists(d.dispatcher(searchDistrict), stays, sent.GetReceipt(), a, b)
	// The district leads what stays. The others lie in its area, but its mediator has no part in them.
	leads := does(d, d.dispatcher(searchDistrict).ReassignDispute, stays, &intakev1.ReassignDisputeRequest{
		Reason: "J04", Lead: centreOf(searchDistrict),
	})
	d.lists(d.person(searchDistrict, identity.RoleMediator), stays, leads.GetReceipt())
	d.lists(d.dispatcher(searchDistrict), stays, leads.GetReceipt(), a, b)

	apart := does(d, dispatcher.UnmergeDispute, second, &intakev1.UnmergeDisputeRequest{Reason: "U01"}).GetReceipt()
	d.lists(clerk, stays, apart, b)
	void := does(d, dispatcher.VoidDispute, third, &intakev1.VoidDisputeRequest{Reason: "X01"}).GetReceipt()
	d.lists(clerk, stays, void)
}

// TestASeparationIsSeenAtOnce: the list of what was merged comes from a view, and what the log has taken back is not shown while the
// view lags.
func TestASeparationIsSeenAtOnce(t *testing.T) {
	t.Parallel()
	d := openCentre(t)
	clerk := d.clerk(searchVillage)
	stays, other := d.registers(clerk, nil), d.registers(clerk, nil)
	merged := does(d, clerk.MergeDispute, other, &intakev1.MergeDisputeRequest{Into: stays}).GetReceipt()
	d.lists(clerk, stays, merged, &intakev1.MergedDispute{DisputeId: other, CaseNumber: "2026-320205101203-000002"})
	apart := does(d, d.dispatcher(searchVillage).UnmergeDispute, other, &intakev1.UnmergeDisputeRequest{Reason: "U01"}).GetReceipt()
	d.lists(clerk, stays, apart)
	_, err := d.pool.Exec(t.Context(), "update view_queue.dispute set merged_into = $1 where dispute = $2", stays, other) // as it was
	d.must(err)
	d.lists(clerk, stays, nil)
}
