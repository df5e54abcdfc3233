package intake

import (
	"context"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"

	"anjie.internal/services/intake/dispute"
	"anjie.internal/services/internal/request"
)

// onTheSpot is the outcome of what was solved where it came up.
const onTheSpot = "R13"

// ConcludeDispute concludes a dispute with an outcome 办结.
func (s *Service) ConcludeDispute(ctx context.Context, req *intakev1.ConcludeDisputeRequest) (*intakev1.ConcludeDisputeResponse, error) {
	var c request.Texts
	note := c.Field(req.GetNote(), maxNote, "note")
	receipt, _, err := s.carry(ctx, plan{
		req:    req,
		flaw:   c.Err,
		reason: dispute.Outcomes().Reason("outcome", req.GetOutcome()),
		make: always(func(act dispute.Act) dispute.Command {
			return dispute.Conclude{Act: act, Outcome: req.GetOutcome(), Note: note}
		}),
	})
	if err != nil {
		return nil, err
	}
	return &intakev1.ConcludeDisputeResponse{Receipt: receipt}, nil
}

// CloseOnSpot closes a dispute that was solved where it came up 当场化解.
func (s *Service) CloseOnSpot(ctx context.Context, req *intakev1.CloseOnSpotRequest) (*intakev1.CloseOnSpotResponse, error) {
	var c request.Texts
	note := c.Field(req.GetNote(), maxNote, "note")
	receipt, _, err := s.carry(ctx, plan{
		req:  req,
		flaw: c.Err,
		make: always(func(act dispute.Act) dispute.Command {
			return dispute.Conclude{Act: act, Outcome: onTheSpot, OnTheSpot: true, Note: note}
		}),
	})
	if err != nil {
		return nil, err
	}
	return &intakev1.CloseOnSpotResponse{Receipt: receipt}, nil
}

// ReopenDispute takes the closure back.
func (s *Service) ReopenDispute(ctx context.Context, req *intakev1.ReopenDisputeRequest) (*intakev1.ReopenDisputeResponse, error) {
	receipt, _, err := s.carry(ctx, plan{
		req:    req,
		reason: dispute.ReopeningReasons().Reason("reopening", req.GetReason()),
		make: always(func(act dispute.Act) dispute.Command {
			return dispute.Reopen{Act: act, Reason: req.GetReason()}
		}),
	})
	if err != nil {
		return nil, err
	}
	return &intakev1.ReopenDisputeResponse{Receipt: receipt}, nil
}
