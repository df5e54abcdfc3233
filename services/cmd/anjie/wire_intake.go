package main

import (
	"context"
	"os"
	"strings"
	"time"

	mediationv1 "anjie.internal/proto/gen/anjie/mediation/v1"
	"go.opentelemetry.io/otel"
	"google.golang.org/grpc"

	"anjie.internal/services/cmd/anjie/internal/say"
	"anjie.internal/services/intake"
	"anjie.internal/services/internal/app"
	"anjie.internal/services/internal/bus/busnats"
	"anjie.internal/services/internal/fault"
	"anjie.internal/services/internal/identity"
	"anjie.internal/services/internal/pg"
	"anjie.internal/services/internal/pg/view"
	"anjie.internal/services/internal/rpc"
	"anjie.internal/services/internal/vault"
)

// neighbour is another service that this one calls: where it is, and with what token. Without an address there is none.
type neighbour struct {
	address func() string
	token   func(ctx context.Context) (string, error)
}

// dial connects to the neighbour. Where there is none it waits until ctx ends: whoever needs it has nothing to do.
func (n neighbour) dial(ctx context.Context) (*grpc.ClientConn, error) {
	if n.address == nil {
		<-ctx.Done()
		return nil, ctx.Err()
	}
	return rpc.Dial(n.address(), rpc.ClientConfig{Token: n.token})
}

// errServiceToken: intake cannot ask mediation without one.
var errServiceToken = text{"无法读取服务令牌文件 %s：%v。", "the service token %s cannot be read: %v"}

// tokenFile reads the token of a service for every call, so that it can be replaced.
func tokenFile(path string) func(context.Context) (string, error) {
	return func(context.Context) (string, error) {
		b, err := os.ReadFile(path) //nolint:gosec // G304: the operator names the file
		if err != nil {
			return "", say.Fault(fault.Unavailable, "service-token", errServiceToken, path, rootCause(err)).Because(err)
		}
		return strings.TrimSpace(string(b)), nil
	}
}

// serviceToken mints the tokens of a service of this process.
func serviceToken(key identity.Key, account string, now func() time.Time) func(context.Context) (string, error) {
	issuer, err := identity.NewIssuer(key, "", now)
	if err != nil {
		return func(context.Context) (string, error) { return "", err }
	}
	m := identity.NewMinter(issuer, 2*time.Minute)
	return func(context.Context) (string, error) {
		return m.Token(identity.Actor{ID: account, Roles: []string{identity.RoleService}})
	}
}

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
		voiding(b, func() (_ *intake.Imports, err error) {
			imports, err = intake.NewImports(intake.ImportDeps{Store: b.store, Vault: v, Pool: b.pool, View: imported, Now: b.now, Logger: b.tel.Logger})
			return imports, err
		}),
		app.Part{Name: "intake service", Start: func(context.Context) (_ func(context.Context) error, err error) {
			service, err = intake.New(intake.Deps{Store: b.store, Vault: v, Pool: b.pool, Queue: queue, Now: b.now})
			return nil, err
		}},
		relaying(b, intake.Feed, k.nats),
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
func voiding(b *base, make func() (*intake.Imports, error)) app.Part {
	var imports *intake.Imports
	return app.Part{
		Name: "reverted imports",
		Start: func(context.Context) (_ func(context.Context) error, err error) {
			imports, err = make()
			return nil, err
		},
		Run: func(ctx context.Context) error {
			if err := b.awaitStore(ctx); err != nil {
				return err
			}
			return pg.Hold(ctx, b.pool, "policy:import-reverted", holder(), pg.LeaseOptions{Logger: b.tel.Logger}, func(ctx context.Context, _ *pg.Lease) error {
				return imports.VoidReverted(ctx)
			})
		},
	}
}

// learning runs the policy on the ends of proceedings, in one process at a time. Mediation or NATS that is away delays what
// intake learns and nothing else.
func learning(b *base, nats func() *busnats.Options, mediation neighbour, of func() *intake.Service) app.Part {
	return app.Part{Name: "ended proceedings", Run: func(ctx context.Context) error {
		cc, err := mediation.dial(ctx)
		if err != nil {
			return err
		}
		defer cc.Close() //nolint:errcheck // nothing is under way
		config := intake.ProceedingConfig{
			Backfill: intake.MediationFacts(mediationv1.NewMediationServiceClient(cc)),
			Logger:   b.tel.Logger, Meter: otel.GetMeterProvider().Meter("anjie"),
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
		if err := b.awaitStore(ctx); err != nil {
			return err
		}
		return pg.Hold(ctx, b.pool, "policy:proceeding-ended", holder(), pg.LeaseOptions{Logger: b.tel.Logger}, func(ctx context.Context, l *pg.Lease) error {
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
		if err := b.awaitStore(ctx); err != nil {
			return err
		}
		return pg.Hold(ctx, b.pool, "policy:voided", holder(), pg.LeaseOptions{Logger: b.tel.Logger}, func(ctx context.Context, l *pg.Lease) error {
			return of().FollowVoided(ctx, intake.VoidedConfig{Mediation: mediationv1.NewMediationServiceClient(cc), Lease: l, Logger: b.tel.Logger})
		})
	}}
}
