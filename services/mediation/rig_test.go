package mediation_test

import (
	"context"
	"crypto/ed25519"
	"log/slog"
	"net"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	mediationv1 "anjie.internal/proto/gen/anjie/mediation/v1"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgxpool"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/types/known/timestamppb"

	"anjie.internal/services/internal/calendar"
	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/es/esmem"
	"anjie.internal/services/internal/identity"
	"anjie.internal/services/internal/pg"
	"anjie.internal/services/internal/pg/pgtest"
	"anjie.internal/services/internal/pg/view"
	"anjie.internal/services/internal/rpc"
	"anjie.internal/services/internal/telemetry"
	"anjie.internal/services/internal/telemetry/logtest"
	"anjie.internal/services/internal/vault"
	"anjie.internal/services/mediation"
)

func TestMain(m *testing.M) {
	pgtest.Main(m, func(ctx context.Context, dsn string) error {
		if err := pg.MigratePlatform(ctx, dsn); err != nil {
			return err
		}
		return vault.Migrate(ctx, dsn)
	})
}

// Units of the tests: two villages of one town, in one district.
const (
	district = "320205000000"
	town     = "320205101000"
	village  = "320205101203"
	second   = "320205101204"
)

// noon is when the tests begin: a Monday whose limits end in a year that is known.
var noon = time.Date(2026, 9, 7, 4, 0, 0, 0, time.UTC)

// office is the service behind real gRPC, on a store in memory, a real vault and a real database. Its clock is moved by hand.
type office struct {
	t      *testing.T
	clock  atomic.Int64
	store  es.Store
	pool   *pgxpool.Pool
	vault  *vault.Vault
	logs   logtest.Log
	queue  *view.View
	issuer *identity.Issuer
	addr   string
	access logtest.Log // who was shown what
	intake intakeDesk
}

func (o *office) now() time.Time { return time.UnixMicro(o.clock.Load()).UTC() }

// later moves the clock.
func (o *office) later(d time.Duration) { o.clock.Add(d.Microseconds()) }

func open(t *testing.T) *office {
	t.Helper()
	o := &office{t: t, pool: pgtest.Fresh(t)}
	logger := slog.New(slog.NewJSONHandler(&o.logs, &slog.HandlerOptions{Level: slog.LevelDebug}))
	o.clock.Store(noon.UnixMicro())
	o.store = esmem.New(o.now)
	definition, err := mediation.QueueView()
	o.must(err)
	o.queue = view.New(view.Config{Pool: o.pool, Store: o.store, Definition: definition, Now: o.now, Logger: logger})
	o.must(o.queue.Prepare(t.Context()))
	o.background(o.queue.Run)
	kek, err := vault.LoadKEK(vault.KEKConfig{File: filepath.Join(t.TempDir(), "kek"), Create: true})
	o.must(err)
	v, err := vault.Open(t.Context(), vault.Config{Pool: o.pool, KEK: kek, Now: o.now})
	o.must(err)
	o.vault = v
	life := context.WithoutCancel(t.Context())
	t.Cleanup(func() {
		if err := v.Close(life); err != nil {
			t.Error(err)
		}
	})
	cal, err := calendar.Official()
	o.must(err)
	service, err := mediation.New(mediation.Deps{Store: o.store, Vault: v, Pool: o.pool, Queue: o.queue, Calendar: cal, Disputes: &o.intake, Profiles: &o.intake, Now: o.now})
	o.must(err)

	key, err := identity.NewKey()
	o.must(err)
	o.issuer, err = identity.NewIssuer(key, "", o.now)
	o.must(err)
	server := rpc.NewServer(rpc.ServerConfig{
		Role: "mediation", Logger: logger, Verifier: identity.NewVerifier(identity.VerifierConfig{Keys: []ed25519.PublicKey{key.Public()}, Now: o.now}),
	})
	service.Register(server)
	documents, err := mediation.NewDocuments(service, telemetry.NewLogger(&o.access, nil, true))
	o.must(err)
	documents.Register(server)
	var lc net.ListenConfig
	ln, err := lc.Listen(t.Context(), "tcp", "127.0.0.1:0")
	o.must(err)
	o.addr = ln.Addr().String()
	served := make(chan error, 1)
	go func() { served <- server.Serve(ln) }()
	t.Cleanup(func() {
		server.Stop()
		if err := <-served; err != nil {
			t.Error(err)
		}
	})
	return o
}

// background runs something until the test ends.
func (o *office) background(run func(context.Context) error) {
	ctx, end := context.WithCancel(context.WithoutCancel(o.t.Context()))
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = run(ctx) // its end is asked for
	}()
	o.t.Cleanup(func() {
		end()
		<-done
	})
}

func (o *office) must(err error) {
	o.t.Helper()
	if err != nil {
		o.t.Fatal(err)
	}
}

