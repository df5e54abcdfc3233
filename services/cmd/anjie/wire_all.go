package main

import (
	"context"
	"crypto/ed25519"
	"net"
	"path/filepath"
	"time"

	"anjie.internal/services/eventstore"
	"anjie.internal/services/internal/app"
	"anjie.internal/services/internal/bus/busnats"
	"anjie.internal/services/internal/pg"
	"anjie.internal/services/internal/pg/pglocal"
)

// parts are what runs, in the order in which it can start. What does not need each other starts at the same time.
func (h *house) parts() []app.Part {
	service := func(role string, ln func() net.Listener) *base {
		return &base{
			role: role, listener: ln, tel: h.tel, now: h.p.now,
			database:   func(context.Context) (string, error) { return h.postgres.DSN(database(role)), nil },
			eventStore: func() string { return h.events.ConnectionString() },
			storeReady: func(ctx context.Context) error { return h.events.WaitReady(ctx) },
			keys:       func() []ed25519.PublicKey { return []ed25519.PublicKey{h.key.Public()} },
		}
	}
	foundation := parallel("foundation", h.startPostgres(), h.startNATS())
	foundation.StopWithin = postgresStops
	return []app.Part{
		foundation,
		parallel("databases", h.makeDatabase("eventstore"), h.makeDatabase("intake"), h.makeDatabase("mediation"), h.makeDatabase("statistics")),
		h.openEventstore(),
		parallel("services",
			h.awaitEventstore(),
			intakeParts(service("intake", func() net.Listener { return h.intakeAt }),
				h.keeping(natsIntake),
				neighbour{func() string { return h.mediationAt.Addr().String() }, serviceToken(h.key, "intake", h.p.now)}),
			mediationParts(service("mediation", func() net.Listener { return h.mediationAt }), h.keeping(natsMediation),
				neighbour{func() string { return h.intakeAt.Addr().String() }, serviceToken(h.key, "mediation", h.p.now)}),
			statisticsParts(service("statistics", func() net.Listener { return h.statisticsAt })),
		),
		metrics(func() net.Listener { return h.metricsAt }, h.tel),
		h.announce(),
	}
}

// keeping is what a service that holds cases needs: keys, and a connection to NATS within the process.
func (h *house) keeping(user string) keeping {
	return keeping{kek: h.kek, nats: func() *busnats.Options { return &busnats.Options{Server: h.nats, User: user} }}
}

// postgresStops is how long PostgreSQL may take to stop: longer than it waits for itself before it breaks off.
const postgresStops = pglocal.Patience + 5*time.Second

func (h *house) startPostgres() app.Part {
	return app.Part{Name: "PostgreSQL", StopWithin: postgresStops, Start: func(ctx context.Context) (_ func(context.Context) error, err error) {
		h.postgres, err = pglocal.Start(ctx, pglocal.Config{Dir: postgresDir(h.dir), Durable: true})
		if err != nil {
			return nil, err
		}
		return func(context.Context) error { return h.postgres.Stop() }, nil
	}}
}

func (h *house) startNATS() app.Part {
	return app.Part{Name: "NATS", Start: func(context.Context) (_ func(context.Context) error, err error) {
		h.nats, err = busnats.Embedded(busnats.Config{ //nolint:contextcheck,nolintlint // it outlives its start; the linter finds this only in some runs
			Dir: filepath.Join(h.dir, "nats"), Listen: h.cfg.NATS, Logger: h.tel.Logger,
			Services: []busnats.Service{
				{Name: natsIntake, Password: h.users[natsIntake], Feeds: []string{"intake"}},
				{Name: natsMediation, Password: h.users[natsMediation], Feeds: []string{"mediation"}},
			},
			Readers: []busnats.Reader{{Name: natsSubscriber, Password: h.users[natsSubscriber], Feeds: []string{"intake", "mediation"}}},
		})
		if err != nil {
			return nil, err
		}
		return func(context.Context) error {
			h.nats.Stop()
			return nil
		}, nil
	}}
}

// database names the database of one role.
func database(role string) string { return "anjie_" + role }

// makeDatabase makes the database of one role when it is missing. At a first start that is slow, so all are made at once.
func (h *house) makeDatabase(role string) app.Part {
	return app.Part{Name: "database " + role, Start: func(ctx context.Context) (func(context.Context) error, error) {
		return nil, pg.EnsureDatabase(ctx, h.postgres.DSN("postgres"), database(role))
	}}
}

// openEventstore starts the event store; awaitEventstore waits until it answers, while the services prepare their databases.
func (h *house) openEventstore() app.Part {
	return app.Part{
		Name: "event store",
		Start: func(ctx context.Context) (func(context.Context) error, error) {
			var err error
			h.events, err = eventstore.Open(ctx, eventstore.Config{DSN: h.postgres.DSN(database("eventstore")), Listener: h.eventstoreAt, Now: h.p.now, Logger: h.tel.Logger})
			if err != nil {
				return nil, err
			}
			return h.events.Stop, nil
		},
		Run: func(ctx context.Context) error { return h.events.Run(ctx) },
	}
}

func (h *house) awaitEventstore() app.Part {
	return app.Part{Name: "event store ready", Start: func(ctx context.Context) (func(context.Context) error, error) {
		return nil, h.events.WaitReady(ctx)
	}}
}
