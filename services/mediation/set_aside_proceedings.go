package mediation

import (
	"context"
	"errors"

	mediationv1 "anjie.internal/proto/gen/anjie/mediation/v1"
	"github.com/google/uuid"

	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/identity"
	"anjie.internal/services/internal/request"
	"anjie.internal/services/internal/unit"
	"anjie.internal/services/mediation/proceeding"
)

// SetAsideProceedings sets all proceedings of a dispute aside, one after the other: a dispute has few. Whoever asks again after an
// interruption sets aside what is left, and repeating it changes nothing.
func (s *Service) SetAsideProceedings(ctx context.Context, req *mediationv1.SetAsideProceedingsRequest) (*mediationv1.SetAsideProceedingsResponse, error) {
	a, err := identity.Require(ctx, identity.RoleService)
	if err != nil {
		return nil, err
	}
	command, err := uuid.Parse(req.GetCommandId()) // of version 5: it follows from the event in which the registration was voided
	if err != nil || command.String() != req.GetCommandId() {
		return nil, request.ErrIDFormat.On("command_id")
	}
	dispute, err := uuid.Parse(req.GetDisputeId())
	if err != nil || dispute.String() != req.GetDisputeId() {
		return nil, request.ErrIDFormat.On("dispute_id")
	}
	if !unit.Code(req.GetUnit()).Valid() {
		return nil, proceeding.ErrUnitFormat.On("unit")
	}
	now := s.now()
	in := es.Intent{
		Command: command, Digest: s.deps.Vault.MAC("command", append([]byte("set-aside\x00"), dispute[:]...)), Actor: a.ID, Unit: req.GetUnit(),
		Correlation: dispute, Causation: command, OccurredAt: now, RecordedAt: now,
	}
	out := &mediationv1.SetAsideProceedingsResponse{}
	for n := 1; n <= proceeding.MaxOrdinal; n++ {
		done, err := s.proceedings.Handle(ctx, ProceedingID(dispute, n), proceeding.SetAside{Act: proceeding.Act{At: now, OccurredAt: now}}, in)
		if errors.Is(err, proceeding.ErrNotFound) {
			break
		}
		if err != nil {
			return nil, err
		}
		out.Proceedings++
		if len(done.Events) > 0 {
			out.Position = request.Position(done.Position)
		}
	}
	return out, nil
}
