package statistics

import (
	"context"
	"errors"

	statisticsv1 "anjie.internal/proto/gen/anjie/statistics/v1"
	"github.com/jackc/pgx/v5/pgxpool"
	"google.golang.org/grpc"

	"anjie.internal/services/internal/es"
)

// View is what the service needs of its view while answering queries.
type View interface {
	// WaitFor returns when the view has applied everything up to a position, or with the context's error.
	WaitFor(ctx context.Context, p es.Position) error
}

// Deps are everything the service stands on. All fields must be set.
type Deps struct {
	Pool          *pgxpool.Pool // of statistics' own database
	Registrations View
	Statuses      View
}

// Service answers anjie.statistics.v1.StatisticsService. It is safe for concurrent use.
type Service struct {
	statisticsv1.UnimplementedStatisticsServiceServer

	deps Deps
}

// New makes the service.
func New(d Deps) (*Service, error) {
	if d.Pool == nil || d.Registrations == nil || d.Statuses == nil {
		return nil, errors.New("statistics: incomplete dependencies")
	}
	return &Service{deps: d}, nil
}

// Register offers the service on a server.
func (s *Service) Register(server grpc.ServiceRegistrar) {
	statisticsv1.RegisterStatisticsServiceServer(server, s)
}
