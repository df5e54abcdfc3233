package intake

import (
	"context"
	"errors"
	"fmt"
	"time"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgxpool"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/proto"

	"anjie.internal/services/intake/dispute"
	"anjie.internal/services/intake/ledgerimport"
	"anjie.internal/services/intake/profile"
	"anjie.internal/services/internal/bus"
	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/identity"
	"anjie.internal/services/internal/personal"
	"anjie.internal/services/internal/request"
)

// Vault is what intake needs of the vault of personal data.
type Vault interface {
	es.Sealer
	// Unseal fills in the plaintext of sealed fields of one event. It fails with vault.ErrShredded when their key is gone.
	Unseal(ctx context.Context, subject string, event uuid.UUID, fields map[string]*personal.Field) error
	// MAC is a keyed digest; the key never leaves the vault.
	MAC(purpose string, data []byte) string
}

// Queue is what intake needs of its queue view while answering queries.
type Queue interface {
	// WaitFor returns when the view has applied everything up to a position, or with the context's error.
	WaitFor(ctx context.Context, p es.Position) error
	// Position returns how far the view has come.
	Position(ctx context.Context) (es.Position, error)
}

// Deps are everything the service stands on. All fields must be set.
type Deps struct {
	Store es.Store
	Vault Vault
	Pool  *pgxpool.Pool // of intake's own database
	Queue Queue
	Now   func() time.Time
}

// Service answers anjie.intake.v1.IntakeService, DisputeService and ProfileService. It is safe for concurrent use.
type Service struct {
	intakev1.UnimplementedIntakeServiceServer
	intakev1.UnimplementedDisputeServiceServer
	intakev1.UnimplementedProfileServiceServer

	deps     Deps
	codec    *es.Codec[dispute.Event]
	disputes *es.Handler[dispute.State, dispute.Command, dispute.Event]
	feed     bus.Feed

	profiles   *profiles
	publishing *es.Handler[profile.State, profile.Command, profile.Event]
	imports    *es.Handler[ledgerimport.State, ledgerimport.Command, ledgerimport.Event] // only to read
}

// New makes the service.
func New(d Deps) (*Service, error) {
	if d.Store == nil || d.Vault == nil || d.Pool == nil || d.Queue == nil || d.Now == nil {
		return nil, errors.New("intake: incomplete dependencies")
	}
	codec, err := Codec()
	if err != nil {
		return nil, fmt.Errorf("intake: %w", err)
	}
	feed, err := Feed()
	if err != nil {
		return nil, fmt.Errorf("intake: %w", err)
	}
	disputes, err := es.NewHandler(es.HandlerConfig[dispute.State, dispute.Command, dispute.Event]{
		Category: category, Store: d.Store, Codec: codec, Decider: dispute.Decider(), Sealer: d.Vault, Now: d.Now,
	})
	if err != nil {
		return nil, fmt.Errorf("intake: %w", err)
	}
	kept, err := newProfiles(d.Store, d.Now)
	if err != nil {
		return nil, fmt.Errorf("intake: %w", err)
	}
	publishing, err := es.NewHandler(es.HandlerConfig[profile.State, profile.Command, profile.Event]{
		Category: profileCategory, Store: d.Store, Codec: kept.codec, Decider: profile.Decider(), Sealer: d.Vault, Now: d.Now,
	})
	if err != nil {
		return nil, fmt.Errorf("intake: %w", err)
	}
	imports, _, err := importHandler(d.Store, d.Vault, d.Now)
	if err != nil {
		return nil, fmt.Errorf("intake: %w", err)
	}
	return &Service{
		deps: d, codec: codec, disputes: disputes, feed: feed, profiles: kept, publishing: publishing, imports: imports,
	}, nil
}

// Register offers the service on a server.
func (s *Service) Register(server grpc.ServiceRegistrar) {
	intakev1.RegisterIntakeServiceServer(server, s)
	intakev1.RegisterDisputeServiceServer(server, s)
	intakev1.RegisterProfileServiceServer(server, s)
}

// now is the clock of commands, no finer than PostgreSQL's.
func (s *Service) now() time.Time { return request.Clock(s.deps.Now) }

// outcome is what the command loop answers.
type outcome = es.Outcome[dispute.State, dispute.Event]

// command is what every command message carries.
type command interface {
	proto.Message
	GetCommandId() string
	GetDisputeId() string
}

// handle runs one command through the loop and makes its receipt.
func (s *Service) handle(
	ctx context.Context, a identity.Actor, req command, act dispute.Act, reason string, make func(dispute.State) (dispute.Command, error),
) (*intakev1.Receipt, outcome, error) {
	commandID, err := request.ClientID(req.GetCommandId(), "command_id")
	if err != nil {
		return nil, outcome{}, err
	}
	id, err := request.ClientID(req.GetDisputeId(), "dispute_id")
	if err != nil {
		return nil, outcome{}, err
	}
	digest, err := request.Digest(s.deps.Vault.MAC, a.ID, req)
	if err != nil {
		return nil, outcome{}, err
	}
	out, err := s.disputes.HandleFrom(ctx, id, make, es.Intent{
		Command:     commandID,
		Digest:      digest,
		Actor:       a.ID,
		Unit:        a.Unit,
		OnBehalfOf:  a.OnBehalfOf,
		Correlation: id,
		Causation:   commandID,
		OccurredAt:  act.OccurredAt,
		RecordedAt:  act.At,
		Reason:      reason,
		Late:        act.LateReason != "",
	})
	if err != nil {
		return nil, outcome{}, err
	}
	return &intakev1.Receipt{
		DisputeId: id.String(),
		Revision:  uint64(out.Revision), //nolint:gosec // G115: only a dispute that exists takes a command without events
		Position:  request.Position(out.Position),
		Repeated:  out.Repeated,
	}, out, nil
}
