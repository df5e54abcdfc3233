package intake

import (
	"context"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"

	"anjie.internal/services/intake/dispute"
	"anjie.internal/services/internal/request"
)

// WithdrawDispute takes an open dispute back. Repeating the command gives the same receipt.
func (s *Service) WithdrawDispute(ctx context.Context, req *intakev1.WithdrawDisputeRequest) (*intakev1.WithdrawDisputeResponse, error) {
	var c request.Texts
	note := c.Field(req.GetNote(), maxNote, "note")
	receipt, _, err := s.carry(ctx, plan{
		req: req, flaw: c.Err, reason: dispute.WithdrawalReasons().Reason("withdrawal", req.GetReason()),
		make: always(func(act dispute.Act) dispute.Command {
			return dispute.Withdraw{
				At: act.At, OccurredAt: act.OccurredAt, LateReason: act.LateReason, ActingUnit: act.ActingUnit,
				Reason: req.GetReason(), Note: note,
			}
		}),
	})
	if err != nil {
		return nil, err
	}
	return &intakev1.WithdrawDisputeResponse{Receipt: receipt}, nil
}
