package intake

import (
	"context"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"

	"anjie.internal/services/intake/dispute"
)

// LinkDispute links a dispute with another case. A petition is known by its id alone: petitions are not intake's.
func (s *Service) LinkDispute(ctx context.Context, req *intakev1.LinkDisputeRequest) (*intakev1.LinkDisputeResponse, error) {
	receipt, _, err := s.carry(ctx, plan{
		req: req,
		make: func(act dispute.Act, st dispute.State) (dispute.Command, error) {
			if err := dispute.Admit(st, dispute.Link{Act: act}); err != nil {
				return nil, err
			}
			kind := dispute.LinkKind(req.GetKind())
			if kind == dispute.Petition {
				return dispute.Link{Act: act, ID: req.GetDisputeId(), Kind: kind, Other: dispute.Target{ID: req.GetOther()}}, nil
			}
			other, err := s.target(ctx, req.GetOther(), "other")
			return dispute.Link{Act: act, ID: req.GetDisputeId(), Kind: kind, Other: other}, err
		},
	})
	if err != nil {
		return nil, err
	}
	return &intakev1.LinkDisputeResponse{Receipt: receipt}, nil
}

// UnlinkDispute takes a link back.
func (s *Service) UnlinkDispute(ctx context.Context, req *intakev1.UnlinkDisputeRequest) (*intakev1.UnlinkDisputeResponse, error) {
	receipt, _, err := s.carry(ctx, plan{
		req:    req,
		reason: dispute.SeparationReasons().Reason("separation", req.GetReason()),
		make: always(func(act dispute.Act) dispute.Command {
			return dispute.Unlink{Act: act, Kind: dispute.LinkKind(req.GetKind()), Other: req.GetOther(), Reason: req.GetReason()}
		}),
	})
	if err != nil {
		return nil, err
	}
	return &intakev1.UnlinkDisputeResponse{Receipt: receipt}, nil
}
