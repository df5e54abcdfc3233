package intake

import (
	"context"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"
	"google.golang.org/protobuf/types/known/timestamppb"

	"anjie.internal/services/internal/request"
)

// GetDisputeHistory tells every step of a dispute as the log has it, without personal data.
func (s *Service) GetDisputeHistory(ctx context.Context, req *intakev1.GetDisputeHistoryRequest) (*intakev1.GetDisputeHistoryResponse, error) {
	a, err := s.acting(ctx, readers())
	if err != nil {
		return nil, err
	}
	told, err := s.story(ctx, a, readers(), req.GetDisputeId())
	if err != nil {
		return nil, err
	}
	out := &intakev1.GetDisputeHistoryResponse{}
	for _, st := range told.steps {
		t, err := tell(st)
		if err != nil {
			return nil, err
		}
		out.Steps = append(out.Steps, t)
	}
	return out, nil
}

func tell(st step) (*intakev1.Step, error) {
	out := &intakev1.Step{
		Revision:      st.rec.Revision,
		Position:      request.Position(st.rec.Position),
		EventId:       st.rec.ID.String(),
		Type:          st.rec.Type,
		Actor:         st.meta.Actor,
		Unit:          st.meta.Unit,
		OnBehalfOf:    st.meta.OnBehalfOf,
		OccurredAt:    timestamppb.New(st.meta.OccurredAt),
		RecordedAt:    timestamppb.New(st.meta.RecordedAt),
		Late:          st.meta.Late,
		Reason:        st.meta.Reason,
		CommandId:     st.meta.Command.String(),
		CommandDigest: st.meta.CommandDigest,
		Traceparent:   st.meta.Traceparent,
		PreviousHash:  st.meta.Prev,
	}
	if err := stepPlaces.put(out, what(st.event)); err != nil {
		return nil, err
	}
	return out, nil
}
