package intake

import (
	"cmp"
	"context"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"

	"anjie.internal/services/intake/dispute"
	"anjie.internal/services/internal/calendar"
	"anjie.internal/services/internal/request"
)

// riskDays is how long an assessment holds that says no day of its own.
const riskDays = 30

// AssessRisk assesses the risk of the case, never of a person.
func (s *Service) AssessRisk(ctx context.Context, req *intakev1.AssessRiskRequest) (*intakev1.AssessRiskResponse, error) {
	var c request.Texts
	grounds := c.Field(req.GetGrounds(), maxNote, "grounds")
	receipt, _, err := s.carry(ctx, plan{
		req:  req,
		flaw: c.Err,
		make: always(func(act dispute.Act) dispute.Command {
			return dispute.AssessRisk{
				Act: act, Level: dispute.RiskLevel(req.GetLevel()), Indicators: req.GetIndicators(), Grounds: grounds,
				ExpiresOn: cmp.Or(req.GetExpiresOn(), calendar.DateOf(act.OccurredAt).Plus(riskDays).String()),
			}
		}),
	})
	if err != nil {
		return nil, err
	}
	return &intakev1.AssessRiskResponse{Receipt: receipt}, nil
}
