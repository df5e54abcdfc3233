package intake

import (
	"context"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"

	"anjie.internal/services/intake/dispute"
	"anjie.internal/services/internal/request"
)

// RecordFollowUp records a follow-up visit or call 回访.
func (s *Service) RecordFollowUp(ctx context.Context, req *intakev1.RecordFollowUpRequest) (*intakev1.RecordFollowUpResponse, error) {
	var c request.Texts
	note := c.Field(req.GetNote(), maxNote, "note")
	receipt, _, err := s.carry(ctx, plan{
		req:  req,
		flaw: c.Err,
		make: always(func(act dispute.Act) dispute.Command {
			return dispute.FollowUp{
				Act: act, Method: req.GetMethod(), Reached: req.GetReached(), Performance: req.GetPerformance(), Satisfaction: req.GetSatisfaction(),
				Note: note,
			}
		}),
	})
	if err != nil {
		return nil, err
	}
	return &intakev1.RecordFollowUpResponse{Receipt: receipt}, nil
}

// RateDispute records a rating 评价 of the handling.
func (s *Service) RateDispute(ctx context.Context, req *intakev1.RateDisputeRequest) (*intakev1.RateDisputeResponse, error) {
	receipt, _, err := s.carry(ctx, plan{
		req: req,
		make: always(func(act dispute.Act) dispute.Command {
			return dispute.Rate{Act: act, Rater: req.GetRater(), Grade: req.GetGrade()}
		}),
	})
	if err != nil {
		return nil, err
	}
	return &intakev1.RateDisputeResponse{Receipt: receipt}, nil
}
