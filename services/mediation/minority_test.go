package mediation_test

import (
	"slices"
	"testing"

	mediationv1 "anjie.internal/proto/gen/anjie/mediation/v1"

	"anjie.internal/services/internal/identity"
)

// TestACommitteeOfAnAreaOfSeveralEthnicGroups is told, wherever it is looked at, what it lacks; and nobody is told who is of which.
func TestACommitteeOfAnAreaOfSeveralEthnicGroups(t *testing.T) {
	t.Parallel()
	o, ctx := open(t), t.Context()
	keeper := o.rosters("chair-1", village, identity.RoleCommitteeChair)
	const lacks = "committee-without-minority-member"
	req := establishing(t, "main")
	req.Women, req.MinorityMember = 1, true
	_, err := keeper.EstablishCommittee(ctx, req)
	o.refused(err, "committee-minority-not-expected", "minority_member")
	req.MultiEthnic, req.MinorityMember = true, false
	made, err := keeper.EstablishCommittee(ctx, req)
	o.must(err)
	if w := made.GetReceipt().GetWarnings(); !slices.Equal(w, []string{lacks}) {
		t.Errorf("established: %v", w)
	}
	opened, err := o.clerk().OpenProceeding(ctx, opening(t, func(r *mediationv1.OpenProceedingRequest) { r.Committee = "main" }))
	o.must(err)
	if w := opened.GetReceipt().GetWarnings(); !slices.Equal(w, []string{lacks}) {
		t.Errorf("opened: %v", w)
	}
	looks := func(after *mediationv1.RosterReceipt, mixed bool, want ...string) {
		t.Helper()
		one, err := keeper.GetCommittee(ctx, &mediationv1.GetCommitteeRequest{Committee: "main"})
		o.must(err)
		list, err := keeper.ListCommittees(ctx, &mediationv1.ListCommitteesRequest{AtLeastPosition: after.GetPosition()})
		o.must(err)
		for _, c := range append(list.GetCommittees(), one.GetCommittee()) {
			if c.GetMultiEthnic() != mixed || !slices.Equal(c.GetWarnings(), want) {
				t.Errorf("shown: %v, want %v", c, want)
			}
		}
	}
	looks(made.GetReceipt(), true, lacks)

	joining := &mediationv1.ChangeCommitteeRequest{CommandId: newID(t), Committee: "main", Women: 1, Joined: []*mediationv1.Person{{Account: "mediator-5", Name: "冯九"}}}
	joining.MinorityMember = new(true)
	joined, err := keeper.ChangeCommittee(ctx, joining)
	o.must(err)
	looks(joined.GetReceipt(), true)
	none, err := keeper.ChangeCommittee(ctx, &mediationv1.ChangeCommitteeRequest{CommandId: newID(t), Committee: "main", MinorityMember: new(false)})
	o.must(err)
	looks(none.GetReceipt(), true, lacks)
	renewed, err := keeper.RenewCommittee(ctx, &mediationv1.RenewCommitteeRequest{
		CommandId: newID(t), Committee: "main", Chair: "chair-1", Women: 1, MinorityMember: true, Members: req.GetMembers(),
	})
	o.must(err)
	looks(renewed.GetReceipt(), true)
	elsewhere, err := keeper.ChangeCommittee(ctx, &mediationv1.ChangeCommitteeRequest{CommandId: newID(t), Committee: "main", MultiEthnic: new(false)})
	o.must(err)
	looks(elsewhere.GetReceipt(), false)
}
