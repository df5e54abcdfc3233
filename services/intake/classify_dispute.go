package intake

import (
	"cmp"
	"context"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"

	"anjie.internal/services/intake/dispute"
)

// ClassifyDispute gives category, scale and complexity anew. What the request does not say stays; a local category and an exchange
// code do not outlive the category that they belong to.
func (s *Service) ClassifyDispute(ctx context.Context, req *intakev1.ClassifyDisputeRequest) (*intakev1.ClassifyDisputeResponse, error) {
	receipt, _, err := s.carry(ctx, plan{
		req: req,
		make: func(act dispute.Act, st dispute.State) (dispute.Command, error) {
			cmd := dispute.Classify{
				Act: act, Category: cmp.Or(req.GetCategory(), st.Category), Local: req.GetLocal(), Exchange: req.GetExchange(),
				Involved:   cmp.Or(int(req.GetInvolved()), st.Involved),
				Complexity: cmp.Or(dispute.Complexity(req.GetComplexity()), st.Complexity, dispute.General),
			}
			if cmd.Category == st.Category {
				if req.Local == nil {
					cmd.Local = st.Local
				}
				if req.Exchange == nil {
					cmd.Exchange = st.Exchange
				}
			}
			if err := dispute.Admit(st, cmd); err != nil {
				return cmd, err
			}
			var err error
			if cmd.Scales, err = s.scales(ctx, st.Unit, act.OccurredAt); err != nil || cmd.Local == "" {
				return cmd, err
			}
			d, err := s.profiles.For(ctx, st.Unit, act.OccurredAt)
			if err == nil && !d.LocalCategory(cmd.Category, cmd.Local) {
				err = dispute.ErrLocalCategory.On("local")
			}
			return cmd, err
		},
	})
	if err != nil {
		return nil, err
	}
	return &intakev1.ClassifyDisputeResponse{Receipt: receipt}, nil
}
