package intake

import (
	"context"
	"errors"
	"log/slog"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"
	"google.golang.org/grpc"

	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/fault"
	"anjie.internal/services/internal/identity"
)

// Index is what searching needs of the blind index.
type Index interface {
	// WaitFor returns when the index has applied everything up to a position, or with the context's error.
	WaitFor(ctx context.Context, p es.Position) error
	// Position returns how far the index has come.
	Position(ctx context.Context) (es.Position, error)
}

// SearchDeps are what finding disputes stands on besides the service itself. All fields must be set.
type SearchDeps struct {
	Index   Index
	Blinder Blinder
	// AccessLog takes a line for every search: who, for which unit, for what purpose, how many were found; never what was looked
	// for. It has to reach people whatever the level of other logs is.
	AccessLog *slog.Logger
}

// Search answers anjie.intake.v1.SearchService. It is safe for concurrent use.
type Search struct {
	intakev1.UnimplementedSearchServiceServer

	intake   *Service
	deps     SearchDeps
	blind    blind
	throttle *throttle
}

// NewSearch makes the part of the service that finds disputes by what is sealed.
func NewSearch(s *Service, d SearchDeps) (*Search, error) {
	if s == nil || d.Index == nil || d.Blinder == nil || d.AccessLog == nil {
		return nil, errors.New("intake: search: incomplete dependencies")
	}
	return &Search{intake: s, deps: d, blind: blind{d.Blinder}, throttle: newThrottle()}, nil
}

// Register offers the service on a server.
func (s *Search) Register(server grpc.ServiceRegistrar) {
	intakev1.RegisterSearchServiceServer(server, s)
}

// Who may search by what is sealed: those who may read it.
func searchers() []string {
	return []string{identity.RoleClerk, identity.RoleDispatcher, identity.RoleMediator, identity.RoleCommitteeChair}
}

// Who asks for duplicates: those who decide what to make of them.
func comparers() []string { return []string{identity.RoleClerk, identity.RoleDispatcher} }

// accessed writes the line of a search into the access log, before anything is answered.
func (s *Search) accessed(ctx context.Context, what, purpose string, a identity.Actor, found int, err error) {
	attrs := []slog.Attr{
		slog.String("search", what), slog.String("purpose", purpose), slog.String("actor", a.ID), slog.String("unit", a.Unit),
		slog.Int("found", found),
	}
	if a.OnBehalfOf != "" {
		attrs = append(attrs, slog.String("on_behalf_of", a.OnBehalfOf))
	}
	if f := fault.As(err); f != nil {
		attrs = append(attrs, slog.String("refused", f.Code))
	}
	s.deps.AccessLog.LogAttrs(ctx, slog.LevelInfo, "sealed texts searched", attrs...)
}
