package main

import (
	"context"
	"errors"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"anjie.internal/services/cmd/internal/say"
	"anjie.internal/services/eventstore"
	"anjie.internal/services/internal/app"
	"anjie.internal/services/internal/bus/busnats"
	"anjie.internal/services/internal/fault"
	"anjie.internal/services/internal/identity"
	"anjie.internal/services/internal/pg/pglocal"
	"anjie.internal/services/internal/telemetry"
	"anjie.internal/services/internal/vault"
)

// What listens, and what is said while starting and stopping.
var (
	nameEventstore = text{"事件库", "event store"}
	nameNATS       = text{"消息总线 NATS", "NATS"}
	nameNATSUsers  = text{"消息总线用户文件", "users of NATS"}
	nameIntake     = text{"受理服务", "intake service"}
	nameMediation  = text{"调解服务", "mediation service"}
	nameStatistics = text{"统计服务", "statistics service"}
	nameMetrics    = text{"指标", "metrics"}
	namePostgres   = text{"PostgreSQL", "PostgreSQL"}

	allReady    = text{"案结已就绪，用时 %.1f 秒。数据文件夹：%s", "Anjie is ready after %.1f s. Data folder: %s"}
	allStopping = text{"正在依次停止…", "stopping in order …"}
	allStopped  = text{"已停止。", "stopped"}
	allHint     = text{"试一试：anjie dispute register --title 邻里噪声 --category A02 --applicant 王一，然后 anjie dispute list 和 anjie facts。按 Ctrl-C 停止。", "try: anjie dispute register --title noise --category A02 --applicant Wang, then anjie dispute list and anjie facts; Ctrl-C stops"}
)

// allCommand runs everything on one machine: private PostgreSQL, event store, NATS and all services, which speak to each
// other over the same protocols as in a cluster.
func (p *program) allCommand() (*cobra.Command, error) {
	c, err := fromEnv[allConfig](p)
	if err != nil {
		return nil, err
	}
	cmd := &cobra.Command{
		Use: "all", Short: p.say(helpAll), Args: arguments(0),
		RunE: func(cmd *cobra.Command, _ []string) error { return p.all(cmd.Context(), c) },
	}
	f := cmd.Flags()
	f.StringVar(&c.Data, "data", c.Data, p.say(flagData))
	f.StringVar(&c.Eventstore, "eventstore-listen", c.Eventstore, p.say(flagEventstoreAt))
	f.StringVar(&c.NATS, "nats-listen", c.NATS, p.say(flagNATSAt))
	f.StringVar(&c.Intake, "intake-listen", c.Intake, p.say(flagIntakeAt))
	f.StringVar(&c.Mediation, "mediation-listen", c.Mediation, p.say(flagMediationAt))
	f.StringVar(&c.Statistics, "statistics-listen", c.Statistics, p.say(flagStatisticsAt))
	f.StringVar(&c.Metrics, "metrics-listen", c.Metrics, p.say(flagMetricsAt))
	p.logFlags(f, &c.LogConfig)
	return cmd, nil
}

// house is one `anjie all` on its way up and down.
type house struct {
	p     *program
	cfg   allConfig
	dir   string
	since time.Time
	tel   *telemetry.Telemetry
	key   identity.Key
	kek   vault.KEK
	ports ports
	users map[string]string // of NATS, with their passwords

	eventstoreAt, intakeAt, mediationAt, statisticsAt, metricsAt net.Listener

	postgres *pglocal.Cluster
	nats     *busnats.Server
	events   *eventstore.Server
}

func (p *program) all(ctx context.Context, c allConfig) error {
	h := &house{p: p, cfg: c, dir: p.folder(c.Data), since: p.now()}
	if err := h.prepare(ctx); err != nil {
		return err
	}
	defer h.ports.release()
	tel, err := p.telemetry(ctx, "all", c.LogConfig)
	if err != nil {
		return err
	}
	h.tel = tel
	defer tel.Stop(context.WithoutCancel(ctx)) //nolint:errcheck // nobody is left to tell
	g := app.New(app.Config{Parts: h.parts(), Now: p.now})
	err = g.Run(ctx)
	if ctx.Err() != nil && err == nil {
		p.tell(allStopped)
	}
	return err
}

