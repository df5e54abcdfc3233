package intake

import (
	"context"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"

	"anjie.internal/services/intake/dispute"
)

// DisputeJurisdiction records that units do not agree which of them is competent.
func (s *Service) DisputeJurisdiction(ctx context.Context, req *intakev1.DisputeJurisdictionRequest) (*intakev1.DisputeJurisdictionResponse, error) {
	receipt, _, err := s.carry(ctx, plan{
		req: req,
		make: func(act dispute.Act, st dispute.State) (dispute.Command, error) {
			claimants := handlersOf(req.GetClaimants())
			if err := dispute.Admit(st, dispute.DisputeJurisdiction{Act: act}); err != nil || len(claimants) < 2 {
				return dispute.DisputeJurisdiction{Act: act, Claimants: claimants}, err
			}
			return dispute.DisputeJurisdiction{Act: act, Claimants: claimants}, s.known(ctx, act.OccurredAt, "claimants", claimants...)
		},
	})
	if err != nil {
		return nil, err
	}
	return &intakev1.DisputeJurisdictionResponse{Receipt: receipt}, nil
}

// DecideJurisdiction decides, as the common superior, which unit is competent 管辖.
func (s *Service) DecideJurisdiction(ctx context.Context, req *intakev1.DecideJurisdictionRequest) (*intakev1.DecideJurisdictionResponse, error) {
	receipt, _, err := s.carry(ctx, plan{
		req: req,
		make: func(act dispute.Act, st dispute.State) (dispute.Command, error) {
			if err := dispute.Admit(st, dispute.DecideJurisdiction{Act: act}); err != nil {
				return nil, err
			}
			lead, assisting := handlerOf(req.GetLead()), handlersOf(req.GetAssisting())
			d, err := s.addressable(ctx, st, act.OccurredAt, lead, assisting)
			if err != nil {
				return nil, err
			}
			t, err := termsOf(d, st, act.OccurredAt, "")
			return dispute.DecideJurisdiction{Act: act, Lead: lead, Assisting: assisting, Limit: t.limit, AcknowledgeBy: t.acknowledgeBy}, err
		},
	})
	if err != nil {
		return nil, err
	}
	return &intakev1.DecideJurisdictionResponse{Receipt: receipt}, nil
}
