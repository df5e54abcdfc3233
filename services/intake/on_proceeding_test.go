package intake_test

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"
	"time"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"
	mediationv1 "anjie.internal/proto/gen/anjie/mediation/v1"
	"github.com/google/go-cmp/cmp"
	"google.golang.org/protobuf/types/known/timestamppb"

	"anjie.internal/services/internal/bus"
	"anjie.internal/services/internal/bus/bustest"
	"anjie.internal/services/internal/identity"
)

// accepted registers and accepts a dispute.
func (d *desk) accepted() string {
	d.t.Helper()
	clerk := d.clerk(searchVillage)
	id := d.registers(clerk, nil)
	_, err := clerk.AcceptDispute(d.t.Context(), &intakev1.AcceptDisputeRequest{CommandId: newID(d.t), DisputeId: id})
	d.must(err)
	return id
}

// TestWhatTheEndOfAProceedingMeans: success and the parties' own end conclude the dispute, everything else leaves it open.
func TestWhatTheEndOfAProceedingMeans(t *testing.T) {
	t.Parallel()
	d := openCentre(t)
	m := &mediator{d: d}
	want := map[string][]string{}
	states := map[string]intakev1.DisputeState{}
	for code, concludes := range map[string]bool{
		"R11": true, "R12": true, "R13": true, "R31": true, "R32": true, "R14": false, "R21": false, "R22": false, "R23": false, "R33": false, "R34": false,
	} {
		id := d.accepted()
		want[id] = []string{"registered", "accepted", "proceeding-ended"}
		states[id] = intakev1.DisputeState_DISPUTE_STATE_NEXT_ROUTE
		if concludes {
			want[id] = append(want[id], "concluded")
			states[id] = intakev1.DisputeState_DISPUTE_STATE_CONCLUDED
		}
		m.fact(id, nil)
		m.fact(id, outcome(code))
	}
	m.caughtUp(m.policy(nil, nil))
	for id, steps := range want {
		if diff := cmp.Diff(steps, d.steps(id)); diff != "" {
			t.Errorf("steps (-want +got):\n%s", diff)
		}
		d.in(d.clerk(searchVillage), id, states[id])
	}
}

// TestTwoFailuresThenSuccess: a dispute has several proceedings one after the other, and is concluded by the last.
func TestTwoFailuresThenSuccess(t *testing.T) {
	t.Parallel()
	d := openCentre(t)
	m := &mediator{d: d}
	id := d.accepted()
	for _, code := range []string{"R21", "R22", "R12"} {
		m.fact(id, outcome(code))
	}
	m.caughtUp(m.policy(nil, nil))
	want := []string{"registered", "accepted", "proceeding-ended", "proceeding-ended", "proceeding-ended", "concluded"}
	if diff := cmp.Diff(want, d.steps(id)); diff != "" {
		t.Errorf("steps (-want +got):\n%s", diff)
	}
	got := d.shows(d.clerk(searchVillage), id).GetDispute()
	if n := len(got.GetProceedings()); n != 3 || got.GetConcluded().GetProceeding() != got.GetProceedings()[2].GetProceeding() || got.GetConcluded().GetOutcome() != "R12" {
		t.Errorf("concluded %v by %v", got.GetConcluded(), got.GetProceedings())
	}
}

