package mediation_test

import (
	"testing"

	mediationv1 "anjie.internal/proto/gen/anjie/mediation/v1"
	"github.com/google/uuid"

	"anjie.internal/services/internal/identity"
	"anjie.internal/services/mediation"
)

// TestProceedingsGoWithTheirDispute voids a dispute with two proceedings: no list shows them, nothing more happens in them, and what
// happened is still there.
func TestProceedingsGoWithTheirDispute(t *testing.T) {
	t.Parallel()
	o, ctx := open(t), t.Context()
	intake := o.as("intake", "", identity.RoleService)
	dispute, other := newID(t), newID(t)
	first, err := o.clerk().OpenProceeding(ctx, neighbours(t, dispute))
	o.must(err)
	_, err = o.mediator().RecordOutcome(ctx, &mediationv1.RecordOutcomeRequest{
		CommandId: newID(t), ProceedingId: first.GetReceipt().GetProceedingId(), Outcome: &mediationv1.RecordOutcomeRequest_Failure{
			Failure: &mediationv1.Failure{Outcome: "R21", RoutesTold: []string{"W03"}},
		},
	})
	o.must(err)
	running, err := o.clerk().OpenProceeding(ctx, neighbours(t, dispute))
	o.must(err)
	_, err = o.clerk().OpenProceeding(ctx, neighbours(t, other))
	o.must(err)

	req := &mediationv1.SetAsideProceedingsRequest{CommandId: uuid.NewString(), DisputeId: dispute, Unit: village}
	_, err = o.clerk().SetAsideProceedings(ctx, req)
	o.refused(err, "role-missing")
	_, err = intake.SetAsideProceedings(ctx, &mediationv1.SetAsideProceedingsRequest{CommandId: uuid.NewString(), DisputeId: "1", Unit: village})
	o.refused(err, "id-format", "dispute_id")
	_, err = intake.SetAsideProceedings(ctx, &mediationv1.SetAsideProceedingsRequest{CommandId: uuid.NewString(), DisputeId: dispute, Unit: "1"})
	o.refused(err, "unit-format", "unit")
	done, err := intake.SetAsideProceedings(ctx, req)
	o.must(err)
	if done.GetProceedings() != 2 {
		t.Errorf("set aside: %v", done)
	}
	head, err := o.store.Head(ctx)
	o.must(err)
	for name, again := range map[string]*mediationv1.SetAsideProceedingsRequest{
		"the same command":           req,
		"another one":                {CommandId: uuid.NewString(), DisputeId: dispute, Unit: village},
		"of a dispute that has none": {CommandId: uuid.NewString(), DisputeId: newID(t), Unit: village},
	} {
		_, err := intake.SetAsideProceedings(ctx, again)
		o.must(err)
		if now, err := o.store.Head(ctx); err != nil || now != head {
			t.Errorf("%s wrote something: %v", name, err)
		}
	}

	page, err := o.chair().ListProceedings(ctx, &mediationv1.ListProceedingsRequest{AtLeastPosition: done.GetPosition()})
	o.must(err)
	if len(page.GetRows()) != 1 || page.GetRows()[0].GetDisputeId() != other {
		t.Errorf("listed: %v", page.GetRows())
	}
	id := running.GetReceipt().GetProceedingId()
	_, err = o.mediator().HoldSession(ctx, session(t, id))
	o.refused(err, "proceeding-set-aside")
	shown, err := o.chair().GetProceeding(ctx, &mediationv1.GetProceedingRequest{ProceedingId: id})
	o.must(err)
	if !shown.GetProceeding().GetSetAside() || shown.GetPersonal() == nil {
		t.Errorf("shown: %v", shown)
	}
	ended, err := o.chair().GetProceeding(ctx, &mediationv1.GetProceedingRequest{ProceedingId: mediation.ProceedingID(uuid.MustParse(dispute), 1).String()})
	o.must(err)
	if p := ended.GetProceeding(); !p.GetSetAside() || p.GetOutcome() != "R21" {
		t.Errorf("what had ended: %v", p)
	}
}
