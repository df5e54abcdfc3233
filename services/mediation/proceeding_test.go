package mediation_test

import (
	"testing"
	"time"

	mediationv1 "anjie.internal/proto/gen/anjie/mediation/v1"
	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"google.golang.org/protobuf/testing/protocmp"

	"anjie.internal/services/internal/identity"
	"anjie.internal/services/mediation"
)

func TestAWrittenAgreementTakesEffectWithTheSeal(t *testing.T) {
	t.Parallel()
	o := open(t)
	req := opening(t)
	first, err := o.clerk().OpenProceeding(t.Context(), req)
	o.must(err)
	id := first.GetReceipt().GetProceedingId()
	if want := mediation.ProceedingID(uuid.MustParse(req.GetDisputeId()), 1).String(); id != want || first.GetOrdinal() != 1 {
		t.Errorf("proceeding %s, ordinal %d, want %s, 1", id, first.GetOrdinal(), want)
	}
	if l := first.GetLimit(); l.GetDueOn() != "2026-10-08" || l.GetRule() != "people" { // 7 September and 30 days is 7 October, off
		t.Errorf("limit %v", l)
	}
	o.later(time.Hour)
	o.held(id)
	draft := agreement(t, id, "F02")
	recorded, err := o.mediator().RecordAgreement(t.Context(), draft)
	o.must(err)
	if diff := cmp.Diff(&mediationv1.Effect{Unsigned: []uint32{0, 1}, MediatorMissing: true, SealMissing: true, Confirmable: true},
		recorded.GetEffect(), protocmp.Transform()); diff != "" {
		t.Errorf("a draft (-want +got):\n%s", diff)
	}
	o.later(time.Hour)
	sign := &mediationv1.SignAgreementRequest{CommandId: newID(t), ProceedingId: id, Signed: []uint32{1, 0}, MediatorsSigned: []string{"mediator-1"}}
	signed, err := o.mediator().SignAgreement(t.Context(), sign)
	o.must(err)
	if signed.GetEffect().GetEffectiveAt() != nil || !signed.GetEffect().GetSealMissing() {
		t.Errorf("without a seal: %v", signed.GetEffect())
	}
	_, err = o.mediator().SignAgreement(t.Context(), &mediationv1.SignAgreementRequest{CommandId: newID(t), ProceedingId: id, Sealed: true})
	o.refused(err, "chair-needed", "sealed")
	o.later(time.Hour)
	seal := &mediationv1.SignAgreementRequest{CommandId: newID(t), ProceedingId: id, Sealed: true}
	done, err := o.chair().SignAgreement(t.Context(), seal)
	o.must(err)
	again, err := o.chair().SignAgreement(t.Context(), seal)
	o.must(err)
	done.Receipt.Repeated = true
	if diff := cmp.Diff(done, again, protocmp.Transform()); diff != "" {
		t.Errorf("repeated (-first +again):\n%s", diff)
	}
	if e := done.GetEffect(); !e.GetEffectiveAt().AsTime().Equal(o.now()) || e.GetConfirmBy() != "2026-10-08" {
		t.Errorf("effect %v", e)
	}

	got, err := o.mediator().GetProceeding(t.Context(), &mediationv1.GetProceedingRequest{ProceedingId: id})
	o.must(err)
	p := got.GetProceeding()
	if p.GetState() != mediationv1.ProceedingState_PROCEEDING_STATE_ENDED || p.GetOutcome() != "R11" || len(p.GetSessions()) != 1 {
		t.Errorf("proceeding %v", p)
	}
	if got.GetPersonal().GetTerms() != draft.GetTerms() || got.GetPersonal().GetNotes()[0].GetNotes()[1].GetText() != "最多给五千" {
		t.Errorf("personal %v", got.GetPersonal())
	}
	history, err := o.as("auditor", district, identity.RoleAuditor).GetProceedingHistory(t.Context(), &mediationv1.GetProceedingHistoryRequest{ProceedingId: id})
	o.must(err)
	var types []string
	for _, s := range history.GetSteps() {
		types = append(types, s.GetType())
	}
	if diff := cmp.Diff([]string{
		"proceeding-opened-v1", "proceeding-session-held-v1", "agreement-recorded-v1", "agreement-signed-v1", "agreement-signed-v1",
		"agreement-effective-v1", "proceeding-agreed-v1",
	}, types); diff != "" {
		t.Errorf("steps (-want +got):\n%s", diff)
	}
	if said := history.GetSteps()[6].GetSaid(); said["outcome"] != "R11" || said["sessions"] != "1" {
		t.Errorf("said %v", said)
	}

	listed, err := o.mediator().ListProceedings(t.Context(), &mediationv1.ListProceedingsRequest{
		Mediator: "mediator-1", AtLeastPosition: done.GetReceipt().GetPosition(),
	})
	o.must(err)
	if rows := listed.GetRows(); len(rows) != 1 || rows[0].GetOutcome() != "R11" || rows[0].GetNextDueOn() != "2026-10-09" {
		t.Errorf("rows %v", listed.GetRows())
	}
}