// prepare makes the folder and the keys and takes the ports.
func (h *house) prepare(ctx context.Context) (err error) {
	if _, err := h.p.dataFolder(h.dir); err != nil {
		return err
	}
	if r, ok, err := readRunning(h.dir); err != nil {
		return err
	} else if ok && r.PID != os.Getpid() {
		return say.Fault(fault.Conflict, "already-running", errAlreadyRuns, r.PID, h.dir)
	}
	if h.key, err = identity.EnsureKey(keyFile(h.dir)); err != nil {
		return err
	}
	if h.kek, err = h.loadKEK(); err != nil {
		return err
	}
	if h.users, err = ensureNATSUsers(h.dir); err != nil {
		return err
	}
	defer func() {
		if err != nil {
			h.ports.release()
		}
	}()
	for _, port := range []struct {
		what text
		addr string
		to   *net.Listener
	}{
		{nameEventstore, h.cfg.Eventstore, &h.eventstoreAt},
		{nameIntake, h.cfg.Intake, &h.intakeAt},
		{nameMediation, h.cfg.Mediation, &h.mediationAt},
		{nameStatistics, h.cfg.Statistics, &h.statisticsAt},
	} {
		if *port.to, err = h.ports.take(ctx, port.what, port.addr); err != nil {
			return err
		}
	}
	h.metricsAt, err = h.ports.takeForMetrics(ctx, h.cfg.Metrics)
	return err
}

// loadKEK reads the key-encryption key. It is only made before there is any data: a new key beside old data would open nothing,
// and hide that the right one is missing.
func (h *house) loadKEK() (vault.KEK, error) {
	file := filepath.Join(h.dir, "kek")
	_, err := os.Stat(postgresDir(h.dir))
	return vault.LoadKEK(vault.KEKConfig{Value: h.p.environ["ANJIE_KEK"], File: file, Create: errors.Is(err, fs.ErrNotExist)})
}

// postgresDir is where the private PostgreSQL of a data folder lives.
func postgresDir(dir string) string { return filepath.Join(dir, "postgres") }

// announce is last to start and first to stop: it tells people and the other sub-commands what listens where.
func (h *house) announce() app.Part {
	return app.Part{Name: "run file", Start: func(context.Context) (func(context.Context) error, error) {
		r := running{
			PID: os.Getpid(), EventStore: h.events.ConnectionString(), NATS: h.nats.URL(), NATSUsers: natsUsersFile(h.dir),
			Intake: h.intakeAt.Addr().String(), Mediation: h.mediationAt.Addr().String(), Statistics: h.statisticsAt.Addr().String(),
			Databases: map[string]string{
				"eventstore": h.postgres.DSN(database("eventstore")), "intake": h.postgres.DSN(database("intake")),
				"mediation": h.postgres.DSN(database("mediation")), "statistics": h.postgres.DSN(database("statistics")),
			},
		}
		if h.metricsAt != nil {
			r.Metrics = "http://" + h.metricsAt.Addr().String() + "/metrics"
		}
		if err := r.write(h.dir); err != nil {
			return nil, err
		}
		h.p.tell(allReady, h.p.now().Sub(h.since).Seconds(), h.dir)
		h.p.printf("%s", h.p.listening(r))
		h.p.tell(allHint)
		return func(context.Context) error {
			h.p.tell(allStopping)
			return os.Remove(runFile(h.dir))
		}, nil
	}}
}

// listening is the table of what listens where.
func (p *program) listening(r running) string {
	g := &say.Grid{}
	for _, row := range []struct {
		what  text
		where string
	}{
		{nameIntake, "grpc://" + r.Intake},
		{nameMediation, "grpc://" + r.Mediation},
		{nameStatistics, "grpc://" + r.Statistics},
		{nameEventstore, r.EventStore},
		{nameNATS, r.NATS},
		{nameNATSUsers, r.NATSUsers},
		{nameMetrics, r.Metrics},
		{namePostgres, r.Databases["eventstore"]},
	} {
		if row.where != "" {
			g.Row("  ", p.say(row.what), row.where)
		}
	}
	return g.String()
}
