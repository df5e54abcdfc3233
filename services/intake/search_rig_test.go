package intake_test

import (
	"context"
	"crypto/ed25519"
	"log/slog"
	"net"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgxpool"
	"google.golang.org/grpc"

	"anjie.internal/services/intake"
	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/es/esmem"
	"anjie.internal/services/internal/identity"
	"anjie.internal/services/internal/pg"
	"anjie.internal/services/internal/pg/pgtest"
	"anjie.internal/services/internal/pg/view"
	"anjie.internal/services/internal/rpc"
	"anjie.internal/services/internal/telemetry/logtest"
	"anjie.internal/services/internal/vault"
)

// Units of the stories: a district, two towns, a village in the first.
const (
	searchDistrict  = "320205000000"
	searchTown      = "320205101000"
	searchVillage   = "320205101203"
	searchOtherTown = "320205102000"
)

// desk is intake with its search behind real gRPC, on a log in memory and a real database.
type desk struct {
	t      testing.TB
	at     atomic.Int64 // the clock, in microseconds
	pool   *pgxpool.Pool
	store  es.Store
	kek    vault.KEK
	vault  *vault.Vault
	index  *view.View
	queue  *view.View
	intake *intake.Service
	issuer *identity.Issuer
	addr   string
	access logtest.Log
}

func (d *desk) now() time.Time           { return time.UnixMicro(d.at.Load()).UTC() }
func (d *desk) forward(by time.Duration) { d.at.Add(by.Microseconds()) }

func (d *desk) must(err error) {
	d.t.Helper()
	if err != nil {
		d.t.Fatal(err)
	}
}

func openDesk(t testing.TB) *desk {
	t.Helper()
	d := &desk{t: t}
	d.at.Store(time.Date(2026, 11, 23, 4, 0, 0, 0, time.UTC).UnixMicro())
	life, end := context.WithCancel(context.WithoutCancel(t.Context()))
	dsn := pgtest.FreshDSN(t)
	d.must(pg.MigratePlatform(t.Context(), dsn))
	d.must(vault.Migrate(t.Context(), dsn))
	var err error
	d.pool, err = pg.Open(t.Context(), dsn, pg.Options{})
	d.must(err)
	t.Cleanup(d.pool.Close)
	d.kek, err = vault.LoadKEK(vault.KEKConfig{File: t.TempDir() + "/kek", Create: true})
	d.must(err)
	d.store, d.vault = esmem.New(d.now), d.openVault()

	definition, err := intake.IndexView(d.vault)
	d.must(err)
	d.index = view.New(view.Config{Pool: d.pool, Store: d.store, Definition: definition, Now: d.now})
	queue, err := intake.QueueView()
	d.must(err)
	d.queue = view.New(view.Config{Pool: d.pool, Store: d.store, Definition: queue, Now: d.now})
	var following sync.WaitGroup
	for _, v := range []*view.View{d.index, d.queue} {
		d.must(v.Prepare(t.Context()))
		following.Go(func() { _ = v.Run(life) }) // its end is asked for
	}
	t.Cleanup(func() {
		end()
		following.Wait()
	})
	d.serve()
	return d
}

// openVault opens the vault of the desk once more, as another process would.
func (d *desk) openVault() *vault.Vault {
	d.t.Helper()
	v, err := vault.Open(d.t.Context(), vault.Config{Pool: d.pool, KEK: d.kek, Now: d.now, Forget: intake.ForgetIndex})
	d.must(err)
	d.t.Cleanup(func() {
		if err := v.Close(context.WithoutCancel(d.t.Context())); err != nil {
			d.t.Error(err)
		}
	})
	return v
}

