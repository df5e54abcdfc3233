package mediation

import (
	"context"
	"fmt"

	mediationv1 "anjie.internal/proto/gen/anjie/mediation/v1"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/proto"

	"anjie.internal/services/internal/bus"
	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/fault"
	"anjie.internal/services/internal/identity"
	"anjie.internal/services/internal/request"
)

const (
	defaultFacts = 200
	maxFacts     = 1000
)

var errLimitRange = fault.New(fault.Invalid, "limit-range", "每次最多取1000条。", "At most 1000 at a time.")

// ListFacts answers with the facts after a position, read from the store.
func (s *Service) ListFacts(ctx context.Context, req *mediationv1.ListFactsRequest) (*mediationv1.ListFactsResponse, error) {
	if _, err := identity.Require(ctx, factReaders()...); err != nil {
		return nil, err
	}
	limit := int(req.GetLimit())
	if limit > maxFacts {
		return nil, errLimitRange.On("limit")
	}
	if limit == 0 {
		limit = defaultFacts
	}
	after := request.PositionOf(req.GetAfter())
	out := &mediationv1.ListFactsResponse{Position: request.Position(after)}
	err := s.facts(ctx, after, func(fact *mediationv1.Fact, settled es.Position, caughtUp bool) (bool, error) {
		if fact != nil {
			out.Facts = append(out.Facts, fact)
		}
		out.Position, out.Complete = request.Position(settled), caughtUp
		return !caughtUp && len(out.GetFacts()) < limit, nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// FollowFacts streams the facts after a position and then new ones, until the client goes or the store does.
func (s *Service) FollowFacts(req *mediationv1.FollowFactsRequest, stream grpc.ServerStreamingServer[mediationv1.FollowFactsResponse]) error {
	ctx := stream.Context()
	if _, err := identity.Require(ctx, factReaders()...); err != nil {
		return err
	}
	return s.facts(ctx, request.PositionOf(req.GetAfter()), func(fact *mediationv1.Fact, settled es.Position, caughtUp bool) (bool, error) {
		err := stream.Send(&mediationv1.FollowFactsResponse{Fact: fact, Position: request.Position(settled), CaughtUp: caughtUp})
		return err == nil, err
	})
}

// facts walks the log behind a position and hands over facts and bare checkpoints until next wants no more. The position
// before the first fact is the one asked for: between that and the fact there is no other, which is all that a consumer needs.
func (s *Service) facts(
	ctx context.Context, after es.Position, next func(fact *mediationv1.Fact, settled es.Position, caughtUp bool) (bool, error),
) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	previous, settled := after, after
	for item, err := range s.deps.Store.Follow(ctx, after, s.feed.Filter) {
		if err != nil {
			return fmt.Errorf("follow facts after %s: %w", settled, err)
		}
		if settled.Before(item.Position) {
			settled = item.Position
		}
		fact, err := s.fact(item.Record, previous)
		if err != nil {
			return err
		}
		if fact != nil {
			previous = request.PositionOf(fact.GetPosition())
		}
		if more, err := next(fact, settled, item.CaughtUp); err != nil || !more {
			return err
		}
	}
	return ctx.Err()
}

func (s *Service) fact(rec *es.Record, previous es.Position) (*mediationv1.Fact, error) {
	if rec == nil {
		return nil, nil //nolint:nilnil // a bare checkpoint has no fact
	}
	f, ok, err := s.feed.Fact(*rec, previous)
	if err != nil || !ok {
		return nil, err
	}
	return Fact(f)
}

// Fact reads the public form of a fact of mediation's feed, as it came over either road, and completes its envelope.
func Fact(f bus.Fact) (*mediationv1.Fact, error) {
	fact := &mediationv1.Fact{}
	if err := proto.Unmarshal(f.Data, fact); err != nil {
		return nil, fmt.Errorf("read fact %s: %w", f.ID, err)
	}
	fact.PreviousPosition = request.Position(f.Previous)
	return fact, nil
}
