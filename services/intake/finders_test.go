package intake_test

import (
	"testing"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"

	"anjie.internal/services/internal/identity"
)

// found is a registration through a channel.
func found(channel string) *intakev1.RegisterDisputeRequest {
	return &intakev1.RegisterDisputeRequest{
		Category: "A02", Channel: channel, Title: "两户争一条排水沟",
		Parties: []*intakev1.Party{{Role: intakev1.PartyRole_PARTY_ROLE_APPLICANT, Name: "钱七", Phone: "13800001111"}},
	}
}

// TestGridWorkersAndMediatorsRegisterWhatTheyFind, each through one channel, for the own unit, and see it afterwards.
func TestGridWorkersAndMediatorsRegisterWhatTheyFind(t *testing.T) {
	t.Parallel()
	d := openCentre(t)
	for role, test := range map[string]struct{ own, other, refusal string }{
		identity.RoleGridWorker: {"S11", "S12", "grid-worker-channel@channel"},
		identity.RoleMediator:   {"S12", "S11", "mediator-channel@channel"},
	} {
		p, id := d.person(searchVillage, role), newID(t)
		for _, channel := range []string{test.other, "S01", "S21", "S99", ""} {
			refuses(d, p.RegisterDispute, newID(t), found(channel), test.refusal)
		}
		below := found(test.own)
		below.Unit = searchVillage
		refuses(d, d.person(searchTown, role).RegisterDispute, newID(t), below, "own-unit-only@unit")
		imported := found(test.own)
		imported.Provenance = &intakev1.Imported{Import: newID(t), Sheet: 1, Row: 1}
		refuses(d, p.RegisterDispute, newID(t), imported, "role-missing")

		written := does(d, p.RegisterDispute, id, found(test.own)).GetReceipt()
		d.in(p, id, intakev1.DisputeState_DISPUTE_STATE_OPEN)
		if _, err := p.GetDisputeHistory(t.Context(), &intakev1.GetDisputeHistoryRequest{DisputeId: id}); err != nil {
			t.Errorf("the history for a %s: %v", role, err)
		}
		page, err := p.ListDisputes(t.Context(), &intakev1.ListDisputesRequest{AtLeastPosition: written.GetPosition()})
		d.must(err)
		if rows := page.GetRows(); len(rows) == 0 || rows[0].GetDisputeId() != id {
			t.Errorf("the list for a %s: %v", role, rows)
		}
		does(d, d.clerk(searchVillage).AcceptDispute, id, &intakev1.AcceptDisputeRequest{})
	}
	both := d.person(searchVillage, identity.RoleMediator, identity.RoleGridWorker)
	does(d, both.RegisterDispute, newID(t), found("S11"))
	does(d, both.RegisterDispute, newID(t), found("S12"))
	refuses(d, both.RegisterDispute, newID(t), found("S04"), "mediator-channel@channel")
	for _, role := range []string{identity.RoleDispatcher, identity.RoleCommitteeChair, identity.RoleLiaison, identity.RoleNavigator} {
		refuses(d, d.person(searchVillage, role).RegisterDispute, newID(t), found("S11"), "role-missing")
	}
	does(d, d.clerk(searchTown).RegisterDispute, newID(t), found("S12")) // the window registers whatever is brought to it
}
