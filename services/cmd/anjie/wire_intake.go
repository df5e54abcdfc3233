package main

import (
	"context"

	mediationv1 "anjie.internal/proto/gen/anjie/mediation/v1"
	"go.opentelemetry.io/otel"
	"google.golang.org/grpc"

	"anjie.internal/services/intake"
	"anjie.internal/services/internal/app"
	"anjie.internal/services/internal/bus/busnats"
	"anjie.internal/services/internal/pg"
	"anjie.internal/services/internal/pg/view"
	"anjie.internal/services/internal/vault"
)

// intakeParts is the intake service: database, store, vault, views, policies, relay to NATS, and the server last, so that nobody
// is answered before the rest stands.
func intakeParts(b *base, k keeping, mediation neighbour) app.Part {
	var v *vault.Vault
	var queue, index, imported *view.View
	var imports *intake.Imports
	var service *intake.Service
	return nested("intake",
		b.openDatabase(vault.Migrate),
		b.openStore(),
		b.openVault(k.kek, k.former, &v),
		b.following(intake.QueueView, &queue),
		b.following(func() (view.Definition, error) { return intake.IndexView(v) }, &index),
		b.following(intake.ImportsView, &imported),
		app.Part{Name: "intake service", Start: func(context.Context) (_ func(context.Context) error, err error) {
			imports, err = intake.NewImports(intake.ImportDeps{Store: b.store, Vault: v, Pool: b.pool, View: imported, Now: b.now, Logger: b.tel.Logger})
			if err != nil {
				return nil, err
			}
			service, err = intake.New(intake.Deps{Store: b.store, Vault: v, Pool: b.pool, Queue: queue, Now: b.now})
			return nil, err
		}},
		relaying(b, intake.Feed, k.nats),
		voiding(b, func() *intake.Imports { return imports }),
		learning(b, k.nats, mediation, func() *intake.Service { return service }),
		settingAside(b, mediation, func() *intake.Service { return service }),
		serving("intake server", b.listener, func() (*grpc.Server, error) {
			search, err := intake.NewSearch(service, intake.SearchDeps{Index: index, Blinder: v, AccessLog: b.tel.AccessLog})
			if err != nil {
				return nil, err
			}
			return b.server(func(server grpc.ServiceRegistrar) {
				service.Register(server)
				search.Register(server)
				imports.Register(server)
			}), nil
		}),
	)
}

// voiding voids what came with imports that were reverted, in one process at a time.
func voiding(b *base, of func() *intake.Imports) app.Part {
	return app.Part{Name: "reverted imports", Run: func(ctx context.Context) error {
		return b.alone(ctx, "policy:import-reverted", func(ctx context.Context, _ *pg.Lease) error { return of().VoidReverted(ctx) })
	}}
}

// learning runs the policy on proceedings that are opened and end, in one process at a time. Mediation or NATS that is away delays what
// intake learns and nothing else.
func learning(b *base, nats func() *busnats.Options, mediation neighbour, of func() *intake.Service) app.Part {
	return app.Part{Name: "ended proceedings", Run: func(ctx context.Context) error {
		cc, err := mediation.dial(ctx)
		if err != nil {
			return err
		}
		defer cc.Close() //nolint:errcheck // nothing is under way
		client := mediationv1.NewMediationServiceClient(cc)
		config := intake.ProceedingConfig{
			Backfill: intake.MediationFacts(client), Mediation: client,
			Logger: b.tel.Logger, Meter: otel.GetMeterProvider().Meter("anjie"),
		}
		if o := nats(); o != nil {
			o.Name, o.Logger = "anjie "+b.role+" policy", b.tel.Logger
			conn, err := busnats.Connect(*o) //nolint:contextcheck,nolintlint // it outlives its start; the linter finds this only in some runs
			if err != nil {
				return err
			}
			defer conn.Close()
			config.Subscriber = conn.Subscriber("mediation")
		}
		return b.alone(ctx, "policy:proceeding-ended", func(ctx context.Context, l *pg.Lease) error {
			fenced := config
			fenced.Lease = l
			consumer, err := intake.NewProceedingConsumer(of(), fenced)
			if err != nil {
				return err
			}
			return consumer.Run(ctx)
		})
	}}
}

// settingAside runs the policy on disputes whose registration is void, in one process at a time. Without mediation there are no
// proceedings to set aside.
func settingAside(b *base, mediation neighbour, of func() *intake.Service) app.Part {
	return app.Part{Name: "voided disputes", Run: func(ctx context.Context) error {
		cc, err := mediation.dial(ctx)
		if err != nil {
			return err
		}
		defer cc.Close() //nolint:errcheck // nothing is under way
		return b.alone(ctx, "policy:voided", func(ctx context.Context, l *pg.Lease) error {
			return of().FollowVoided(ctx, intake.VoidedConfig{Mediation: mediationv1.NewMediationServiceClient(cc), Lease: l, Logger: b.tel.Logger})
		})
	}}
}
