package intake_test

import (
	"slices"
	"strings"
	"testing"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"

	"anjie.internal/services/internal/identity"
)

// settles waits until both views have seen everything.
func (d *desk) settles() {
	d.t.Helper()
	head, err := d.store.Head(d.t.Context())
	d.must(err)
	d.must(d.index.WaitFor(d.t.Context(), head))
	d.must(d.queue.WaitFor(d.t.Context(), head))
}

// TestASearchReachesTheDesk finds what another unit registered once it lies on the own desk, and no longer when it has left it.
func TestASearchReachesTheDesk(t *testing.T) {
	t.Parallel()
	d := openCentre(t)
	there, here, mediator := d.clerk(searchOtherTown), d.clerk(searchTown), d.person(searchTown, identity.RoleMediator)
	dispatcher := d.dispatcher(searchDistrict)
	id := d.registers(there, nil)
	d.settles()
	for _, p := range []person{here, mediator} {
		if got := d.finds(p, "王一"); len(got) != 0 {
			t.Errorf("before it was dispatched: %v", got)
		}
	}
	does(d, there.AcceptDispute, id, &intakev1.AcceptDisputeRequest{})
	does(d, there.ClassifyDispute, id, &intakev1.ClassifyDisputeRequest{Category: "A03", Exchange: new("0902"), Complexity: "general"})
	does(d, dispatcher.DispatchDispute, id, &intakev1.DispatchDisputeRequest{Lead: centreOf(searchTown)})
	d.settles()
	for name, p := range map[string]person{"the clerk": here, "the mediator": mediator, "the clerk who registered it": there} {
		if got := d.finds(p, "王一"); !slices.Equal(got, []string{id}) {
			t.Errorf("%s finds %v", name, got)
		}
	}
	own := func(r *intakev1.SearchDisputesRequest) { r.Unit = searchTown }
	if got := d.finds(here, "王一", own); len(got) != 0 {
		t.Errorf("among what the own unit registered: %v", got)
	}
	if got := d.finds(d.clerk(searchVillage), "王一"); len(got) != 0 {
		t.Errorf("the village finds %v", got)
	}
	state := func(s intakev1.DisputeState) func(*intakev1.SearchDisputesRequest) {
		return func(r *intakev1.SearchDisputesRequest) { r.State = s }
	}
	if got := d.finds(here, "王一", state(intakev1.DisputeState_DISPUTE_STATE_DISPATCHED)); !slices.Equal(got, []string{id}) {
		t.Errorf("among what is dispatched: %v", got)
	}
	if got := d.finds(here, "王一", state(intakev1.DisputeState_DISPUTE_STATE_HANDLING)); len(got) != 0 {
		t.Errorf("among what is handled: %v", got)
	}
	resp, err := there.SearchDisputes(t.Context(), &intakev1.SearchDisputesRequest{Text: "王一", Purpose: "P03"})
	d.must(err)
	if n := resp.GetDisputes()[0].GetCaseNumber(); !strings.HasPrefix(n, "2026-"+searchOtherTown+"-") {
		t.Errorf("the case number is %q", n)
	}
	if c := resp.GetDisputes()[0].GetCategory(); c != "A03" {
		t.Errorf("the category is %s, want that of the last classification", c)
	}
}

// TestADisputeIsFoundAsItWasCorrected corrects a text and a party, adds another and takes one out.
func TestADisputeIsFoundAsItWasCorrected(t *testing.T) {
	t.Parallel()
	d := openDesk(t)
	clerk := d.clerk(searchTown)
	id, other := d.registers(clerk, handedOver), d.registers(clerk, func(r *intakev1.RegisterDisputeRequest) {
		r.Parties[0].Name, r.Parties[0].Phone, r.Parties[0].IdNumber = "汪一", "13900002222", ""
		r.Parties = r.GetParties()[:1]
	})
	if got := d.duplicates(clerk, of(id)); len(got) != 0 {
		t.Errorf("before the correction: %v", got)
	}
	does(d, clerk.CorrectDispute, id, &intakev1.CorrectDisputeRequest{
		Reason: "K01", Title: new("两家争一道篱笆"),
		Parties: []*intakev1.PartyCorrection{
			{Index: 0, Party: &intakev1.Party{Role: intakev1.PartyRole_PARTY_ROLE_APPLICANT, Name: "汪一", Phone: "13900002222", IdNumber: "110105194912310038"}},
		},
	})
	d.settles()
	for text, want := range map[string][]string{
		"一道篱笆": {id}, "篱": {id}, "汪一": {other, id}, "13900002222": {other, id}, "110105194912310038": {id}, // as it is now
		"一堵墙": {other}, "王一": {}, "13800001111": {}, "11010519491231002X": {}, // as it was
		"不肯修": {other, id}, "李二": {id}, "滨湖法院": {id}, // what was not corrected
	} {
		if got := d.finds(clerk, text); !slices.Equal(got, want) {
			t.Errorf("%s finds %v, want %v (corrected %s, other %s)", text, got, want, id, other)
		}
	}
	if got := d.duplicates(clerk, of(other)); len(got) != 1 || got[0].GetDisputeId() != id ||
		got[0].GetReasons()[0] != intakev1.DuplicateReason_DUPLICATE_REASON_NAME_AND_PHONE {
		t.Errorf("after the correction: %v", got)
	}
	report, err := d.index.Rebuild(t.Context(), nil)
	d.must(err)
	if !report.Compared || !report.Equal {
		t.Errorf("the rebuild differs: %+v", report)
	}
}