// refused wants a refusal with the code, on the field when one is given.
func (o *office) refused(err error, code string, field ...string) {
	o.t.Helper()
	f := rpc.Fault(err)
	switch {
	case f == nil:
		o.t.Fatalf("got %v, want the refusal %s", err, code)
	case f.Code != code:
		o.t.Fatalf("refused as %s on %q (%s), want %s", f.Code, f.Field, f.Zh, code)
	case len(field) > 0 && f.Field != field[0]:
		o.t.Fatalf("refused on %q, want %q", f.Field, field[0])
	}
}

// as is a client that acts in roles for a unit, under an account.
func (o *office) as(account, unit string, roles ...string) mediationv1.MediationServiceClient {
	return mediationv1.NewMediationServiceClient(o.dial(identity.Actor{ID: account, Unit: unit, Roles: roles}))
}

func (o *office) dial(a identity.Actor) *grpc.ClientConn {
	o.t.Helper()
	token, err := o.issuer.Mint(a, 90*24*time.Hour)
	o.must(err)
	cc, err := rpc.Dial(o.addr, rpc.ClientConfig{Token: rpc.StaticToken(token), Timeout: 20 * time.Second})
	o.must(err)
	o.t.Cleanup(func() {
		if err := cc.Close(); err != nil {
			o.t.Error(err)
		}
	})
	return cc
}

func newID(t testing.TB) string {
	t.Helper()
	id, err := uuid.NewV7()
	if err != nil {
		t.Fatal(err)
	}
	return id.String()
}

// The people of the tests.
func (o *office) clerk() mediationv1.MediationServiceClient {
	return o.as("clerk-1", village, identity.RoleClerk)
}

func (o *office) mediator() mediationv1.MediationServiceClient {
	return o.as("mediator-1", village, identity.RoleMediator)
}

func (o *office) chair() mediationv1.MediationServiceClient {
	return o.as("chair-1", village, identity.RoleCommitteeChair)
}

// opening is a complete request; change makes it another one.
func opening(t testing.TB, change ...func(*mediationv1.OpenProceedingRequest)) *mediationv1.OpenProceedingRequest {
	t.Helper()
	req := &mediationv1.OpenProceedingRequest{
		CommandId: newID(t), DisputeId: newID(t), Mode: "M01", Basis: "K01", Matter: "两家争一堵墙",
		Parties: []*mediationv1.Party{
			{Role: mediationv1.PartyRole_PARTY_ROLE_APPLICANT, Name: "王一", Phone: "13800001111", Address: "三组七号"},
			{Role: mediationv1.PartyRole_PARTY_ROLE_RESPONDENT, Name: "李二"},
		},
		Mediators: []*mediationv1.MediatorIn{{Account: "mediator-1", Name: "赵三"}},
	}
	for _, c := range change {
		c(req)
	}
	return req
}

// opened opens a proceeding and names it.
func (o *office) opened(change ...func(*mediationv1.OpenProceedingRequest)) string {
	o.t.Helper()
	resp, err := o.clerk().OpenProceeding(o.t.Context(), opening(o.t, change...))
	o.must(err)
	return resp.GetReceipt().GetProceedingId()
}

func session(t testing.TB, proceeding string) *mediationv1.HoldSessionRequest {
	t.Helper()
	return &mediationv1.HoldSessionRequest{
		CommandId: newID(t), ProceedingId: proceeding, Place: "P01", MinutesLong: 50, Attended: []uint32{0, 1}, Minutes: "双方各让一步",
		Notes: []*mediationv1.ConfidentialNote{{Party: 0, Text: "最低可以接受三千"}, {Party: 1, Text: "最多给五千"}},
	}
}

func (o *office) held(proceeding string) {
	o.t.Helper()
	_, err := o.mediator().HoldSession(o.t.Context(), session(o.t, proceeding))
	o.must(err)
}

func agreement(t testing.TB, proceeding, form string) *mediationv1.RecordAgreementRequest {
	t.Helper()
	req := &mediationv1.RecordAgreementRequest{
		CommandId: newID(t), ProceedingId: proceeding, Form: form, Subjects: []string{"J01"}, Terms: "李二付王一三千元",
		Obligations: []*mediationv1.ObligationIn{{Debtor: 1, Creditor: 0, Amount: 300_000, What: "修墙款"}},
	}
	if form != "F03" {
		req.Obligations[0].DueOn = "2026-10-09"
	}
	return req
}

func failure(t testing.TB, proceeding string) *mediationv1.RecordOutcomeRequest {
	t.Helper()
	return &mediationv1.RecordOutcomeRequest{
		CommandId: newID(t), ProceedingId: proceeding, Note: "谁也不让",
		Outcome: &mediationv1.RecordOutcomeRequest_Failure{Failure: &mediationv1.Failure{Outcome: "R21", RoutesTold: []string{"W01", "W03"}}},
	}
}

func at(t time.Time) *timestamppb.Timestamp { return timestamppb.New(t) }
