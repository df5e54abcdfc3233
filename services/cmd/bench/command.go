package main

import (
	"context"
	"crypto/ed25519"
	"fmt"
	"log/slog"
	"net"
	"path/filepath"
	"time"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgxpool"
	"google.golang.org/grpc"

	"anjie.internal/services/intake"
	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/es/esdb"
	"anjie.internal/services/internal/identity"
	"anjie.internal/services/internal/pg"
	"anjie.internal/services/internal/rpc"
	"anjie.internal/services/internal/telemetry"
	"anjie.internal/services/internal/vault"
)

// commands measures a command end to end: RegisterDispute and then WithdrawDispute on the same dispute, over gRPC, from 64
// clients, until the durable answer. The service does all that it does in production: tokens, tracing, digests, repeat
// detection, sealing of personal data, the hash chain, metadata.
//
// What bounds it: two hops' worth of gRPC on the same cores (client to service, service to store) and PostgreSQL's share per
// event; the group commit of the store makes the fsync cheap.
func (b *bench) commands(ctx context.Context, p *place) error {
	conn, stop, err := p.intake(ctx)
	if err != nil {
		return err
	}
	defer stop()
	client := intakev1.NewIntakeServiceClient(conn)
	hand, err := p.handStore(ctx)
	if err != nil {
		return err
	}
	const clients = 64
	disputes := make([]string, clients)
	ours := side{"commands through the service", func(ctx context.Context, d time.Duration) (sample, error) {
		return load(ctx, clients, d, func(ctx context.Context, w, i int) error {
			if i%2 == 0 {
				disputes[w] = uuid.Must(uuid.NewV7()).String()
				_, err := client.RegisterDispute(ctx, registration(disputes[w]))
				return err
			}
			_, err := client.WithdrawDispute(ctx, &intakev1.WithdrawDisputeRequest{
				CommandId: uuid.Must(uuid.NewV7()).String(), DisputeId: disputes[w], Reason: "R31", Note: "双方已自行协商",
			})
			return err
		})
	}}
	streams := make([]string, clients)
	base := side{"read, decide, append by hand", func(ctx context.Context, d time.Duration) (sample, error) {
		return load(ctx, clients, d, func(ctx context.Context, w, i int) error {
			if i%2 == 0 {
				streams[w] = "dispute-" + uuid.Must(uuid.NewV7()).String()
				return hand.register(ctx, streams[w])
			}
			return hand.withdraw(ctx, streams[w])
		})
	}}
	o, h, err := b.duel(ctx, ours, base)
	if err != nil {
		return err
	}
	const what = "read, decide and append by hand on PostgreSQL, no gRPC"
	b.rate("command-64", o.rate, h.rate, what, 1)
	b.latency("command-64-p50", o.p50, h.p50, what, noGoal)
	b.latency("command-64-p99", o.p99, h.p99, what, 1)
	return nil
}

func registration(dispute string) *intakev1.RegisterDisputeRequest {
	return &intakev1.RegisterDisputeRequest{
		CommandId: uuid.Must(uuid.NewV7()).String(), DisputeId: dispute, Category: "A01", Channel: "S01",
		Title: "楼上漏水", Narrative: "三楼卫生间渗水至二楼，双方多次协商未果，要求修复并赔偿。", Place: "幸福里 3 幢",
		Parties: []*intakev1.Party{
			{Role: intakev1.PartyRole_PARTY_ROLE_APPLICANT, Name: "张三", Phone: "13800000000"},
			{Role: intakev1.PartyRole_PARTY_ROLE_RESPONDENT, Name: "李四", Phone: "13900000000"},
		},
	}
}

