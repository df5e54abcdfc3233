package intake

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgxpool"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/proto"

	"anjie.internal/services/intake/dispute"
	"anjie.internal/services/intake/ledgerimport"
	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/identity"
	"anjie.internal/services/internal/request"
	"anjie.internal/services/internal/unit"
)

// ImportDeps are everything that imports stand on. All fields but Logger must be set.
type ImportDeps struct {
	Store es.Store
	Vault Vault
	Pool  *pgxpool.Pool // of intake's own database
	View  Queue         // of imports: ImportsView
	Now   func() time.Time
	// Logger hears of disputes that could not be voided yet; nil discards.
	Logger *slog.Logger
}

// Imports answers anjie.intake.v1.ImportService, and voids the disputes of imports that were reverted (on_import_reverted.go).
// It is safe for concurrent use.
type Imports struct {
	intakev1.UnimplementedImportServiceServer

	deps     ImportDeps
	log      *slog.Logger
	codec    *es.Codec[ledgerimport.Event]
	imports  *es.Handler[ledgerimport.State, ledgerimport.Command, ledgerimport.Event]
	disputes *es.Handler[dispute.State, dispute.Command, dispute.Event] // only to void
}

// NewImports makes the service of imports.
func NewImports(d ImportDeps) (*Imports, error) {
	if d.Store == nil || d.Vault == nil || d.Pool == nil || d.View == nil || d.Now == nil {
		return nil, errors.New("intake: incomplete dependencies of imports")
	}
	imports, codec, err := importHandler(d.Store, d.Vault, d.Now)
	if err != nil {
		return nil, fmt.Errorf("intake: %w", err)
	}
	disputeCodec, err := Codec()
	if err != nil {
		return nil, fmt.Errorf("intake: %w", err)
	}
	s := &Imports{deps: d, codec: codec, log: d.Logger, imports: imports}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	s.disputes, err = es.NewHandler(es.HandlerConfig[dispute.State, dispute.Command, dispute.Event]{
		Category: category, Store: d.Store, Codec: disputeCodec, Decider: dispute.Decider(), Sealer: d.Vault, Now: d.Now, CacheSize: -1,
	})
	if err != nil {
		return nil, fmt.Errorf("intake: %w", err)
	}
	return s, nil
}

// importHandler makes the command loop of imports.
func importHandler(store es.Store, v Vault, now func() time.Time) (
	*es.Handler[ledgerimport.State, ledgerimport.Command, ledgerimport.Event], *es.Codec[ledgerimport.Event], error,
) {
	codec, err := ImportCodec()
	if err != nil {
		return nil, nil, err
	}
	h, err := es.NewHandler(es.HandlerConfig[ledgerimport.State, ledgerimport.Command, ledgerimport.Event]{
		Category: importCategory, Store: store, Codec: codec, Decider: ledgerimport.Decider(), Sealer: v, Now: now, CacheSize: importsInMemory,
	})
	return h, codec, err
}

// importsInMemory is few: there are a handful of imports in a year.
const importsInMemory = 100

// Register offers the service on a server.
func (s *Imports) Register(server grpc.ServiceRegistrar) {
	intakev1.RegisterImportServiceServer(server, s)
}

// Who may do what with imports. Whoever imports registers; whoever reverts takes out of all sets, which is a dispatcher's act.
func importers() []string { return []string{identity.RoleClerk} }
func reverters() []string { return []string{identity.RoleDispatcher} }
func importReaders() []string {
	return []string{identity.RoleClerk, identity.RoleDispatcher, identity.RoleLeader, identity.RoleSupervisor, identity.RoleAuditor}
}

// importCommand is what every command message of imports carries.
type importCommand interface {
	proto.Message
	GetCommandId() string
	GetImportId() string
}

func (s *Imports) act(a identity.Actor) ledgerimport.Act {
	return ledgerimport.Act{At: request.Clock(s.deps.Now), ActingUnit: unit.Code(a.Unit)}
}

// handle runs one command through the loop and makes its receipt, as Service.handle does.
func (s *Imports) handle(
	ctx context.Context, a identity.Actor, req importCommand, cmd ledgerimport.Command, at time.Time, reason string,
) (*intakev1.ImportReceipt, error) {
	commandID, err := request.ClientID(req.GetCommandId(), "command_id")
	if err != nil {
		return nil, err
	}
	id, err := request.ClientID(req.GetImportId(), "import_id")
	if err != nil {
		return nil, err
	}
	digest, err := request.Digest(s.deps.Vault.MAC, a.ID, req)
	if err != nil {
		return nil, err
	}
	out, err := s.imports.Handle(ctx, id, cmd, es.Intent{
		Command:     commandID,
		Digest:      digest,
		Actor:       a.ID,
		Unit:        a.Unit,
		OnBehalfOf:  a.OnBehalfOf,
		Correlation: id,
		Causation:   commandID,
		OccurredAt:  at,
		RecordedAt:  at,
		Reason:      reason,
	})
	if err != nil {
		return nil, err
	}
	return &intakev1.ImportReceipt{
		ImportId: id.String(), Revision: uint64(max(out.Revision, 0)), Position: request.Position(out.Position), Repeated: out.Repeated,
	}, nil
}

// importOf is the id in the name of an import's stream.
func importOf(stream string) (uuid.UUID, error) {
	id, err := uuid.Parse(strings.TrimPrefix(stream, importCategory+"-"))
	if err != nil {
		return uuid.Nil, fmt.Errorf("stream %s: %w", stream, err)
	}
	return id, nil
}

// actor returns who acts if it holds one of the roles and acts for a unit. No department and no mediator imports ledgers.
func (*Imports) actor(ctx context.Context, roles []string) (identity.Actor, error) {
	a, err := identity.Require(ctx, roles...)
	if err != nil {
		return identity.Actor{}, err
	}
	if !unit.Code(a.Unit).Valid() {
		return identity.Actor{}, errNoUnit
	}
	return a, nil
}
