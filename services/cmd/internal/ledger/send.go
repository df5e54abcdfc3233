package ledger

import (
	"context"
	"fmt"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"
	logv1 "anjie.internal/proto/gen/anjie/log/v1"
	mediationv1 "anjie.internal/proto/gen/anjie/mediation/v1"

	"anjie.internal/services/internal/es"
)

// Services are the clients through which an import speaks. Their tokens are those of Tokens: for each call, As says for whom it is made.
type Services struct {
	Intake    intakev1.IntakeServiceClient
	Disputes  intakev1.DisputeServiceClient
	Mediation mediationv1.MediationServiceClient
}

// Actor is for whom a step is entered: a unit, and the mediator who is stood in for, if any.
type Actor struct{ Unit, OnBehalfOf string }

type actorKey struct{}

// As lets calls be made for an actor.
func As(ctx context.Context, a Actor) context.Context { return context.WithValue(ctx, actorKey{}, a) }

// ActorOf returns for whom a call is made.
func ActorOf(ctx context.Context) Actor {
	a, _ := ctx.Value(actorKey{}).(Actor)
	return a
}

// answer is what the receipts of intake and mediation have in common.
type answer interface {
	GetPosition() *logv1.Position
	GetRepeated() bool
}

// send makes the call of a step once.
func (s Services) send(ctx context.Context, step Step) (answer, error) {
	switch r := step.Request.(type) {
	case *intakev1.RegisterDisputeRequest:
		resp, err := s.Intake.RegisterDispute(ctx, r)
		return resp.GetReceipt(), err
	case *intakev1.WithdrawDisputeRequest:
		resp, err := s.Intake.WithdrawDispute(ctx, r)
		return resp.GetReceipt(), err
	case *intakev1.AcceptDisputeRequest:
		resp, err := s.Disputes.AcceptDispute(ctx, r)
		return resp.GetReceipt(), err
	case *intakev1.RefuseDisputeRequest:
		resp, err := s.Disputes.RefuseDispute(ctx, r)
		return resp.GetReceipt(), err
	case *intakev1.DispatchDisputeRequest:
		resp, err := s.Disputes.DispatchDispute(ctx, r)
		return resp.GetReceipt(), err
	case *intakev1.AcknowledgeDispatchRequest:
		resp, err := s.Disputes.AcknowledgeDispatch(ctx, r)
		return resp.GetReceipt(), err
	case *intakev1.CloseOnSpotRequest:
		resp, err := s.Disputes.CloseOnSpot(ctx, r)
		return resp.GetReceipt(), err
	case *intakev1.ConcludeDisputeRequest:
		resp, err := s.Disputes.ConcludeDispute(ctx, r)
		return resp.GetReceipt(), err
	case *mediationv1.OpenProceedingRequest:
		resp, err := s.Mediation.OpenProceeding(ctx, r)
		return resp.GetReceipt(), err
	case *mediationv1.HoldSessionRequest:
		resp, err := s.Mediation.HoldSession(ctx, r)
		return resp.GetReceipt(), err
	case *mediationv1.RecordAgreementRequest:
		resp, err := s.Mediation.RecordAgreement(ctx, r)
		return resp.GetReceipt(), err
	case *mediationv1.RecordOutcomeRequest:
		resp, err := s.Mediation.RecordOutcome(ctx, r)
		return resp.GetReceipt(), err
	}
	return nil, fmt.Errorf("no service takes %T", step.Request)
}

func positionOf(a answer) es.Position {
	p := a.GetPosition()
	return es.Position{Commit: p.GetCommit(), Prepare: p.GetPrepare()}
}

// learned reports whether intake knows that a proceeding has ended.
func (s Services) learned(ctx context.Context, dispute, proceeding string) (bool, error) {
	resp, err := s.Intake.GetDisputeHistory(ctx, &intakev1.GetDisputeHistoryRequest{DisputeId: dispute})
	if err != nil {
		return false, err
	}
	for _, step := range resp.GetSteps() {
		if step.GetProceedingEnded().GetProceeding() == proceeding {
			return true, nil
		}
	}
	return false, nil
}
