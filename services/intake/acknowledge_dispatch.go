package intake

import (
	"context"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"

	"anjie.internal/services/intake/dispute"
)

// AcknowledgeDispatch confirms a dispatch 签收.
func (s *Service) AcknowledgeDispatch(ctx context.Context, req *intakev1.AcknowledgeDispatchRequest) (*intakev1.AcknowledgeDispatchResponse, error) {
	receipt, _, err := s.carry(ctx, plan{
		req: req,
		as:  req.GetHandler(),
		make: always(func(act dispute.Act) dispute.Command {
			return dispute.Acknowledge{Act: act}
		}),
	})
	if err != nil {
		return nil, err
	}
	return &intakev1.AcknowledgeDispatchResponse{Receipt: receipt}, nil
}
