package main

import (
	"context"
	"crypto/tls"
	"net"

	"github.com/spf13/cobra"

	"anjie.internal/services/cmd/internal/say"
	"anjie.internal/services/eventstore"
	"anjie.internal/services/internal/app"
	"anjie.internal/services/internal/fault"
	"anjie.internal/services/internal/pg"
	"anjie.internal/services/internal/pg/pglocal"
)

var (
	eventstoreConnect = text{"连接串：%s", "connection string: %s"}

	errUsersNeedTLS = text{"验证用户须使用 TLS：请给出 --tls-cert 和 --tls-key；没有 TLS，任何客户端都不会发送密码。", "users need TLS: give --tls-cert and --tls-key; no client sends a password without it"}
)

// eventstoreCommand runs the event store alone: on a PostgreSQL that it is given, or on a private one.
func (p *program) eventstoreCommand() (*cobra.Command, error) {
	c, err := fromEnv[eventstoreConfig](p)
	if err != nil {
		return nil, err
	}
	cmd := &cobra.Command{
		Use: "eventstore", Short: p.say(helpEventstore), Args: arguments(0),
		RunE: func(cmd *cobra.Command, _ []string) error { return p.eventstore(cmd.Context(), c) },
	}
	f := cmd.Flags()
	f.StringVar(&c.Postgres, "postgres", c.Postgres, p.say(flagPostgres))
	f.StringVar(&c.Data, "data", c.Data, p.say(flagData))
	f.StringVar(&c.Listen, "listen", c.Listen, p.say(flagListen))
	f.StringVar(&c.Advertise, "advertise", c.Advertise, p.say(flagAdvertise))
	f.StringVar(&c.TLSCert, "tls-cert", c.TLSCert, p.say(flagTLSCert))
	f.StringVar(&c.TLSKey, "tls-key", c.TLSKey, p.say(flagTLSKey))
	f.StringVar(&c.UsersFile, "users-file", c.UsersFile, p.say(flagUsersFile))
	f.StringVar(&c.Metrics, "metrics", c.Metrics, p.say(flagMetricsAt))
	p.logFlags(f, &c.LogConfig)
	return cmd, nil
}

func (p *program) eventstore(ctx context.Context, c eventstoreConfig) error {
	config := eventstore.Config{DSN: c.Postgres, Advertise: c.Advertise, Now: p.now}
	var err error
	if config.TLS, err = certificate(c.TLSCert, c.TLSKey); err != nil {
		return err
	}
	if config.Users, err = eventstoreUsers(c.UsersFile); err != nil {
		return err
	}
	if len(config.Users) > 0 && config.TLS == nil {
		return say.Fault(fault.Invalid, "users-without-tls", errUsersNeedTLS)
	}
	var l ports
	defer l.release()
	if config.Listener, err = l.take(ctx, nameEventstore, c.Listen); err != nil {
		return err
	}
	metricsAt, err := l.takeForMetrics(ctx, c.Metrics)
	if err != nil {
		return err
	}
	tel, err := p.telemetry(ctx, "eventstore", c.LogConfig)
	if err != nil {
		return err
	}
	defer tel.Stop(context.WithoutCancel(ctx)) //nolint:errcheck // nobody is left to tell
	config.Logger = tel.Logger
	var parts []app.Part
	if c.Postgres == "" {
		dir, err := p.dataFolder(c.Data)
		if err != nil {
			return err
		}
		parts = append(parts, privatePostgres(postgresDir(dir), &config.DSN))
	}
	var server *eventstore.Server
	parts = append(parts, app.Part{
		Name: "event store",
		Start: func(ctx context.Context) (_ func(context.Context) error, err error) {
			if server, err = eventstore.Open(ctx, config); err != nil {
				return nil, err
			}
			return server.Stop, nil
		},
		Run: func(ctx context.Context) error { return server.Run(ctx) },
	}, app.Part{
		Name: "event store ready",
		Start: func(ctx context.Context) (func(context.Context) error, error) {
			if err := server.WaitReady(ctx); err != nil {
				return nil, err
			}
			p.tell(roleReady, p.say(nameEventstore), server.Addr())
			p.tell(eventstoreConnect, server.ConnectionString())
			return nil, nil //nolint:nilnil // nothing to stop
		},
	}, metrics(func() net.Listener { return metricsAt }, tel))
	return app.Run(ctx, parts...)
}

// privatePostgres starts a cluster with a database for the event store and fills in how to reach it.
func privatePostgres(dir string, dsn *string) app.Part {
	return app.Part{Name: "PostgreSQL", StopWithin: postgresStops, Start: func(ctx context.Context) (func(context.Context) error, error) {
		cluster, err := pglocal.Start(ctx, pglocal.Config{Dir: dir, Durable: true})
		if err != nil {
			return nil, err
		}
		if err := pg.EnsureDatabase(ctx, cluster.DSN("postgres"), database("eventstore")); err != nil {
			cluster.Kill()
			return nil, err
		}
		*dsn = cluster.DSN(database("eventstore"))
		return func(context.Context) error { return cluster.Stop() }, nil
	}}
}

func certificate(cert, key string) (*tls.Config, error) {
	if cert == "" && key == "" {
		return nil, nil //nolint:nilnil // plain text
	}
	pair, err := tls.LoadX509KeyPair(cert, key)
	if err != nil {
		return nil, say.Fault(fault.Invalid, "configuration", errConfig, err).Because(err)
	}
	return &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12}, nil
}
