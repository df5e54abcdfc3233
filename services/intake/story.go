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
)

// step is one event of a dispute as it stands in the log.
type step struct {
	rec   es.Record
	meta  es.Meta
	event dispute.Event
}

// story is every step of one dispute, and where they lead.
type story struct {
	id    uuid.UUID
	steps []step
	state dispute.State
}

// story reads all steps of one dispute, or answers dispute-not-found when it does not exist for the actor.
func (s *Service) story(ctx context.Context, a identity.Actor, roles []string, disputeID string) (story, error) {
	id, err := uuid.Parse(disputeID)
	if err != nil {
		return story{}, request.ErrIDFormat.On("dispute_id")
	}
	steps, err := s.read(ctx, id)
	if err != nil {
		return story{}, err
	}
	told := storyOf(id, steps)
	if told.state.Phase == dispute.Absent {
		return story{}, fault.New(fault.Internal, "dispute-without-registration", "该纠纷没有登记事件。", "The dispute does not begin with a registration.")
	}
	if !sees(a, told.state) {
		return story{}, dispute.ErrNotFound
	}
	return told, reaches(a, roles, told.state)
}

// storyOf folds the steps of one dispute.
func storyOf(id uuid.UUID, steps []step) story {
	told := story{id: id, steps: steps}
	for _, st := range steps {
		told.state = dispute.Evolve(told.state, st.event)
	}
	return told
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