// intake starts the store and the intake service on empty databases, with real sockets between all parts, and connects.
func (p *place) intake(ctx context.Context) (*grpc.ClientConn, func(), error) {
	server, stopServer, err := p.server(ctx)
	if err != nil {
		return nil, nil, err
	}
	store, err := esdb.Open(ctx, server.ConnectionString(), esdb.Options{})
	if err != nil {
		return nil, nil, err
	}
	o, err := newOffice()
	if err != nil {
		return nil, nil, err
	}
	conn, stop, err := p.serving(ctx, o, "intake", "320211001001", []string{identity.RoleClerk},
		func(v *vault.Vault, pool *pgxpool.Pool) (service, error) {
			return intake.New(intake.Deps{Store: store, Vault: v, Pool: pool, Queue: noQueue{}, Now: time.Now})
		})
	if err != nil {
		return nil, nil, err
	}
	return conn, func() {
		stop()
		_ = store.Close()
		stopServer()
	}, nil
}

// asActor lets one call be made by somebody else.
type asActor struct{}

// service is what a server offers.
type service interface{ Register(grpc.ServiceRegistrar) }

// office issues tokens.
type office struct {
	key    identity.Key
	tokens *identity.Minter
}

func newOffice() (*office, error) {
	key, err := identity.NewKey()
	if err != nil {
		return nil, err
	}
	issuer, err := identity.NewIssuer(key, "", time.Now)
	if err != nil {
		return nil, err
	}
	return &office{key, identity.NewMinter(issuer, 2*time.Hour)}, nil
}

// serving starts a service on an empty database with a vault, and connects to it as somebody of a unit.
func (p *place) serving(ctx context.Context, o *office, name, unit string, roles []string, made func(*vault.Vault, *pgxpool.Pool) (service, error)) (
	*grpc.ClientConn, func(), error,
) {
	dsn, err := p.database(ctx, name)
	if err != nil {
		return nil, nil, err
	}
	if err := pg.MigratePlatform(ctx, dsn); err != nil {
		return nil, nil, err
	}
	if err := vault.Migrate(ctx, dsn); err != nil {
		return nil, nil, err
	}
	pool, err := pg.Open(ctx, dsn, pg.Options{MaxConns: 8, Name: "bench-" + name})
	if err != nil {
		return nil, nil, err
	}
	kek, err := vault.LoadKEK(vault.KEKConfig{File: filepath.Join(p.dir, "kek-"+name), Create: true})
	if err != nil {
		return nil, nil, err
	}
	v, err := vault.Open(ctx, vault.Config{Pool: pool, KEK: kek, Now: time.Now})
	if err != nil {
		return nil, nil, err
	}
	svc, err := made(v, pool)
	if err != nil {
		return nil, nil, err
	}
	tel, err := telemetry.Start(ctx, telemetry.Config{Role: "bench"})
	if err != nil {
		return nil, nil, err
	}
	token, err := o.tokens.Token(identity.Actor{ID: "bench", Unit: unit, Roles: roles})
	if err != nil {
		return nil, nil, err
	}
	g := rpc.NewServer(rpc.ServerConfig{
		Role: name, Logger: slog.New(slog.DiscardHandler),
		Verifier: identity.NewVerifier(identity.VerifierConfig{Keys: []ed25519.PublicKey{o.key.Public()}, Now: time.Now}),
	})
	svc.Register(g)
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, nil, err
	}
	go func() { _ = g.Serve(l) }()
	conn, err := rpc.Dial(l.Addr().String(), rpc.ClientConfig{Token: func(ctx context.Context) (string, error) {
		if other, ok := ctx.Value(asActor{}).(identity.Actor); ok {
			return o.tokens.Token(other)
		}
		return token, nil
	}})
	if err != nil {
		return nil, nil, err
	}
	return conn, func() {
		_ = conn.Close()
		g.Stop()
		_ = v.Close(ctx)
		pool.Close()
		_ = tel.Stop(ctx)
	}, nil
}

// noQueue stands in for the queue view, which commands do not touch.
type noQueue struct{}

func (noQueue) WaitFor(context.Context, es.Position) error { return nil }

func (noQueue) Position(context.Context) (es.Position, error) {
	return es.Position{}, fmt.Errorf("the bench runs no view")
}
