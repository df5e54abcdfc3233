package intake

import (
	"context"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"

	"anjie.internal/services/intake/dispute"
	"anjie.internal/services/internal/request"
	"anjie.internal/services/internal/unit"
)

// WithdrawDispute takes an open dispute back. Repeating the command gives the same receipt.
func (s *Service) WithdrawDispute(ctx context.Context, req *intakev1.WithdrawDisputeRequest) (*intakev1.WithdrawDisputeResponse, error) {
	a, err := acting(ctx, withdrawers())
	if err != nil {
		return nil, err
	}
	now := s.now()
	occurredAt, err := request.Time(req.GetOccurredAt(), now, "occurred_at")
	if err != nil {
		return nil, err
	}
	var c request.Texts
	cmd := dispute.Withdraw{
		At:         now,
		OccurredAt: occurredAt,
		LateReason: req.GetLateReason(),
		ActingUnit: unit.Code(a.Unit),
		Reason:     req.GetReason(),
		Note:       c.Field(req.GetNote(), maxNote, "note"),
	}
	if c.Err != nil {
		return nil, c.Err
	}
	receipt, err := s.handle(ctx, a, req, cmd, reason("withdrawal", dispute.WithdrawalReasons(), req.GetReason()))
	if err != nil {
		return nil, err
	}
	return &intakev1.WithdrawDisputeResponse{Receipt: receipt}, nil
}
