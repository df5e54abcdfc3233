package intake

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	mediationv1 "anjie.internal/proto/gen/anjie/mediation/v1"
	"github.com/google/uuid"
	"golang.org/x/sync/errgroup"
	"google.golang.org/grpc"

	"anjie.internal/services/intake/dispute"
	"anjie.internal/services/internal/bus/buspg"
	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/unit"
)

// asideAtOnce is how many disputes mediation is told of at a time.
const asideAtOnce = 8

// asideNamespace is the namespace of the ids of these commands. It never changes.
var asideNamespace = uuid.MustParse("7f0c52d4-2c1c-5b0e-9d3a-58a6f5f1c9e0")

// Proceedings is what intake asks of mediation; mediation's client is one.
type Proceedings interface {
	SetAsideProceedings(ctx context.Context, in *mediationv1.SetAsideProceedingsRequest, opts ...grpc.CallOption) (*mediationv1.SetAsideProceedingsResponse, error)
}

// VoidedConfig is what the policy needs. Fields without "default" are required.
type VoidedConfig struct {
	Mediation Proceedings
	Lease     buspg.Lease  // fences the position; default: not fenced
	Logger    *slog.Logger // default: nothing is logged
}

// FollowVoided is a policy: the proceedings of a dispute whose registration is void, by hand or with an import that was reverted, are set
// aside. It follows the log, of which the store sends it nothing but these events, until ctx ends; one process runs it at a time. Each
// command has an id that follows from the event, so that it may be sent for ever. While mediation is away nothing is lost:
// the event comes again.
func (s *Service) FollowVoided(ctx context.Context, c VoidedConfig) error {
	if c.Mediation == nil {
		return errors.New("voided disputes: mediation is needed")
	}
	position := buspg.Consumer{Pool: s.deps.Pool, Name: "intake.voided", Lease: c.Lease}
	f, err := es.NewFollower(es.FollowerConfig{
		Name: "policy_voided", Store: s.deps.Store, Filter: es.Filter{Types: []string{voidedV1}}, Load: position.Position,
		Apply: func(ctx context.Context, batch []es.Record, settled es.Position) error {
			if err := s.setAside(ctx, c.Mediation, batch); err != nil {
				return err
			}
			return position.Reached(ctx, settled)
		},
		Now: s.deps.Now, RetryMax: 5 * time.Second, Logger: c.Logger,
	})
	if err != nil {
		return err
	}
	return f.Run(ctx)
}

// setAside tells mediation of a batch. What was told before an error is told again.
func (s *Service) setAside(ctx context.Context, mediation Proceedings, batch []es.Record) error {
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(asideAtOnce)
	for _, rec := range batch {
		event, err := s.codec.Decode(rec.Type, rec.Data)
		if err != nil {
			return errors.Join(err, g.Wait())
		}
		voided, ok := event.(*dispute.VoidedV1)
		if !ok { // a later release may have -v10
			continue
		}
		g.Go(func() error { return aside(ctx, mediation, rec.ID, disputeOf(rec.Stream), voided.Unit) })
	}
	return g.Wait()
}

// aside has mediation set the proceedings of a dispute aside. The id of the command follows from what asks for it.
func aside(ctx context.Context, mediation Proceedings, cause uuid.UUID, id string, of unit.Code) error {
	_, err := mediation.SetAsideProceedings(ctx, &mediationv1.SetAsideProceedingsRequest{
		CommandId: uuid.NewSHA1(asideNamespace, cause[:]).String(), DisputeId: id, Unit: string(of),
	})
	if err != nil {
		return fmt.Errorf("set the proceedings of dispute %s aside: %w", id, err)
	}
	return nil
}
