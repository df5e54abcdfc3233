package mediation

import (
	"context"
	"errors"
	"fmt"
	"time"

	mediationv1 "anjie.internal/proto/gen/anjie/mediation/v1"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgxpool"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	"anjie.internal/services/internal/bus"
	"anjie.internal/services/internal/calendar"
	"anjie.internal/services/internal/entry"
	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/identity"
	"anjie.internal/services/internal/personal"
	"anjie.internal/services/internal/request"
	"anjie.internal/services/mediation/proceeding"
)

// Vault is what mediation needs of the vault of personal data.
type Vault interface {
	es.Sealer
	// Unseal fills in the plaintext of sealed fields of one event. It fails with vault.ErrShredded when their key is gone.
	Unseal(ctx context.Context, subject string, event uuid.UUID, fields map[string]*personal.Field) error
	// MAC is a keyed digest; the key never leaves the vault.
	MAC(purpose string, data []byte) string
}

// Queue is what mediation needs of its queue view while answering queries.
type Queue interface {
	// WaitFor returns when the view has applied everything up to a position, or with the context's error.
	WaitFor(ctx context.Context, p es.Position) error
	// Position returns how far the view has come.
	Position(ctx context.Context) (es.Position, error)
}

// Deps are everything the service stands on. All fields must be set.
type Deps struct {
	Store    es.Store
	Vault    Vault
	Pool     *pgxpool.Pool      // of mediation's own database
	Queue    Queue              // the view of QueueView
	Calendar *calendar.Calendar // what limits are counted with
	Disputes Disputes           // intake
	Profiles Profiles           // intake, for who stands in for whom
	Now      func() time.Time
}

// Service answers anjie.mediation.v1.MediationService, and with it RosterService. It is safe for concurrent use.
type Service struct {
	mediationv1.UnimplementedMediationServiceServer

	deps        Deps
	codec       *es.Codec[proceeding.Event]
	proceedings *es.Handler[proceeding.State, proceeding.Command, proceeding.Event]
	rosters     *rosterService
	feed        bus.Feed
	posts       *posts
}

// New makes the service.
func New(d Deps) (*Service, error) {
	if d.Store == nil || d.Vault == nil || d.Pool == nil || d.Queue == nil || d.Calendar == nil || d.Disputes == nil || d.Profiles == nil || d.Now == nil {
		return nil, errors.New("mediation: incomplete dependencies")
	}
	codec, err := Codec()
	if err != nil {
		return nil, fmt.Errorf("mediation: %w", err)
	}
	feed, err := Feed()
	if err != nil {
		return nil, fmt.Errorf("mediation: %w", err)
	}
	handler, err := es.NewHandler(es.HandlerConfig[proceeding.State, proceeding.Command, proceeding.Event]{
		Category: category, Store: d.Store, Codec: codec, Decider: proceeding.Decider(), Sealer: d.Vault, Now: d.Now,
	})
	if err != nil {
		return nil, fmt.Errorf("mediation: %w", err)
	}
	shared := newPosts(d)
	rosters, err := newRosterService(d, shared)
	if err != nil {
		return nil, fmt.Errorf("mediation: %w", err)
	}
	return &Service{deps: d, codec: codec, proceedings: handler, rosters: rosters, feed: feed, posts: shared}, nil
}

// Register offers the service on a server.
func (s *Service) Register(server grpc.ServiceRegistrar) {
	mediationv1.RegisterMediationServiceServer(server, s)
	mediationv1.RegisterRosterServiceServer(server, s.rosters)
}

// now is the clock of commands, no finer than PostgreSQL's.
func (s *Service) now() time.Time { return request.Clock(s.deps.Now) }

// message is what every command message carries.
type message interface {
	proto.Message
	GetCommandId() string
	GetOccurredAt() *timestamppb.Timestamp
	GetLateReason() string
}

// onProceeding is a command on a proceeding that exists.
type onProceeding interface {
	message
	GetProceedingId() string
}

// outcome is what the command loop answers.
type outcome = es.Outcome[proceeding.State, proceeding.Event]

// act checks who asks and reads the two times.
func (s *Service) act(ctx context.Context, req message, roles []string) (identity.Actor, proceeding.Act, error) {
	a, err := acting(ctx, roles)
	if err == nil {
		err = s.posts.standsIn(ctx, a)
	}
	if err != nil {
		return identity.Actor{}, proceeding.Act{}, err
	}
	now := s.now()
	occurredAt, err := request.Time(req.GetOccurredAt(), now, "occurred_at")
	if err != nil {
		return identity.Actor{}, proceeding.Act{}, err
	}
	return a, proceeding.Act{At: now, OccurredAt: occurredAt, LateReason: req.GetLateReason(), By: actorOf(a)}, nil
}

// handle runs one command on the proceeding that its message names.
func (s *Service) handle(ctx context.Context, a identity.Actor, req onProceeding, cmd proceeding.Command, reason string) (outcome, error) {
	return s.handleFor(ctx, a, req, cmd, reason, nil)
}

// handleFor is the same for a command whose reason follows from its event, if reasonOf is given.
func (s *Service) handleFor(
	ctx context.Context, a identity.Actor, req onProceeding, cmd proceeding.Command, reason string, reasonOf func(any) string,
) (outcome, error) {
	id, err := uuid.Parse(req.GetProceedingId())
	if err != nil || id.String() != req.GetProceedingId() {
		return outcome{}, errProceedingID.On("proceeding_id")
	}
	in, err := intent(s.deps.Vault, a, req, cmd, id, reason)
	if err != nil {
		return outcome{}, err
	}
	in.ReasonOf = reasonOf
	return s.proceedings.Handle(ctx, id, cmd, in)
}

// timed is what the commands of both cores have.
type timed interface {
	Times() (claimed, at time.Time, lateReason string)
}

// intent is what surrounds a command.
func intent(v Vault, a identity.Actor, req message, cmd timed, correlation uuid.UUID, reason string) (es.Intent, error) {
	commandID, err := request.ClientID(req.GetCommandId(), "command_id")
	if err != nil {
		return es.Intent{}, err
	}
	digest, err := request.Digest(v.MAC, a.ID, req)
	if err != nil {
		return es.Intent{}, err
	}
	claimed, at, late := cmd.Times()
	if reason == "" {
		reason = entry.LateReasons().Reason("late", late)
	}
	return es.Intent{
		Command:     commandID,
		Digest:      digest,
		Actor:       a.ID,
		Unit:        a.Unit,
		OnBehalfOf:  a.OnBehalfOf,
		Correlation: correlation,
		Causation:   commandID,
		OccurredAt:  claimed,
		RecordedAt:  at,
		Reason:      reason,
		Late:        late != "",
	}, nil
}

// receipt says where the events of a command stand, with the warnings that are in them.
func receipt(out outcome) *mediationv1.Receipt {
	r := &mediationv1.Receipt{
		ProceedingId: proceedingOf(out.Stream),
		Revision:     uint64(out.Revision), //nolint:gosec // G115: a command of mediation causes events, so there is a revision
		Position:     request.Position(out.Position),
		Repeated:     out.Repeated,
	}
	for _, e := range out.Events {
		if w, ok := e.(proceeding.Warner); ok {
			r.Warnings = append(r.Warnings, w.Warned()...)
		}
	}
	return r
}

// first returns the first event of a kind among those of a command.
func first[E proceeding.Event](out outcome) (E, bool) {
	for _, e := range out.Events {
		if found, ok := e.(E); ok {
			return found, true
		}
	}
	var none E
	return none, false
}