// TestTheNextProceedingTakesADisputeOutOfTheQueue: after a failure it waits for the next route, and no longer once mediation has opened
// another proceeding. As long as one runs, nothing but its end concludes the dispute.
func TestTheNextProceedingTakesADisputeOutOfTheQueue(t *testing.T) {
	t.Parallel()
	d := openCentre(t)
	m := &mediator{d: d}
	clerk := d.clerk(searchVillage)
	id, other, next := d.accepted(), d.accepted(), newID(t)
	queue := func() (rows []string) {
		d.t.Helper()
		now := d.shows(clerk, id).GetDispute()
		resp, err := clerk.ListDisputes(t.Context(), &intakev1.ListDisputesRequest{
			Queue: intakev1.DisputeQueue_DISPUTE_QUEUE_NEXT_ROUTE, AtLeastPosition: now.GetPosition(),
		})
		d.must(err)
		for _, r := range resp.GetRows() {
			rows = append(rows, r.GetDisputeId())
		}
		return rows
	}
	first := newID(t)
	m.fact(id, nil, opened, as(first))
	m.fact(id, outcome("R21"), as(first))
	policy := m.policy(nil, nil)
	m.caughtUp(policy)
	d.in(clerk, id, intakev1.DisputeState_DISPUTE_STATE_NEXT_ROUTE)
	if got := queue(); len(got) != 1 || got[0] != id {
		t.Errorf("the queue has %v", got)
	}
	m.fact(id, nil, opened, as(next))
	m.fact(id, nil, opened, as(next)) // told twice
	m.caughtUp(policy)
	now := d.in(clerk, id, intakev1.DisputeState_DISPUTE_STATE_ACCEPTED)
	if got := queue(); len(got) != 0 || now.GetRunning().GetProceeding() != next || now.GetRunning().GetMode() != "M01" {
		t.Errorf("the queue has %v, under way is %v", got, now.GetRunning())
	}
	refuses(d, clerk.ConcludeDispute, id, &intakev1.ConcludeDisputeRequest{Outcome: "R21"}, "proceeding-running")
	refuses(d, clerk.ConcludeDispute, id, &intakev1.ConcludeDisputeRequest{Outcome: "R41"}, "proceeding-running")
	refuses(d, clerk.WithdrawDispute, id, &intakev1.WithdrawDisputeRequest{Reason: "R31"}, "proceeding-running")
	does(d, clerk.MergeDispute, other, &intakev1.MergeDisputeRequest{Into: id}) // nothing is in the way of the other one
	m.fact(id, outcome("R11"), as(next))
	m.caughtUp(policy)
	now = d.in(clerk, id, intakev1.DisputeState_DISPUTE_STATE_CONCLUDED)
	if now.GetRunning() != nil {
		t.Errorf("under way is yet %v", now.GetRunning())
	}
	want := []string{"registered", "accepted", "proceeding-opened", "proceeding-ended", "proceeding-opened", "proceeding-ended", "concluded"}
	if diff := cmp.Diff(want, d.steps(id)); diff != "" {
		t.Errorf("steps (-want +got):\n%s", diff)
	}
}

// TestWhoHasOpenedAProceedingEndsIt, also when the dispute is with others by then.
func TestWhoHasOpenedAProceedingEndsIt(t *testing.T) {
	t.Parallel()
	d := openCentre(t)
	m := &mediator{d: d}
	dispatcher := d.dispatcher(searchDistrict)
	id, attempt := d.accepted(), newID(t)
	elsewhere := func(f *mediationv1.Fact) { f.Unit, f.ProceedingId = searchOtherTown, attempt }
	does(d, dispatcher.DispatchDispute, id, &intakev1.DispatchDisputeRequest{Lead: centreOf(searchOtherTown)})
	m.fact(id, nil, opened, elsewhere)
	policy := m.policy(nil, nil)
	m.caughtUp(policy)
	does(d, dispatcher.ReassignDispute, id, &intakev1.ReassignDisputeRequest{Lead: centreOf(searchTown), Reason: "J04"})
	m.fact(id, outcome("R12"), elsewhere)
	m.caughtUp(policy)
	if concluded := d.in(d.clerk(searchVillage), id, intakev1.DisputeState_DISPUTE_STATE_CONCLUDED).GetConcluded(); concluded.GetOutcome() != "R12" {
		t.Errorf("concluded %v", concluded)
	}
}

// TestWhatIsOpenedAfterAVoidIsSetAside: mediation was told that it may open a proceeding, and opened it when its proceedings had been
// set aside.
func TestWhatIsOpenedAfterAVoidIsSetAside(t *testing.T) {
	t.Parallel()
	d := openCentre(t)
	m := &mediator{d: d}
	voided, kept := d.accepted(), d.accepted()
	does(d, d.dispatcher(searchVillage).VoidDispute, voided, &intakev1.VoidDisputeRequest{Reason: "X01"})
	m.fact(voided, nil, opened)
	m.fact(kept, nil, opened)
	m.caughtUp(m.policy(nil, nil))
	if diff := cmp.Diff([]string{voided + "@" + searchVillage}, m.aside.told()); diff != "" {
		t.Errorf("set aside (-want +got):\n%s", diff)
	}
}

// TestFactsThatComeAnyhow: lost, repeated, late and in another order on the first road, each has one effect.
func TestFactsThatComeAnyhow(t *testing.T) {
	t.Parallel()
	d := openCentre(t)
	m := &mediator{d: d}
	first := channel{make(chan bus.Fact, 100)}
	policy := m.policy(first, nil)
	var facts []bus.Fact
	var ids []string
	for range 12 {
		id := d.accepted()
		ids = append(ids, id)
		facts = append(facts, m.fact(id, nil), m.fact(id, outcome("R11")))
	}
	for i := len(facts) - 1; i >= 0; i -= 2 { // every other one, backwards, and twice
		first.facts <- facts[i]
		first.facts <- facts[i]
	}
	m.caughtUp(policy)
	again := m.policy(first, nil) // another process, from the saved position
	first.facts <- facts[3]
	m.caughtUp(again)
	for _, id := range ids {
		if diff := cmp.Diff([]string{"registered", "accepted", "proceeding-ended", "concluded"}, d.steps(id)); diff != "" {
			t.Errorf("steps (-want +got):\n%s", diff)
		}
	}
}

