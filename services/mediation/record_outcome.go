package mediation

import (
	"context"

	mediationv1 "anjie.internal/proto/gen/anjie/mediation/v1"

	"anjie.internal/services/internal/request"
	"anjie.internal/services/mediation/proceeding"
)

// RecordOutcome ends a proceeding without an agreement. Repeating the command gives the same receipt.
func (s *Service) RecordOutcome(ctx context.Context, req *mediationv1.RecordOutcomeRequest) (*mediationv1.RecordOutcomeResponse, error) {
	a, act, err := s.act(ctx, req, officers())
	if err != nil {
		return nil, err
	}
	var c request.Texts
	note := c.Field(req.GetNote(), maxNote, "note")
	if c.Err != nil {
		return nil, c.Err
	}
	var cmd proceeding.Command
	var reason string
	var reasonOf func(any) string
	switch o := req.GetOutcome().(type) {
	case *mediationv1.RecordOutcomeRequest_Failure:
		cmd = proceeding.Fail{Act: act, Outcome: o.Failure.GetOutcome(), RoutesTold: o.Failure.GetRoutesTold(), Note: note}
		reason = proceeding.Outcomes().Reason("outcome", o.Failure.GetOutcome())
	case *mediationv1.RecordOutcomeRequest_Withdrawal:
		cmd = proceeding.Withdraw{Act: act, Outcome: o.Withdrawal.GetOutcome(), Note: note}
		reason = proceeding.Outcomes().Reason("outcome", o.Withdrawal.GetOutcome())
	case *mediationv1.RecordOutcomeRequest_Refusal:
		cmd = proceeding.Refuse{Act: act, Party: place(o.Refusal.GetParty()), RoutesTold: o.Refusal.GetRoutesTold(), Note: note}
		reasonOf = refusedAs
	case *mediationv1.RecordOutcomeRequest_Termination:
		cmd = proceeding.Terminate{Act: act, Ground: o.Termination.GetGround(), RoutesTold: o.Termination.GetRoutesTold(), Note: note}
		reason = proceeding.Grounds().Reason("ground", o.Termination.GetGround())
	default:
		return nil, errOutcomeNeeded.On("outcome")
	}
	out, err := s.handleFor(ctx, a, req, cmd, reason, reasonOf)
	if err != nil {
		return nil, err
	}
	return &mediationv1.RecordOutcomeResponse{Receipt: receipt(out)}, nil
}

// refusedAs: what a refusal ends as depends on how far mediation has come; the metadata name the same outcome as the event.
func refusedAs(event any) string {
	outcome := proceeding.PartyRefused
	if failed, ok := event.(*proceeding.FailedV1); ok {
		outcome = failed.Outcome
	}
	return proceeding.Outcomes().Reason("outcome", outcome)
}
