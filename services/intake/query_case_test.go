package intake_test

import (
	"strings"
	"testing"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"
	"github.com/google/go-cmp/cmp"
	"google.golang.org/protobuf/testing/protocmp"

	"anjie.internal/services/internal/identity"
)

// TestACitizenAsksByCaseCode: the public code says where a case stands and nothing else; as people read it off a slip, in small
// letters, with blanks, and with an O or an I where there can only be a digit.
func TestACitizenAsksByCaseCode(t *testing.T) {
	t.Parallel()
	d := openCentre(t)
	clerk, portal := d.clerk(searchVillage), d.as(identity.Actor{ID: "portal", Unit: searchCity, Roles: []string{identity.RoleSubscriber}})
	asks := func(p person, caseCode string) (*intakev1.QueryCaseResponse, error) {
		return p.QueryCase(t.Context(), &intakev1.QueryCaseRequest{CaseCode: caseCode})
	}
	var id, public string
	for range 200 { // until the code has a digit that is taken for a letter; a code has none in two of three
		id = d.registers(clerk, nil)
		if public = d.shows(clerk, id).GetDispute().GetCaseCode(); strings.ContainsAny(public[len(public)-8:], "01") {
			break
		}
	}
	number, suffix := public[:len(public)-9], public[len(public)-8:]
	d.in(clerk, id, intakev1.DisputeState_DISPUTE_STATE_OPEN)
	want := &intakev1.QueryCaseResponse{
		CaseNumber: number, State: intakev1.DisputeState_DISPUTE_STATE_OPEN, Unit: searchVillage, Handler: centreOf(searchVillage),
		ReceivedOn: "2026-11-23", LastStepOn: "2026-11-23",
	}
	letters := strings.NewReplacer("0", "O", "1", "I")
	for _, written := range []string{
		public, number + "-" + strings.ToLower(suffix), number + "-" + suffix[:4] + " " + suffix[4:], number + "-" + suffix[:4] + "-" + suffix[4:],
		number + "-" + letters.Replace(suffix), number + "-" + strings.ToLower(letters.Replace(suffix)),
		number + "-" + strings.ReplaceAll(suffix, "1", "l"), "  " + public + " ",
	} {
		got, err := asks(portal, written)
		if err != nil {
			t.Errorf("%q: %v", written, err)
			continue
		}
		if diff := cmp.Diff(want, got, protocmp.Transform()); diff != "" {
			t.Errorf("%q (-want +got):\n%s", written, diff)
		}
	}

	// Wrong in any way it is answered alike, so that nobody learns which numbers there are.
	other := map[byte]string{'0': "2"}[suffix[0]]
	if other == "" {
		other = "0"
	}
	for _, written := range []string{
		number + "-" + other + suffix[1:], number[:len(number)-1] + "9-" + suffix, number, number + "-", suffix, "", id,
		number + "-" + suffix + "0", "2025" + number[4:] + "-" + suffix,
	} {
		if _, err := asks(portal, written); code(err) != "case-code-unknown" {
			t.Errorf("%q: %v", written, err)
		}
	}

	// Who may ask: the window that hands the codes out, portals, services. A clerk looks a case up in another way.
	for role, may := range map[string]bool{
		identity.RoleNavigator: true, identity.RoleSubscriber: true, identity.RoleService: true,
		identity.RoleClerk: false, identity.RoleDispatcher: false, identity.RoleMediator: false, identity.RoleLeader: false,
		identity.RoleAuditor: false, identity.RoleAdministrator: false, identity.RoleStatistician: false,
	} {
		_, err := asks(d.person(searchVillage, role), public)
		if may && err != nil || !may && code(err) != "role-missing" {
			t.Errorf("%s: %v", role, err)
		}
	}
}

// TestACitizenSeesTheCaseGoOn: due date while it is under way, the lead handler once there is one, and nothing due at the end.
func TestACitizenSeesTheCaseGoOn(t *testing.T) {
	t.Parallel()
	d := openCentre(t)
	clerk, portal := d.clerk(searchVillage), d.as(identity.Actor{ID: "portal", Unit: searchCity, Roles: []string{identity.RoleSubscriber}})
	id := d.accepted()
	public := d.shows(clerk, id).GetDispute().GetCaseCode()
	// asks returns the answer once the queue has seen the dispute in a state.
	asks := func(state intakev1.DisputeState) *intakev1.QueryCaseResponse {
		t.Helper()
		at := d.in(clerk, id, state).GetPosition()
		_, err := clerk.ListDisputes(t.Context(), &intakev1.ListDisputesRequest{AtLeastPosition: at})
		d.must(err)
		got, err := portal.QueryCase(t.Context(), &intakev1.QueryCaseRequest{CaseCode: public})
		d.must(err)
		return got
	}
	if got := asks(intakev1.DisputeState_DISPUTE_STATE_ACCEPTED); got.GetDueOn() != "2026-12-07" || got.GetHandler().GetUnit() != searchVillage {
		t.Errorf("accepted: %v", got)
	}
	does(d, d.dispatcher(searchDistrict).DispatchDispute, id, &intakev1.DispatchDisputeRequest{Lead: bureau("justice")})
	if got := asks(intakev1.DisputeState_DISPUTE_STATE_DISPATCHED); got.GetHandler().GetDepartment() != "justice" {
		t.Errorf("dispatched: %v", got)
	}
	does(d, d.liaison(searchDistrict, "justice").AcknowledgeDispatch, id, &intakev1.AcknowledgeDispatchRequest{})
	does(d, clerk.ConcludeDispute, id, &intakev1.ConcludeDisputeRequest{Outcome: "R11"})
	if got := asks(intakev1.DisputeState_DISPUTE_STATE_CONCLUDED); got.GetDueOn() != "" {
		t.Errorf("concluded: %v", got)
	}
}
