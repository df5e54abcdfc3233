package intake_test

import (
	"testing"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"

	"anjie.internal/services/internal/identity"
	"anjie.internal/services/internal/rpc"
)

// TestWhatMayBeMediated: mediation asks before it opens a proceeding. It must be an open dispute in which the unit has a part, and
// matters of law bodies and of discipline (14 and 15 of the exchange table) never enter mediation.
func TestWhatMayBeMediated(t *testing.T) {
	t.Parallel()
	d := openCentre(t)
	clerk, dispatcher := d.clerk(searchVillage), d.dispatcher(searchVillage)
	mediation := d.as(identity.Actor{ID: "mediation", Roles: []string{identity.RoleService}})
	asks := func(dispute, unit, want string) {
		t.Helper()
		_, err := mediation.AdmitProceeding(t.Context(), &intakev1.AdmitProceedingRequest{DisputeId: dispute, Unit: unit})
		if f := rpc.Fault(err); f == nil && want != "" || f != nil && f.Code != want {
			t.Errorf("%s in %s: %v, want %s", dispute, unit, err, want)
		}
	}
	open, barred, cadres := d.accepted(), d.accepted(), d.accepted()
	does(d, clerk.ClassifyDispute, barred, &intakev1.ClassifyDisputeRequest{Exchange: new("1403"), Complexity: "general"})
	does(d, clerk.ClassifyDispute, cadres, &intakev1.ClassifyDisputeRequest{Exchange: new("1502"), Complexity: "general"})
	asks(open, searchVillage, "")
	asks(d.registers(clerk, nil), searchVillage, "") // mediated on the committee's own initiative
	asks(barred, searchVillage, "mediation-barred")
	asks(cadres, searchVillage, "mediation-barred")
	does(d, clerk.ClassifyDispute, barred, &intakev1.ClassifyDisputeRequest{Exchange: new("0902"), Complexity: "general"})
	asks(barred, searchVillage, "")

	asks(open, searchTown, "") // above the registering unit
	asks(open, searchOtherTown, "dispute-not-found")
	does(d, d.dispatcher(searchDistrict).DispatchDispute, open, &intakev1.DispatchDisputeRequest{Lead: centreOf(searchOtherTown)})
	asks(open, searchOtherTown, "") // now it leads
	asks(newID(t), searchVillage, "dispute-not-found")
	asks("甲", searchVillage, "id-format")
	asks(open, "1", "unit-format")

	merged, voided := d.accepted(), d.accepted()
	does(d, clerk.MergeDispute, merged, &intakev1.MergeDisputeRequest{Into: open})
	does(d, dispatcher.VoidDispute, voided, &intakev1.VoidDisputeRequest{Reason: "X01"})
	does(d, clerk.ConcludeDispute, cadres, &intakev1.ConcludeDisputeRequest{Outcome: "R45"})
	asks(merged, searchVillage, "dispute-merged")
	asks(voided, searchVillage, "dispute-voided")
	asks(cadres, searchVillage, "dispute-not-open")

	_, err := clerk.AdmitProceeding(t.Context(), &intakev1.AdmitProceedingRequest{DisputeId: open, Unit: searchVillage})
	if code(err) != "role-missing" {
		t.Errorf("a clerk asks: %v", err)
	}
}