func (d *desk) serve() {
	d.t.Helper()
	service, err := intake.New(intake.Deps{Store: d.store, Vault: d.vault, Pool: d.pool, Queue: d.queue, Now: d.now})
	d.must(err)
	d.intake = service
	search, err := intake.NewSearch(service, intake.SearchDeps{
		Index: d.index, Blinder: d.vault, AccessLog: slog.New(slog.NewTextHandler(&d.access, nil)),
	})
	d.must(err)
	key, err := identity.NewKey()
	d.must(err)
	d.issuer, err = identity.NewIssuer(key, "", d.now)
	d.must(err)
	server := rpc.NewServer(rpc.ServerConfig{
		Role: "intake", Verifier: identity.NewVerifier(identity.VerifierConfig{Keys: []ed25519.PublicKey{key.Public()}, Now: d.now}),
	})
	service.Register(server)
	search.Register(server)
	var lc net.ListenConfig
	ln, err := lc.Listen(d.t.Context(), "tcp", "127.0.0.1:0")
	d.must(err)
	d.addr = ln.Addr().String()
	served := make(chan error, 1)
	go func() { served <- server.Serve(ln) }()
	d.t.Cleanup(func() {
		server.Stop()
		if err := <-served; err != nil {
			d.t.Error(err)
		}
	})
}

// dial connects as an actor of a unit.
func (d *desk) dial(actor, unit string, roles ...string) *grpc.ClientConn {
	d.t.Helper()
	token, err := d.issuer.Mint(identity.Actor{ID: actor, Unit: unit, Roles: roles}, 24*time.Hour)
	d.must(err)
	cc, err := rpc.Dial(d.addr, rpc.ClientConfig{Token: rpc.StaticToken(token), Timeout: 20 * time.Second})
	d.must(err)
	d.t.Cleanup(func() {
		if err := cc.Close(); err != nil {
			d.t.Error(err)
		}
	})
	return cc
}

// person is somebody at the desk.
type person struct {
	intakev1.IntakeServiceClient
	intakev1.DisputeServiceClient
	intakev1.SearchServiceClient
}

func (d *desk) person(unit string, roles ...string) person {
	d.t.Helper()
	cc := d.dial(roles[0]+"-"+unit, unit, roles...)
	return person{intakev1.NewIntakeServiceClient(cc), intakev1.NewDisputeServiceClient(cc), intakev1.NewSearchServiceClient(cc)}
}

func (d *desk) clerk(unit string) person { return d.person(unit, identity.RoleClerk) }

func newID(t testing.TB) string {
	t.Helper()
	id, err := uuid.NewV7()
	if err != nil {
		t.Fatal(err)
	}
	return id.String()
}

// registers records a dispute that change has made another one, and waits until the index has it.
func (d *desk) registers(p person, change func(*intakev1.RegisterDisputeRequest)) string {
	d.t.Helper()
	req := &intakev1.RegisterDisputeRequest{
		CommandId: newID(d.t), DisputeId: newID(d.t), Category: "A02", Channel: "S01",
		Title: "两家争一堵墙", Narrative: "墙倒了，谁也不肯修。", Place: "东亭街道某村三组",
		Parties: []*intakev1.Party{
			{Role: intakev1.PartyRole_PARTY_ROLE_APPLICANT, Name: "王一", Phone: "13800001111", IdNumber: "11010519491231002X", Address: "春风里七号"},
			{Role: intakev1.PartyRole_PARTY_ROLE_RESPONDENT, Name: "李二"},
		},
	}
	if change != nil {
		change(req)
	}
	resp, err := p.RegisterDispute(d.t.Context(), req)
	d.must(err)
	at := resp.GetReceipt().GetPosition()
	d.must(d.index.WaitFor(d.t.Context(), es.Position{Commit: at.GetCommit(), Prepare: at.GetPrepare()}))
	d.forward(time.Second) // registrations have an order
	return req.GetDisputeId()
}

// finds searches and returns the ids of what was found.
func (d *desk) finds(p person, text string, change ...func(*intakev1.SearchDisputesRequest)) []string {
	d.t.Helper()
	d.forward(10 * time.Second) // nobody in these stories is in a hurry
	req := &intakev1.SearchDisputesRequest{Text: text, Purpose: "P03"}
	for _, c := range change {
		c(req)
	}
	resp, err := p.SearchDisputes(d.t.Context(), req)
	d.must(err)
	ids := []string{}
	for _, f := range resp.GetDisputes() {
		ids = append(ids, f.GetDisputeId())
	}
	return ids
}
