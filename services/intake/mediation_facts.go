package intake

import (
	"context"
	"fmt"
	"iter"

	mediationv1 "anjie.internal/proto/gen/anjie/mediation/v1"
	"github.com/google/uuid"
	"google.golang.org/protobuf/proto"

	"anjie.internal/services/internal/bus"
	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/request"
)

// backfillPage is how many facts are asked for at a time.
const backfillPage = 1000

// MediationFacts is the second road of mediation's facts: its ListFacts, asked page by page.
func MediationFacts(client mediationv1.MediationServiceClient) bus.Backfill {
	return func(ctx context.Context, after es.Position) iter.Seq2[bus.Fact, error] {
		return func(yield func(bus.Fact, error) bool) {
			for {
				page, err := client.ListFacts(ctx, &mediationv1.ListFactsRequest{After: request.Position(after), Limit: backfillPage})
				if err != nil {
					yield(bus.Fact{}, fmt.Errorf("list facts of mediation: %w", err))
					return
				}
				for _, m := range page.GetFacts() {
					f, err := busFact(m)
					if !yield(f, err) || err != nil {
						return
					}
				}
				after = request.PositionOf(page.GetPosition())
				if !yield(bus.Fact{Position: after}, nil) || page.GetComplete() {
					return
				}
			}
		}
	}
}

// busFact is a fact as a consumer takes it.
func busFact(m *mediationv1.Fact) (bus.Fact, error) {
	id, err := uuid.Parse(m.GetId())
	if err != nil {
		return bus.Fact{}, fmt.Errorf("id of a fact: %w", err)
	}
	data, err := proto.Marshal(m)
	if err != nil {
		return bus.Fact{}, fmt.Errorf("fact %s: %w", m.GetId(), err)
	}
	return bus.Fact{
		ID: id, Position: request.PositionOf(m.GetPosition()), Previous: request.PositionOf(m.GetPreviousPosition()), Data: data,
		Traceparent: m.GetTraceparent(), Recorded: m.GetRecordedAt().AsTime(),
	}, nil
}
