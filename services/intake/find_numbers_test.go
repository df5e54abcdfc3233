package intake_test

import (
	"slices"
	"testing"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"

	"anjie.internal/services/internal/identity"
)

// TestANumberFindsWhatHasLeftTheDesk: whoever had a part in a dispute is asked about it long after, and has its number from the papers.
func TestANumberFindsWhatHasLeftTheDesk(t *testing.T) {
	t.Parallel()
	d := openCentre(t)
	clerk, dispatcher := d.clerk(searchVillage), d.dispatcher(searchDistrict)
	mediator := d.person(searchVillage, identity.RoleMediator)
	assisting := d.liaison(searchDistrict, "justice")
	id := d.accepted()
	does(d, dispatcher.DispatchDispute, id, &intakev1.DispatchDisputeRequest{
		Lead: centreOf(searchVillage), Assisting: []*intakev1.Handler{{Unit: searchDistrict, Department: "justice"}},
	})
	number := d.shows(clerk, id).GetDispute().GetCaseNumber()
	finds := func(who string, p person, req *intakev1.ListDisputesRequest, want ...string) {
		t.Helper()
		d.settles()
		resp, err := p.ListDisputes(t.Context(), req)
		d.must(err)
		var got []string
		for _, r := range resp.GetRows() {
			got = append(got, r.GetDisputeId())
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s finds %v by %v, want %v", who, got, req, want)
		}
	}
	byNumber := func() *intakev1.ListDisputesRequest { return &intakev1.ListDisputesRequest{Number: number} }
	finds("the mediator, while it is open,", mediator, &intakev1.ListDisputesRequest{}, id)
	does(d, dispatcher.ConcludeDispute, id, &intakev1.ConcludeDisputeRequest{Outcome: "R41", Note: "告知向法院起诉"})
	finds("the mediator", mediator, &intakev1.ListDisputesRequest{})
	finds("the mediator", mediator, byNumber(), id)
	finds("the assisting department", assisting, byNumber(), id)
	finds("the mediator, of the own desk,", mediator, &intakev1.ListDisputesRequest{Number: number, Mine: true})
	finds("the mediator, by the leading part of numbers,", mediator, &intakev1.ListDisputesRequest{Number: number[:len(number)-1]})
	finds("another department", d.liaison(searchDistrict, "labour"), byNumber())
	finds("a mediator of another unit", d.person(searchOtherTown, identity.RoleMediator), byNumber())
	finds("a mediator of the unit above", d.person(searchTown, identity.RoleMediator), byNumber())
}
