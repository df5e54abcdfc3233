package scenario_test

import (
	"context"
	"crypto/ed25519"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"
	logv1 "anjie.internal/proto/gen/anjie/log/v1"
	mediationv1 "anjie.internal/proto/gen/anjie/mediation/v1"
	statisticsv1 "anjie.internal/proto/gen/anjie/statistics/v1"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgxpool"
	"google.golang.org/grpc"

	"anjie.internal/services/eventstore/eventstoretest"
	"anjie.internal/services/intake"
	"anjie.internal/services/internal/bus"
	"anjie.internal/services/internal/bus/busnats"
	"anjie.internal/services/internal/bus/buspg"
	"anjie.internal/services/internal/calendar"
	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/es/esdb"
	"anjie.internal/services/internal/identity"
	"anjie.internal/services/internal/pg"
	"anjie.internal/services/internal/pg/pgtest"
	"anjie.internal/services/internal/pg/view"
	"anjie.internal/services/internal/rpc"
	"anjie.internal/services/internal/telemetry"
	"anjie.internal/services/internal/vault"
	"anjie.internal/services/mediation"
	"anjie.internal/services/statistics"
)

func TestMain(m *testing.M) { pgtest.Main(m, prepare) }

// prepare makes one template that serves intake and statistics alike, and sets up tracing once.
func prepare(ctx context.Context, dsn string) error {
	if _, err := telemetry.Start(ctx, telemetry.Config{Role: "scenario"}); err != nil {
		return err
	}
	if err := pg.MigratePlatform(ctx, dsn); err != nil {
		return err
	}
	return vault.Migrate(ctx, dsn)
}

// Units of the stories: a district, two towns, a village in the first.
const (
	district  = "320205000000"
	town      = "320205101000"
	village   = "320205101203"
	otherTown = "320205102000"
)

// now is the real clock: stories are about programs as they run.
func now() time.Time { return time.Now() } //nolint:forbidigo // see above

// house is everything that runs in a story.
type house struct {
	t      *testing.T
	issuer *identity.Issuer

	store      es.Store
	vault      *vault.Vault
	nats       *busnats.Conn // as intake
	databases  map[string]*pgxpool.Pool
	queue      *view.View
	index      *view.View
	counts     *view.View
	statuses   *view.View
	intakeAt   string
	mediateAt  string
	statsAt    string
	connection map[string]*grpc.ClientConn // by token

	mediationNATS *busnats.Conn // as mediation
}

type houseOptions struct {
	connections int32 // of intake's pool
}

// build starts everything; it stops with the test.
func build(t *testing.T, o houseOptions) *house {
	t.Helper()
	if o.connections == 0 {
		o.connections = 8
	}
	h := &house{t: t, databases: map[string]*pgxpool.Pool{}, connection: map[string]*grpc.ClientConn{}}
	life, end := context.WithCancel(context.WithoutCancel(t.Context()))

	eventsDSN := pgtest.FreshDSN(t)
	server := eventstoretest.Start(t, eventsDSN)
	h.databases["eventstore"] = h.open(eventsDSN, 2)
	intakePool, statsPool := h.open(pgtest.FreshDSN(t), o.connections), h.open(pgtest.FreshDSN(t), 4)
	h.databases["intake"], h.databases["statistics"] = intakePool, statsPool

	store, err := esdb.Open(t.Context(), server.ConnectionString(), esdb.Options{})
	h.must(err)
	t.Cleanup(func() { h.check(store.Close()) })
	h.store = store

	kek, err := vault.LoadKEK(vault.KEKConfig{File: filepath.Join(t.TempDir(), "kek"), Create: true})
	h.must(err)
	h.vault, err = vault.Open(t.Context(), vault.Config{Pool: intakePool, KEK: kek, Now: now, Forget: intake.ForgetIndex})
	h.must(err)
	t.Cleanup(func() { h.check(h.vault.Close(context.WithoutCancel(life))) })

	key, err := identity.NewKey()
	h.must(err)
	h.issuer, err = identity.NewIssuer(key, "", now)
	h.must(err)
	verifier := identity.NewVerifier(identity.VerifierConfig{Keys: []ed25519.PublicKey{key.Public()}, Now: now})

	queue, err := intake.QueueView()
	h.must(err)
	h.queue = h.follow(life, intakePool, queue)
	index, err := intake.IndexView(h.vault)
	h.must(err)
	h.index = h.follow(life, intakePool, index)
	h.counts = h.follow(life, statsPool, statistics.RegistrationsView())
	h.statuses = h.follow(life, statsPool, statistics.StatusesView())
	h.startNATS()
	h.relay(life, intakePool, intake.Feed)

	in, err := intake.New(intake.Deps{Store: store, Vault: h.vault, Pool: intakePool, Queue: h.queue, Now: now})
	h.must(err)
	search, err := intake.NewSearch(in, intake.SearchDeps{Index: h.index, Blinder: h.vault, AccessLog: slog.New(slog.DiscardHandler)})
	h.must(err)
	h.intakeAt = h.serve(verifier, "intake", func(s grpc.ServiceRegistrar) {
		in.Register(s)
		search.Register(s)
	})
	h.mediate(life, verifier)
	h.learn(life, in)
	st, err := statistics.New(statistics.Deps{Pool: statsPool, Registrations: h.counts, Statuses: h.statuses})
	h.must(err)
	h.statsAt = h.serve(verifier, "statistics", st.Register)

	t.Cleanup(end) // runs first: followers and the relay end before what they stand on
	return h
}

