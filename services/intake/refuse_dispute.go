package intake

import (
	"cmp"
	"context"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"

	"anjie.internal/services/intake/dispute"
	"anjie.internal/services/internal/request"
)

// RefuseDispute decides not to handle a dispute, with reason and legal route.
func (s *Service) RefuseDispute(ctx context.Context, req *intakev1.RefuseDisputeRequest) (*intakev1.RefuseDisputeResponse, error) {
	var c request.Texts
	explanation := c.Field(req.GetExplanation(), maxNote, "explanation")
	receipt, _, err := s.carry(ctx, plan{
		req:    req,
		flaw:   c.Err,
		reason: dispute.RefusalReasons().Reason("refusal", req.GetReason()),
		make: always(func(act dispute.Act) dispute.Command {
			return dispute.Refuse{
				Act: act, Outcome: cmp.Or(req.GetOutcome(), "R51"), Reason: req.GetReason(), Route: req.GetRoute(), Explanation: explanation,
			}
		}),
	})
	if err != nil {
		return nil, err
	}
	return &intakev1.RefuseDisputeResponse{Receipt: receipt}, nil
}
