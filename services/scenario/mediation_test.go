package scenario_test

import (
	"testing"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"
	mediationv1 "anjie.internal/proto/gen/anjie/mediation/v1"

	"anjie.internal/services/internal/bus/bustest"
	"anjie.internal/services/internal/identity"
)

// TestAProceedingConcludesItsDispute: mediation ends a proceeding, intake learns it as a fact and concludes the dispute.
func TestAProceedingConcludesItsDispute(t *testing.T) {
	t.Parallel()
	h := build(t, houseOptions{})
	clerk, mediator, ctx := h.intake(village, identity.RoleClerk), h.mediation(village, identity.RoleMediator), t.Context()
	h.found()
	settled, failed := h.register(clerk).GetDisputeId(), h.register(clerk).GetDisputeId()
	for _, id := range []string{settled, failed} {
		_, err := h.disputes(village, identity.RoleClerk).AcceptDispute(ctx, &intakev1.AcceptDisputeRequest{CommandId: newID(t), DisputeId: id})
		h.must(err)
	}
	open := func(dispute string) string {
		resp, err := h.mediation(village, identity.RoleClerk).OpenProceeding(ctx, &mediationv1.OpenProceedingRequest{
			CommandId: newID(t), DisputeId: dispute, Mode: "M01", Basis: "K01", Matter: "两家争一堵墙",
			Parties: []*mediationv1.Party{
				{Role: mediationv1.PartyRole_PARTY_ROLE_APPLICANT, Name: "王一"}, {Role: mediationv1.PartyRole_PARTY_ROLE_RESPONDENT, Name: "李二"},
			},
			Mediators: []*mediationv1.MediatorIn{{Account: "mediator-" + village, Name: "赵三"}},
		})
		h.must(err)
		return resp.GetReceipt().GetProceedingId()
	}
	proceeding := open(settled)
	_, err := mediator.HoldSession(ctx, &mediationv1.HoldSessionRequest{
		CommandId: newID(t), ProceedingId: proceeding, Place: "P01", MinutesLong: 50, Attended: []uint32{0, 1}, Minutes: "双方各让一步",
	})
	h.must(err)
	_, err = mediator.RecordAgreement(ctx, &mediationv1.RecordAgreementRequest{
		CommandId: newID(t), ProceedingId: proceeding, Form: "F03", Subjects: []string{"J01"}, Terms: "李二付王一三千元",
		Obligations: []*mediationv1.ObligationIn{{Debtor: 1, Creditor: 0, Amount: 300_000, What: "修墙款"}},
	})
	h.must(err)
	_, err = mediator.RecordOutcome(ctx, &mediationv1.RecordOutcomeRequest{
		CommandId: newID(t), ProceedingId: open(failed), Note: "谁也不让",
		Outcome: &mediationv1.RecordOutcomeRequest_Failure{Failure: &mediationv1.Failure{Outcome: "R21", RoutesTold: []string{"W01", "W03"}}},
	})
	h.must(err)
	get := func(dispute string) *intakev1.Dispute {
		resp, err := clerk.GetDispute(ctx, &intakev1.GetDisputeRequest{DisputeId: dispute})
		h.must(err)
		return resp.GetDispute()
	}
	bustest.Eventually(t, "intake has learned of both", func() bool {
		return len(get(settled).GetProceedings()) == 1 && len(get(failed).GetProceedings()) == 1
	})
	if d := get(settled); d.GetState() != intakev1.DisputeState_DISPUTE_STATE_CONCLUDED || d.GetConcluded().GetProceeding() != proceeding {
		t.Errorf("settled: %v", d)
	}
	if d := get(failed); d.GetState() != intakev1.DisputeState_DISPUTE_STATE_NEXT_ROUTE {
		t.Errorf("failed: %v", d)
	}
}