// TestAfterARefusalTheNextProceedingNeedsConsent: the service looks at how the proceeding before ended.
func TestAfterARefusalTheNextProceedingNeedsConsent(t *testing.T) {
	t.Parallel()
	o := open(t)
	first := opening(t)
	_, err := o.clerk().OpenProceeding(t.Context(), first)
	o.must(err)
	sameDispute := func(r *mediationv1.OpenProceedingRequest) { r.DisputeId = first.GetDisputeId() }
	id := mediation.ProceedingID(uuid.MustParse(first.GetDisputeId()), 1).String()
	_, err = o.mediator().RecordOutcome(t.Context(), &mediationv1.RecordOutcomeRequest{
		CommandId: newID(t), ProceedingId: id, Outcome: &mediationv1.RecordOutcomeRequest_Refusal{Refusal: &mediationv1.Refusal{Party: 1}},
	})
	o.must(err)
	_, err = o.clerk().OpenProceeding(t.Context(), opening(t, sameDispute))
	o.refused(err, "consent-after-refusal", "consented")
	// What is not taken on in between says nothing of the parties.
	_, err = o.clerk().DeclineMediation(t.Context(), &mediationv1.DeclineMediationRequest{
		CommandId: newID(t), DisputeId: first.GetDisputeId(), Mode: "M01", Basis: "K01", Matter: first.GetMatter(), Parties: first.GetParties(),
		Reason: "Q05", RoutesTold: []string{"W03"},
	})
	o.must(err)
	_, err = o.clerk().OpenProceeding(t.Context(), opening(t, sameDispute))
	o.refused(err, "consent-after-refusal", "consented")
	again := opening(t, sameDispute, func(r *mediationv1.OpenProceedingRequest) { r.Consented = []uint32{0, 1} })
	_, err = o.clerk().OpenProceeding(t.Context(), again)
	o.must(err)
	// The third ended otherwise, so that the next one needs nobody's consent but the mode's.
	_, err = o.mediator().RecordOutcome(t.Context(), failure(t, mediation.ProceedingID(uuid.MustParse(first.GetDisputeId()), 3).String()))
	o.must(err)
	_, err = o.clerk().OpenProceeding(t.Context(), opening(t, sameDispute))
	o.must(err)
}

func TestADisputeHasOneOpenProceedingAtATime(t *testing.T) {
	t.Parallel()
	o := open(t)
	first := opening(t)
	_, err := o.clerk().OpenProceeding(t.Context(), first)
	o.must(err)
	sameDispute := func(r *mediationv1.OpenProceedingRequest) { r.DisputeId = first.GetDisputeId() }
	_, err = o.clerk().OpenProceeding(t.Context(), opening(t, sameDispute))
	o.refused(err, "dispute-in-mediation")

	id := mediation.ProceedingID(uuid.MustParse(first.GetDisputeId()), 1).String()
	o.held(id)
	o.later(time.Hour)
	_, err = o.mediator().RecordOutcome(t.Context(), failure(t, id))
	o.must(err)
	_, err = o.clerk().OpenProceeding(t.Context(), opening(t, sameDispute, func(r *mediationv1.OpenProceedingRequest) {
		r.OccurredAt = at(noon)
	}))
	o.refused(err, "opened-before-end", "occurred_at")
	next := opening(t, sameDispute, func(r *mediationv1.OpenProceedingRequest) { r.Mode = "M05" })
	resp, err := o.clerk().OpenProceeding(t.Context(), next)
	o.must(err)
	if resp.GetOrdinal() != 2 {
		t.Errorf("ordinal %d", resp.GetOrdinal())
	}
	// The first command again still finds its proceeding, which has ended since.
	again, err := o.clerk().OpenProceeding(t.Context(), first)
	o.must(err)
	if !again.GetReceipt().GetRepeated() || again.GetReceipt().GetProceedingId() != id || again.GetOrdinal() != 1 {
		t.Errorf("repeated: %v", again)
	}
}
