package mediation

import (
	"context"
	"errors"

	mediationv1 "anjie.internal/proto/gen/anjie/mediation/v1"

	"anjie.internal/services/internal/calendar"
	"anjie.internal/services/internal/vault"
)

// GetProceeding shows one proceeding as the log has it, so a client sees its own write at once.
func (s *Service) GetProceeding(ctx context.Context, req *mediationv1.GetProceedingRequest) (*mediationv1.GetProceedingResponse, error) {
	a, err := acting(ctx, readers())
	if err != nil {
		return nil, err
	}
	steps, err := s.story(ctx, a, req.GetProceedingId())
	if err != nil {
		return nil, err
	}
	st := state(steps)
	out := &mediationv1.GetProceedingResponse{Proceeding: clearPart(steps, st, calendar.DateOf(s.now()))}
	sees := s.sightOf(ctx, a, st.Unit, st.Mediators)
	if sees == sightNone {
		out.Withheld = mediationv1.PersonalWithheld_PERSONAL_WITHHELD_ROLE
		return out, nil
	}
	err = s.unseal(ctx, steps)
	if errors.Is(err, vault.ErrShredded) {
		out.Withheld = mediationv1.PersonalWithheld_PERSONAL_WITHHELD_ERASED
		return out, nil
	}
	if err != nil {
		return nil, err
	}
	out.Personal = revealed(steps, st.Mediators, sees)
	return out, nil
}
