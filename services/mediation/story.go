package mediation

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/fault"
	"anjie.internal/services/internal/identity"
	"anjie.internal/services/internal/personal"
	"anjie.internal/services/internal/unit"
	"anjie.internal/services/mediation/proceeding"
)

// step is one event of a proceeding as it stands in the log.
type step struct {
	rec   es.Record
	meta  es.Meta
	event proceeding.Event
}

// story reads all steps of one proceeding, or answers proceeding-not-found when it does not exist or lies outside the actor's
// unit.
func (s *Service) story(ctx context.Context, a identity.Actor, proceedingID string) ([]step, error) {
	id, err := uuid.Parse(proceedingID)
	if err != nil {
		return nil, errProceedingID.On("proceeding_id")
	}
	var steps []step
	for rec, err := range s.deps.Store.ReadStream(ctx, es.Stream(category, id), 0) {
		if err != nil {
			return nil, fmt.Errorf("read proceeding %s: %w", id, err)
		}
		st := step{rec: rec}
		if st.event, err = s.codec.Decode(rec.Type, rec.Data); err != nil {
			return nil, fmt.Errorf("read proceeding %s at revision %d: %w", id, rec.Revision, err)
		}
		if st.meta, err = es.ParseMeta(rec.Metadata); err != nil {
			return nil, fmt.Errorf("read proceeding %s at revision %d: %w", id, rec.Revision, err)
		}
		steps = append(steps, st)
	}
	if len(steps) == 0 {
		return nil, proceeding.ErrNotFound
	}
	var of unit.Code
	switch begin := steps[0].event.(type) {
	case *proceeding.OpenedV1:
		of = begin.Unit
	case *proceeding.DeclinedV1:
		of = begin.Unit
	default:
		return nil, fault.New(fault.Internal, "proceeding-without-opening", "该调解程序没有启动事件。", "The proceeding does not begin with its opening.")
	}
	if !unit.Code(a.Unit).Covers(of) {
		return nil, proceeding.ErrNotFound
	}
	return steps, nil
}

// state folds the steps by the rules.
func state(steps []step) proceeding.State {
	var st proceeding.State
	for _, s := range steps {
		st = proceeding.Evolve(st, s.event)
	}
	return st
}

// unseal opens the personal parts of all steps.
func (s *Service) unseal(ctx context.Context, steps []step) error {
	for _, st := range steps {
		holder, ok := st.event.(personal.Holder)
		if !ok {
			continue
		}
		if err := s.deps.Vault.Unseal(ctx, st.rec.Stream, st.rec.ID, holder.Personal()); err != nil {
			return fmt.Errorf("open the personal part of event %s: %w", st.rec.ID, err)
		}
	}
	return nil
}

func plain(f *personal.Field) string {
	s, _ := f.Reveal()
	return s
}
