package mediation

import (
	"context"

	mediationv1 "anjie.internal/proto/gen/anjie/mediation/v1"

	"anjie.internal/services/mediation/proceeding"
)

// SignAgreement records signatures under a written agreement, or its seal. Repeating the command gives the same receipt.
func (s *Service) SignAgreement(ctx context.Context, req *mediationv1.SignAgreementRequest) (*mediationv1.SignAgreementResponse, error) {
	a, act, err := s.act(ctx, req, signers())
	if err != nil {
		return nil, err
	}
	out, err := s.handle(ctx, a, req, proceeding.SignAgreement{
		Act:        act,
		Calendar:   s.deps.Calendar,
		Signatures: proceeding.Signatures{Parties: places(req.GetSigned()), Mediators: req.GetMediatorsSigned(), Sealed: req.GetSealed()},
	}, "")
	if err != nil {
		return nil, err
	}
	return &mediationv1.SignAgreementResponse{Receipt: receipt(out), Effect: effect(out)}, nil
}
