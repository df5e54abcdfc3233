package intake

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"anjie.internal/services/intake/dispute"
	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/fault"
	"anjie.internal/services/internal/identity"
	"anjie.internal/services/internal/request"
	"anjie.internal/services/internal/unit"
)

// step is one event of a dispute as it stands in the log.
type step struct {
	rec   es.Record
	meta  es.Meta
	event dispute.Event
}

// story reads all steps of one dispute, or answers dispute-not-found when it does not exist or lies outside the actor's unit.
func (s *Service) story(ctx context.Context, a identity.Actor, disputeID string) ([]step, error) {
	id, err := uuid.Parse(disputeID)
	if err != nil {
		return nil, request.ErrIDFormat.On("dispute_id")
	}
	steps, err := s.read(ctx, id)
	if err != nil {
		return nil, err
	}
	first, ok := steps[0].event.(*dispute.RegisteredV1)
	if !ok {
		return nil, fault.New(fault.Internal, "dispute-without-registration", "该纠纷没有登记事件。", "The dispute does not begin with a registration.")
	}
	if !unit.Code(a.Unit).Covers(first.Unit) {
		return nil, dispute.ErrNotFound
	}
	return steps, nil
}

// read reads all steps of one dispute, whoever asks, or answers dispute-not-found.
func (s *Service) read(ctx context.Context, id uuid.UUID) ([]step, error) {
	var steps []step
	for rec, err := range s.deps.Store.ReadStream(ctx, es.Stream(category, id), 0) {
		if err != nil {
			return nil, fmt.Errorf("read dispute %s: %w", id, err)
		}
		st := step{rec: rec}
		if st.event, err = s.codec.Decode(rec.Type, rec.Data); err != nil {
			return nil, fmt.Errorf("read dispute %s at revision %d: %w", id, rec.Revision, err)
		}
		if st.meta, err = es.ParseMeta(rec.Metadata); err != nil {
			return nil, fmt.Errorf("read dispute %s at revision %d: %w", id, rec.Revision, err)
		}
		steps = append(steps, st)
	}
	if len(steps) == 0 {
		return nil, dispute.ErrNotFound
	}
	return steps, nil
}
