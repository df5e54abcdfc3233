package intake

import (
	"context"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"

	"anjie.internal/services/intake/dispute"
)

// WithdrawDispute takes an open dispute back. Repeating the command gives the same receipt.
func (s *Service) WithdrawDispute(ctx context.Context, req *intakev1.WithdrawDisputeRequest) (*intakev1.WithdrawDisputeResponse, error) {
	a, err := acting(ctx, withdrawers())
	if err != nil {
		return nil, err
	}
	now := s.now()
	occurredAt, err := claimed(req.GetOccurredAt(), now, "occurred_at")
	if err != nil {
		return nil, err
	}
	var c checked
	cmd := dispute.Withdraw{
		At:         now,
		OccurredAt: occurredAt,
		LateReason: req.GetLateReason(),
		ActingUnit: dispute.Unit(a.Unit),
		Reason:     req.GetReason(),
		Note:       c.field(req.GetNote(), maxNote, "note"),
	}
	if c.err != nil {
		return nil, c.err
	}
	receipt, err := s.handle(ctx, a, req, cmd, reason("withdrawal", dispute.WithdrawalReasons(), req.GetReason()))
	if err != nil {
		return nil, err
	}
	return &intakev1.WithdrawDisputeResponse{Receipt: receipt}, nil
}