func (h *house) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) check(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Error(err)
	}
}

func (h *house) open(dsn string, connections int32) *pgxpool.Pool {
	h.t.Helper()
	pool, err := pg.Open(h.t.Context(), dsn, pg.Options{MaxConns: connections})
	h.must(err)
	h.t.Cleanup(pool.Close)
	return pool
}

// background runs something until life ends and waits for it before what was built earlier is taken down.
func (h *house) background(life context.Context, run func(context.Context) error) {
	life, end := context.WithCancel(life)
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = run(life) // its end is asked for
	}()
	h.t.Cleanup(func() {
		end()
		<-done
	})
}

func (h *house) follow(life context.Context, pool *pgxpool.Pool, d view.Definition) *view.View {
	h.t.Helper()
	v := view.New(view.Config{Pool: pool, Store: h.store, Definition: d, Now: now})
	h.must(v.Prepare(life))
	h.background(life, v.Run)
	return v
}

func (h *house) startNATS() {
	h.t.Helper()
	server, err := busnats.Embedded(busnats.Config{Dir: h.t.TempDir(), Services: []busnats.Service{ //nolint:contextcheck,nolintlint // it outlives its start; the linter finds this only in some runs
		{Name: "intake", Feeds: []string{"intake"}}, {Name: "mediation", Feeds: []string{"mediation"}},
	}})
	h.must(err)
	h.t.Cleanup(server.Stop)
	connect := func(user string) *busnats.Conn {
		conn, err := busnats.Connect(busnats.Options{Server: server, User: user}) //nolint:contextcheck,nolintlint // it outlives its start; the linter finds this only in some runs
		h.must(err)
		h.t.Cleanup(conn.Close)
		return conn
	}
	h.nats, h.mediationNATS = connect("intake"), connect("mediation")
}

func (h *house) relay(life context.Context, pool *pgxpool.Pool, of func() (bus.Feed, error)) {
	h.t.Helper()
	feed, err := of()
	h.must(err)
	conn := h.nats
	if feed.Name == "mediation" {
		conn = h.mediationNATS
	}
	h.background(life, func(ctx context.Context) error {
		return pg.Hold(ctx, pool, "relay:"+feed.Name, "scenario", pg.LeaseOptions{}, func(ctx context.Context, l *pg.Lease) error {
			relay, err := bus.NewRelay(bus.RelayConfig{
				Feed: feed, Store: h.store, Publisher: conn.Publisher(feed.Name, busnats.Limits{}),
				Checkpoints: buspg.Checkpoints{Pool: pool, Feed: feed.Name, Lease: l}, Now: now,
			})
			if err != nil {
				return err
			}
			return relay.Run(ctx)
		})
	})
}

// mediate runs the mediation service on a database and a vault of its own.
func (h *house) mediate(life context.Context, verifier *identity.Verifier) {
	h.t.Helper()
	pool := h.open(pgtest.FreshDSN(h.t), 4) //nolint:contextcheck,nolintlint // a story starts it, and it outlives that
	h.databases["mediation"] = pool
	kek, err := vault.LoadKEK(vault.KEKConfig{File: filepath.Join(h.t.TempDir(), "kek"), Create: true})
	h.must(err)
	v, err := vault.Open(h.t.Context(), vault.Config{Pool: pool, KEK: kek, Now: now}) //nolint:contextcheck,nolintlint // a story starts it, and it outlives that
	h.must(err)
	h.t.Cleanup(func() { h.check(v.Close(context.WithoutCancel(life))) })
	queue, err := mediation.QueueView()
	h.must(err)
	days, err := calendar.Official()
	h.must(err)
	service, err := mediation.New(mediation.Deps{
		Store: h.store, Vault: v, Pool: pool, Queue: h.follow(life, pool, queue), Calendar: days, Disputes: h.intake("", identity.RoleService), Profiles: h.profiles("", identity.RoleService), Now: now,
	})
	h.must(err)
	h.mediateAt = h.serve(verifier, "mediation", service.Register) //nolint:contextcheck,nolintlint // a story starts it, and it outlives that
	h.relay(life, pool, mediation.Feed)
}

// learn runs intake's policy on the ends of proceedings, over both roads.
func (h *house) learn(life context.Context, service *intake.Service) {
	h.t.Helper()
	consumer, err := intake.NewProceedingConsumer(service, intake.ProceedingConfig{
		Backfill:   intake.MediationFacts(h.mediation("", identity.RoleService)),
		Mediation:  h.mediation("", identity.RoleService),
		Subscriber: h.nats.Subscriber("mediation"),
	})
	h.must(err)
	h.background(life, consumer.Run)
}

