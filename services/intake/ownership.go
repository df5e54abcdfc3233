package intake

import (
	"context"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"

	"anjie.internal/services/intake/dispute"
)

// OfferOwnership offers the dispute to another unit; the owner stays until that unit takes it 首问负责.
func (s *Service) OfferOwnership(ctx context.Context, req *intakev1.OfferOwnershipRequest) (*intakev1.OfferOwnershipResponse, error) {
	receipt, _, err := s.carry(ctx, plan{
		req: req,
		make: func(act dispute.Act, st dispute.State) (dispute.Command, error) {
			cmd := dispute.OfferOwnership{Act: act, To: handlerOf(req.GetTo())}
			if err := dispute.Admit(st, cmd); err != nil {
				return nil, err
			}
			return cmd, s.known(ctx, act.OccurredAt, "to", cmd.To)
		},
	})
	if err != nil {
		return nil, err
	}
	return &intakev1.OfferOwnershipResponse{Receipt: receipt}, nil
}

// TakeOwnership takes over a dispute that was offered.
func (s *Service) TakeOwnership(ctx context.Context, req *intakev1.TakeOwnershipRequest) (*intakev1.TakeOwnershipResponse, error) {
	receipt, _, err := s.carry(ctx, plan{
		req: req,
		make: always(func(act dispute.Act) dispute.Command {
			return dispute.TakeOwnership{Act: act}
		}),
	})
	if err != nil {
		return nil, err
	}
	return &intakev1.TakeOwnershipResponse{Receipt: receipt}, nil
}
