package intake_test

import (
	"testing"
	"time"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"

	"anjie.internal/services/intake"
	"anjie.internal/services/intake/profile"
	"anjie.internal/services/internal/identity"
)

// TestWhatComesBeforeTheWorkIsDueToo: the decision to accept and the lead handler's receipt have their last days, of the city's
// profile, and both show in the queues of what is due. A citizen is told the limit of the work only.
func TestWhatComesBeforeTheWorkIsDueToo(t *testing.T) {
	t.Parallel()
	d := openCentre(t)
	city := cityProfile()
	city.Limits = append(city.Limits, profile.LimitRule{ID: "acknowledge", Kind: profile.Acknowledge, Clock: profile.Workdays, Amount: 1, Source: "地方规定"})
	d.publish(intake.ProfileMessage(city), 1)
	d.forward(time.Minute)
	clerk := d.as(identity.Actor{ID: "clerk", Unit: searchVillage, Roles: []string{identity.RoleClerk}})
	portal := d.as(identity.Actor{ID: "portal", Unit: searchCity, Roles: []string{identity.RoleSubscriber}})
	id := d.registers(clerk, nil)
	row := func(p person, queue intakev1.DisputeQueue) *intakev1.QueueRow {
		t.Helper()
		resp, err := p.ListDisputes(t.Context(), &intakev1.ListDisputesRequest{Queue: queue, AtLeastPosition: d.shows(clerk, id).GetDispute().GetPosition()})
		d.must(err)
		if len(resp.GetRows()) == 0 {
			return nil
		}
		return resp.GetRows()[0]
	}
	citizen := func() string {
		t.Helper()
		resp, err := portal.QueryCase(t.Context(), &intakev1.QueryCaseRequest{CaseCode: d.shows(clerk, id).GetDispute().GetCaseCode()})
		d.must(err)
		return resp.GetDueOn()
	}
	const (
		soon    = intakev1.DisputeQueue_DISPUTE_QUEUE_DUE_SOON
		overdue = intakev1.DisputeQueue_DISPUTE_QUEUE_OVERDUE
	)
	if got := row(clerk, soon); got.GetDueOn() != "2026-11-26" || citizen() != "" || d.shows(clerk, id).GetDispute().GetLimit() != nil {
		t.Errorf("to be accepted by %v, and a citizen is told %q", got, citizen())
	}
	d.forward(3 * 24 * time.Hour) // the last day
	if row(clerk, soon) == nil || row(clerk, overdue) != nil {
		t.Error("on the last day it is due, and not overdue")
	}
	d.forward(24 * time.Hour)
	if got := row(clerk, overdue); got.GetDisputeId() != id {
		t.Errorf("overdue for a decision is %v", got)
	}
	does(d, clerk.AcceptDispute, id, &intakev1.AcceptDisputeRequest{}) // on Friday, 2026-11-27
	if got := row(clerk, overdue); got != nil || citizen() != "2026-12-11" {
		t.Errorf("accepted it is overdue: %v; a citizen is told %q", got, citizen())
	}
	dispatcher, justice := d.dispatcher(searchDistrict), d.liaison(searchDistrict, "justice")
	does(d, dispatcher.DispatchDispute, id, &intakev1.DispatchDisputeRequest{Lead: bureau("justice")})
	if got := row(justice, soon); got.GetDueOn() != "2026-11-30" || citizen() != "2026-12-11" {
		t.Errorf("to be acknowledged by %v, and a citizen is told %q", got, citizen())
	}
	does(d, justice.AcknowledgeDispatch, id, &intakev1.AcknowledgeDispatchRequest{})
	if got := row(justice, soon); got != nil {
		t.Errorf("acknowledged it is due: %v", got)
	}
	if got := row(justice, intakev1.DisputeQueue_DISPUTE_QUEUE_MY_OPEN); got.GetDueOn() != "2026-12-11" {
		t.Errorf("at work it is due: %v", got)
	}
}
