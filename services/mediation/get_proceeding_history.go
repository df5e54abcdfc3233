package mediation

import (
	"context"
	"fmt"
	"strings"

	mediationv1 "anjie.internal/proto/gen/anjie/mediation/v1"
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"google.golang.org/protobuf/types/known/timestamppb"

	"anjie.internal/services/internal/request"
)

// GetProceedingHistory tells every step of a proceeding as the log has it, without personal data.
func (s *Service) GetProceedingHistory(
	ctx context.Context, req *mediationv1.GetProceedingHistoryRequest,
) (*mediationv1.GetProceedingHistoryResponse, error) {
	a, err := acting(ctx, readers())
	if err != nil {
		return nil, err
	}
	steps, err := s.story(ctx, a, req.GetProceedingId())
	if err != nil {
		return nil, err
	}
	out := &mediationv1.GetProceedingHistoryResponse{}
	for _, st := range steps {
		told, err := told(st)
		if err != nil {
			return nil, err
		}
		out.Steps = append(out.Steps, told)
	}
	return out, nil
}

func told(st step) (*mediationv1.Step, error) {
	said, err := said(st.rec.Data)
	if err != nil {
		return nil, fmt.Errorf("tell event %s: %w", st.rec.ID, err)
	}
	return &mediationv1.Step{
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
		Said:          said,
	}, nil
}

// said lists what a stored event says in the clear: its members that are texts, numbers and truth values, and lists of those. A
// sealed box is an object, and objects are left out, so that no release has to know which members are personal.
func said(data []byte) (map[string]string, error) {
	var members map[string]jsontext.Value
	if err := json.Unmarshal(data, &members); err != nil {
		return nil, err
	}
	out := make(map[string]string, len(members))
	for name, v := range members {
		if s, ok := scalar(v); ok {
			out[name] = s
			continue
		}
		if v.Kind() != '[' {
			continue
		}
		var list []jsontext.Value
		if err := json.Unmarshal(v, &list); err != nil {
			return nil, err
		}
		texts, all := make([]string, 0, len(list)), len(list) > 0
		for _, item := range list {
			s, ok := scalar(item)
			texts, all = append(texts, s), all && ok
		}
		if all {
			out[name] = strings.Join(texts, ",")
		}
	}
	return out, nil
}

func scalar(v jsontext.Value) (string, bool) {
	switch v.Kind() {
	case '"':
		var s string
		err := json.Unmarshal(v, &s)
		return s, err == nil
	case '0', 't', 'f':
		return string(v), true
	default:
		return "", false
	}
}