// TestAPositionThatWasLostRepeatsNothing: the policy begins at the beginning of the log again.
func TestAPositionThatWasLostRepeatsNothing(t *testing.T) {
	t.Parallel()
	d := openCentre(t)
	m := &mediator{d: d}
	ids := []string{d.accepted(), d.accepted()}
	for _, id := range ids {
		m.fact(id, outcome("R21"))
		m.fact(id, outcome("R13"))
	}
	for range 2 {
		m.caughtUp(m.policy(nil, nil))
		_, err := d.pool.Exec(t.Context(), "delete from follower_position where name = 'consumer:intake.mediation'")
		d.must(err)
	}
	for _, id := range ids {
		if diff := cmp.Diff([]string{"registered", "accepted", "proceeding-ended", "proceeding-ended", "concluded"}, d.steps(id)); diff != "" {
			t.Errorf("steps (-want +got):\n%s", diff)
		}
	}
}

// TestWhyAFactIsIgnored: what changes nothing says why in the log, and holds nothing up.
func TestWhyAFactIsIgnored(t *testing.T) {
	t.Parallel()
	d := openCentre(t)
	m := &mediator{d: d}
	clerk, dispatcher := d.clerk(searchVillage), d.dispatcher(searchVillage)
	closed, merged, voided, stranger, twice, early, last := d.accepted(), d.accepted(), d.accepted(), d.accepted(), d.accepted(), d.accepted(), d.accepted()
	does(d, clerk.ConcludeDispute, closed, &intakev1.ConcludeDisputeRequest{Outcome: "R41"})
	does(d, clerk.MergeDispute, merged, &intakev1.MergeDisputeRequest{Into: closed})
	does(d, dispatcher.VoidDispute, voided, &intakev1.VoidDisputeRequest{Reason: "X01"})
	proceeding := newID(t)
	same := func(f *mediationv1.Fact) { f.ProceedingId = proceeding }
	m.fact(newID(t), outcome("R11"))
	m.fact("none", outcome("R11"))
	m.fact(closed, outcome("R11"))
	m.fact(merged, outcome("R11"))
	m.fact(voided, outcome("R11"))
	m.fact(stranger, outcome("R11"), func(f *mediationv1.Fact) { f.Unit = searchOtherTown })
	m.fact(twice, outcome("R21"), same)
	m.fact(twice, outcome("R21"), same)
	m.fact(early, outcome("R11"), func(f *mediationv1.Fact) {
		f.OccurredAt, f.LateReason = timestamppb.New(d.now().AddDate(0, 0, -9)), "L03"
	})
	m.fact(last, outcome("R11"))
	var out bytes.Buffer
	m.caughtUp(m.policy(nil, slog.New(slog.NewTextHandler(&out, nil))))
	bustest.Eventually(t, "the last one is concluded", func() bool { return len(d.steps(last)) == 4 })
	for dispute, why := range map[string]string{
		closed: "concluded-already", merged: "merged", voided: "voided", stranger: "no-part", twice: "known-before", early: "refused",
		"none": "unknown-dispute",
	} {
		if !strings.Contains(out.String(), "ignored="+why+" ") || !strings.Contains(out.String(), "dispute="+dispute) {
			t.Errorf("%s is not in the log of %s:\n%s", why, dispute, out.String())
		}
	}
	if n := len(d.steps(stranger)); n != 2 {
		t.Errorf("a unit without a part in it has written %d steps", n)
	}
}

// TestAFactAfterAnOutage is a late entry, with mediation's reason or with ours.
func TestAFactAfterAnOutage(t *testing.T) {
	t.Parallel()
	d := openCentre(t)
	m := &mediator{d: d}
	id := d.accepted()
	ended := d.now()
	m.fact(id, outcome("R21"))
	d.forward(72 * time.Hour)
	m.caughtUp(m.policy(nil, nil))
	resp, err := d.person(searchCity, identity.RoleAuditor).GetDisputeHistory(t.Context(), &intakev1.GetDisputeHistoryRequest{DisputeId: id})
	d.must(err)
	last := resp.GetSteps()[2]
	if !last.GetLate() || !last.GetOccurredAt().AsTime().Equal(ended) || last.GetActor() != "intake" || last.GetUnit() != searchVillage || last.GetReason() != "outcome.r21" {
		t.Errorf("the step says %v", last)
	}
}