func (h *house) serve(verifier *identity.Verifier, role string, register func(grpc.ServiceRegistrar)) string {
	h.t.Helper()
	var lc net.ListenConfig
	ln, err := lc.Listen(h.t.Context(), "tcp", "127.0.0.1:0")
	h.must(err)
	server := rpc.NewServer(rpc.ServerConfig{Role: role, Verifier: verifier})
	register(server)
	served := make(chan error, 1)
	go func() { served <- server.Serve(ln) }()
	h.t.Cleanup(func() {
		server.Stop()
		h.check(<-served)
	})
	return ln.Addr().String()
}

// token is that of an actor who acts for a unit in some roles.
func (h *house) token(unit string, roles ...string) string {
	h.t.Helper()
	token, err := h.issuer.Mint(identity.Actor{ID: roles[0] + "-" + unit, Unit: unit, Roles: roles}, time.Hour)
	h.must(err)
	return token
}

func (h *house) dial(addr, token string) *grpc.ClientConn {
	h.t.Helper()
	if cc := h.connection[addr+token]; cc != nil {
		return cc
	}
	cc, err := rpc.Dial(addr, rpc.ClientConfig{Token: rpc.StaticToken(token), Timeout: 20 * time.Second})
	h.must(err)
	h.t.Cleanup(func() { h.check(cc.Close()) })
	h.connection[addr+token] = cc
	return cc
}

// intake is a client that acts for a unit in a role.
func (h *house) intake(unit string, roles ...string) intakev1.IntakeServiceClient {
	h.t.Helper()
	return intakev1.NewIntakeServiceClient(h.dial(h.intakeAt, h.token(unit, roles...)))
}

// found publishes the profile of Wuxi, in whose units the stories happen.
func (h *house) found() {
	h.t.Helper()
	text, err := os.ReadFile("../../deploy/profiles/wuxi-2012.yaml")
	h.must(err)
	const city = "320200000000"
	_, err = h.profiles(city, identity.RoleAdministrator).PublishProfile(h.t.Context(), &intakev1.PublishProfileRequest{
		CommandId: newID(h.t), Profile: intake.ProfileMessage(intake.ReadProfile(text).Profile),
	})
	h.must(err)
}

// profiles is a client for the profiles of cities.
func (h *house) profiles(unit string, roles ...string) intakev1.ProfileServiceClient {
	h.t.Helper()
	return intakev1.NewProfileServiceClient(h.dial(h.intakeAt, h.token(unit, roles...)))
}

// disputes is a client for the steps after a registration.
func (h *house) disputes(unit string, roles ...string) intakev1.DisputeServiceClient {
	h.t.Helper()
	return intakev1.NewDisputeServiceClient(h.dial(h.intakeAt, h.token(unit, roles...)))
}

// mediation is a client that acts for a unit in a role.
func (h *house) mediation(unit string, roles ...string) mediationv1.MediationServiceClient {
	h.t.Helper()
	return mediationv1.NewMediationServiceClient(h.dial(h.mediateAt, h.token(unit, roles...)))
}

func (h *house) statistics(unit string, roles ...string) statisticsv1.StatisticsServiceClient {
	h.t.Helper()
	return statisticsv1.NewStatisticsServiceClient(h.dial(h.statsAt, h.token(unit, roles...)))
}

func newID(t testing.TB) string {
	t.Helper()
	id, err := uuid.NewV7()
	if err != nil {
		t.Fatal(err)
	}
	return id.String()
}

// registration is a complete request; change makes it another one.
func registration(t testing.TB, change ...func(*intakev1.RegisterDisputeRequest)) *intakev1.RegisterDisputeRequest {
	t.Helper()
	req := &intakev1.RegisterDisputeRequest{
		CommandId: newID(t), DisputeId: newID(t), Category: "A02", Channel: "S01",
		Title: "两家争一堵墙", Narrative: "墙倒了，谁也不肯修。", Place: "东亭街道某村三组",
		Parties: []*intakev1.Party{
			{Role: intakev1.PartyRole_PARTY_ROLE_APPLICANT, Name: "王一", Phone: "13800001111", IdNumber: "11010519491231002X", Address: "三组七号"},
			{Role: intakev1.PartyRole_PARTY_ROLE_RESPONDENT, Name: "李二"},
		},
	}
	for _, c := range change {
		c(req)
	}
	return req
}

func (h *house) register(client intakev1.IntakeServiceClient, change ...func(*intakev1.RegisterDisputeRequest)) *intakev1.Receipt {
	h.t.Helper()
	resp, err := client.RegisterDispute(h.t.Context(), registration(h.t, change...))
	h.must(err)
	return resp.GetReceipt()
}

func (h *house) withdraw(client intakev1.IntakeServiceClient, dispute string) *intakev1.Receipt {
	h.t.Helper()
	resp, err := client.WithdrawDispute(h.t.Context(), &intakev1.WithdrawDisputeRequest{
		CommandId: newID(h.t), DisputeId: dispute, Reason: "R32", Note: "握手言和",
	})
	h.must(err)
	return resp.GetReceipt()
}

func positionOf(p *logv1.Position) es.Position {
	return es.Position{Commit: p.GetCommit(), Prepare: p.GetPrepare()}
}
