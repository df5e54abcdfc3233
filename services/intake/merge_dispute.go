package intake

import (
	"context"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"
	"github.com/google/uuid"

	"anjie.internal/services/intake/dispute"
	"anjie.internal/services/internal/request"
)

// MergeDispute declares a dispute the same matter as an earlier one, which the rules see as it stands now.
func (s *Service) MergeDispute(ctx context.Context, req *intakev1.MergeDisputeRequest) (*intakev1.MergeDisputeResponse, error) {
	receipt, _, err := s.carry(ctx, plan{
		req: req,
		make: func(act dispute.Act, st dispute.State) (dispute.Command, error) {
			if err := dispute.Admit(st, dispute.Merge{Act: act}); err != nil {
				return nil, err
			}
			into, err := s.target(ctx, req.GetInto(), "into")
			return dispute.Merge{Act: act, ID: req.GetDisputeId(), Into: into}, err
		},
	})
	if err != nil {
		return nil, err
	}
	return &intakev1.MergeDisputeResponse{Receipt: receipt}, nil
}

// UnmergeDispute takes a merger back.
func (s *Service) UnmergeDispute(ctx context.Context, req *intakev1.UnmergeDisputeRequest) (*intakev1.UnmergeDisputeResponse, error) {
	receipt, _, err := s.carry(ctx, plan{
		req:    req,
		reason: dispute.SeparationReasons().Reason("separation", req.GetReason()),
		make: always(func(act dispute.Act) dispute.Command {
			return dispute.Unmerge{Act: act, Reason: req.GetReason()}
		}),
	})
	if err != nil {
		return nil, err
	}
	return &intakev1.UnmergeDisputeResponse{Receipt: receipt}, nil
}

// target looks at another dispute, as it stands when the command is made.
func (s *Service) target(ctx context.Context, disputeID, field string) (dispute.Target, error) {
	id, err := uuid.Parse(disputeID)
	if err != nil || id.String() != disputeID {
		return dispute.Target{}, request.ErrIDFormat.On(field)
	}
	st, _, err := s.disputes.Load(ctx, id)
	if err != nil {
		return dispute.Target{}, err
	}
	return dispute.Target{
		ID: disputeID, Exists: st.Phase != dispute.Absent, Phase: st.Phase, Unit: st.Unit, RegisteredAt: st.RegisteredAt,
	}, nil
}
