package intake

import (
	"context"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"

	"anjie.internal/services/intake/profile"
	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/identity"
	"anjie.internal/services/internal/request"
	"anjie.internal/services/internal/unit"
)

// publishers may publish profiles: who keeps the system, and sees no case.
func publishers() []string { return []string{identity.RoleAdministrator} }

// PublishProfile publishes the next version of a city's profile. Repeating the command gives the same answer.
func (s *Service) PublishProfile(ctx context.Context, req *intakev1.PublishProfileRequest) (*intakev1.PublishProfileResponse, error) {
	a, err := s.acting(ctx, publishers())
	if err != nil {
		return nil, err
	}
	commandID, err := request.ClientID(req.GetCommandId(), "command_id")
	if err != nil {
		return nil, err
	}
	p, err := ProfileOf(req.GetProfile(), "profile")
	if err != nil {
		return nil, err
	}
	digest, err := request.Digest(s.deps.Vault.MAC, a.ID, req)
	if err != nil {
		return nil, err
	}
	now, id := s.now(), ProfileID(p.City)
	out, err := s.publishing.Handle(ctx, id, profile.Publish{
		At: now, ActingUnit: unit.Code(a.Unit), Expected: int(req.GetExpectedVersion()), Profile: p,
	}, es.Intent{
		Command:     commandID,
		Digest:      digest,
		Actor:       a.ID,
		Unit:        a.Unit,
		OnBehalfOf:  a.OnBehalfOf,
		Correlation: id,
		Causation:   commandID,
		RecordedAt:  now,
	})
	if err != nil {
		return nil, err
	}
	if err := s.profiles.published(ctx, p.City); err != nil {
		return nil, err
	}
	return &intakev1.PublishProfileResponse{
		Version:  uint32(out.State.Version()), //nolint:gosec // G115: counted from 1
		Position: request.Position(out.Position),
		Repeated: out.Repeated,
		Warnings: problemMessages(profile.Warnings(out.State.Newest)),
	}, nil
}

// CheckProfile says everything that is wrong with a profile and publishes nothing.
func (s *Service) CheckProfile(ctx context.Context, req *intakev1.CheckProfileRequest) (*intakev1.CheckProfileResponse, error) {
	if _, err := s.acting(ctx, publishers()); err != nil {
		return nil, err
	}
	p, err := ProfileOf(req.GetProfile(), "profile")
	if err != nil {
		return nil, err
	}
	out := &intakev1.CheckProfileResponse{Problems: problemMessages(profile.Validate(p))}
	if len(out.GetProblems()) == 0 {
		out.Warnings = problemMessages(profile.Warnings(p))
	}
	return out, nil
}
