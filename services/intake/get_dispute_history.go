package intake

import (
	"context"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"
	"google.golang.org/protobuf/types/known/timestamppb"

	"anjie.internal/services/intake/dispute"
	"anjie.internal/services/internal/request"
)

// GetDisputeHistory tells every step of a dispute as the log has it, without personal data.
func (s *Service) GetDisputeHistory(ctx context.Context, req *intakev1.GetDisputeHistoryRequest) (*intakev1.GetDisputeHistoryResponse, error) {
	a, err := acting(ctx, readers())
	if err != nil {
		return nil, err
	}
	steps, err := s.story(ctx, a, req.GetDisputeId())
	if err != nil {
		return nil, err
	}
	out := &intakev1.GetDisputeHistoryResponse{}
	for _, st := range steps {
		out.Steps = append(out.Steps, told(st))
	}
	return out, nil
}

func told(st step) *intakev1.Step {
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
	switch e := st.event.(type) {
	case *dispute.RegisteredV1:
		out.What = &intakev1.Step_DisputeRegistered{DisputeRegistered: registeredFact(e)}
	case *dispute.WithdrawnV1:
		out.What = &intakev1.Step_DisputeWithdrawn{DisputeWithdrawn: withdrawnFact(e)}
	default: // the other events are told by name and metadata only
	}
	return out
}
