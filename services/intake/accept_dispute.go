package intake

import (
	"context"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"

	"anjie.internal/services/intake/dispute"
	"anjie.internal/services/intake/profile"
)

// AcceptDispute decides to handle a dispute 受理. The limit is that of the city profile in force at that time.
func (s *Service) AcceptDispute(ctx context.Context, req *intakev1.AcceptDisputeRequest) (*intakev1.AcceptDisputeResponse, error) {
	receipt, out, err := s.carry(ctx, plan{
		req: req,
		make: func(act dispute.Act, st dispute.State) (dispute.Command, error) {
			if err := dispute.Admit(st, dispute.Accept{Act: act}); err != nil {
				return nil, err
			}
			l, err := s.allowed(ctx, profile.Handle, st, act.OccurredAt)
			return dispute.Accept{Act: act, Limit: l}, err
		},
	})
	if err != nil {
		return nil, err
	}
	return &intakev1.AcceptDisputeResponse{Receipt: receipt, Limit: limit(out.State.Limit)}, nil
}

// MarkUrgent marks a dispute urgent 急事特办; its limit becomes shorter.
func (s *Service) MarkUrgent(ctx context.Context, req *intakev1.MarkUrgentRequest) (*intakev1.MarkUrgentResponse, error) {
	receipt, out, err := s.carry(ctx, plan{
		req:    req,
		reason: dispute.UrgencyReasons().Reason("urgent", req.GetReason()),
		make: func(act dispute.Act, st dispute.State) (dispute.Command, error) {
			if err := dispute.Admit(st, dispute.MarkUrgent{Act: act}); err != nil {
				return nil, err
			}
			l, err := s.allowed(ctx, profile.Urgent, st, act.OccurredAt)
			return dispute.MarkUrgent{Act: act, Reason: req.GetReason(), Limit: l}, err
		},
	})
	if err != nil {
		return nil, err
	}
	return &intakev1.MarkUrgentResponse{Receipt: receipt, Limit: limit(out.State.Limit)}, nil
}
