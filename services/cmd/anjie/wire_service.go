package main

import (
	"context"
	"crypto/ed25519"
	"log/slog"
	"net"
	"os"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"go.opentelemetry.io/otel"
	"google.golang.org/grpc"

	"anjie.internal/services/internal/app"
	"anjie.internal/services/internal/bus"
	"anjie.internal/services/internal/bus/busnats"
	"anjie.internal/services/internal/bus/buspg"
	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/es/esdb"
	"anjie.internal/services/internal/identity"
	"anjie.internal/services/internal/pg"
	"anjie.internal/services/internal/pg/view"
	"anjie.internal/services/internal/rpc"
	"anjie.internal/services/internal/telemetry"
	"anjie.internal/services/internal/vault"
)

// base is what every service stands on: its database, the event store, who calls, and a listener. Functions give what is only
// known when the parts before have started.
type base struct {
	role       string
	listener   func() net.Listener
	database   func(ctx context.Context) (dsn string, err error)
	eventStore func() string
	storeReady func(ctx context.Context) error // waits for a store that starts in this process; nil when it runs elsewhere
	keys       func() []ed25519.PublicKey
	tel        *telemetry.Telemetry
	now        func() time.Time

	pool  *pgxpool.Pool
	store es.Store
}

// connections is the size of a service's pool. Two cores do not serve more at once.
const connections = 16

// openDatabase migrates the database and opens the pool.
func (b *base) openDatabase(migrate ...func(ctx context.Context, dsn string) error) app.Part {
	return app.Part{Name: "database", Start: func(ctx context.Context) (func(context.Context) error, error) {
		dsn, err := b.database(ctx)
		if err != nil {
			return nil, err
		}
		for _, m := range append([]func(context.Context, string) error{pg.MigratePlatform}, migrate...) {
			if err := m(ctx, dsn); err != nil {
				return nil, err
			}
		}
		b.pool, err = pg.Open(ctx, dsn, pg.Options{MaxConns: connections, Name: "anjie " + b.role, Tracer: b.tel.QueryTracer()})
		if err != nil {
			return nil, err
		}
		return func(context.Context) error {
			b.pool.Close()
			return nil
		}, nil
	}}
}

func (b *base) openStore() app.Part {
	return app.Part{Name: "event store client", Start: func(ctx context.Context) (func(context.Context) error, error) {
		var err error
		b.store, err = esdb.Open(ctx, b.eventStore(), esdb.Options{Logger: b.tel.Logger})
		if err != nil {
			return nil, err
		}
		return func(context.Context) error { return b.store.Close() }, nil
	}}
}

// following runs a view.
func (b *base) following(definition func() (view.Definition, error), made **view.View) app.Part {
	return app.Part{
		Name: "view",
		Start: func(ctx context.Context) (func(context.Context) error, error) {
			d, err := definition()
			if err != nil {
				return nil, err
			}
			*made = newView(b.pool, b.store, d, b.now, b.tel.Logger)
			return nil, (*made).Prepare(ctx) // queries are answered from empty tables until the log has been read
		},
		Run: func(ctx context.Context) error {
			if err := b.awaitStore(ctx); err != nil {
				return err
			}
			return (*made).Run(ctx)
		},
	}
}

// awaitStore keeps followers from finding a store that is still starting, and from warning people of it.
func (b *base) awaitStore(ctx context.Context) error {
	if b.storeReady == nil {
		return nil
	}
	return b.storeReady(ctx)
}

// alone calls do in one process at a time, when the store answers, as long as the lease is held.
func (b *base) alone(ctx context.Context, lease string, do func(context.Context, *pg.Lease) error) error {
	if err := b.awaitStore(ctx); err != nil {
		return err
	}
	return pg.Hold(ctx, b.pool, lease, holder(), pg.LeaseOptions{Logger: b.tel.Logger}, do)
}

func newView(pool *pgxpool.Pool, store es.Store, d view.Definition, now func() time.Time, log *slog.Logger) *view.View {
	return view.New(view.Config{Pool: pool, Store: store, Definition: d, Now: now, Logger: log, Holder: holder()})
}

func (b *base) server(register func(grpc.ServiceRegistrar)) *grpc.Server {
	server := rpc.NewServer(rpc.ServerConfig{
		Role:     b.role,
		Verifier: identity.NewVerifier(identity.VerifierConfig{Keys: b.keys(), Now: b.now}),
		Logger:   b.tel.Logger,
	})
	register(server)
	return server
}

func (b *base) openVault(kek vault.KEK, former []vault.KEK, made **vault.Vault) app.Part {
	return app.Part{Name: "vault", Start: func(ctx context.Context) (func(context.Context) error, error) {
		v, err := vault.Open(ctx, vault.Config{Pool: b.pool, KEK: kek, Former: former, Now: b.now, Logger: b.tel.Logger})
		if err != nil {
			return nil, err
		}
		*made = v
		return v.Close, nil
	}}
}

// relaying publishes a service's facts to NATS, in one process at a time. NATS that is away delays facts and nothing else.
func relaying(b *base, of func() (bus.Feed, error), nats func() *busnats.Options) app.Part {
	var conn *busnats.Conn
	var feed bus.Feed
	return app.Part{
		Name: "relay",
		Start: func(context.Context) (func(context.Context) error, error) {
			o := nats()
			if o == nil {
				return nil, nil //nolint:nilnil // facts can still be had by ListFacts
			}
			var err error
			if feed, err = of(); err != nil {
				return nil, err
			}
			o.Name, o.Logger = "anjie "+b.role, b.tel.Logger
			conn, err = busnats.Connect(*o) //nolint:contextcheck,nolintlint // it outlives its start; the linter finds this only in some runs
			return nil, err
		},
		Run: func(ctx context.Context) error {
			if conn == nil {
				<-ctx.Done()
				return ctx.Err()
			}
			defer conn.Close()
			return b.alone(ctx, "relay:"+feed.Name, func(ctx context.Context, l *pg.Lease) error {
				relay, err := bus.NewRelay(bus.RelayConfig{
					Feed: feed, Store: b.store, Publisher: conn.Publisher(feed.Name, busnats.Limits{}),
					Checkpoints: buspg.Checkpoints{Pool: b.pool, Feed: feed.Name, Lease: l},
					Now:         b.now, Logger: b.tel.Logger, Meter: otel.GetMeterProvider().Meter("anjie"),
				})
				if err != nil {
					return err
				}
				return relay.Run(ctx)
			})
		},
	}
}

// holder names this process to people who look at leases.
func holder() string {
	host, err := os.Hostname()
	if err != nil {
		host = "unknown"
	}
	return host + "/" + strconv.Itoa(os.Getpid())
}

// keysFrom reads the public key that verifies tokens.
func keysFrom(path string) ([]ed25519.PublicKey, error) {
	key, err := identity.LoadPublic(path)
	if err != nil {
		return nil, err
	}
	return []ed25519.PublicKey{key}, nil
}
