package suite_test

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"testing"
	"time"

	"github.com/EventStore/EventStore-Client-Go/v4/esdb"

	"anjie.internal/services/eventstore"
	"anjie.internal/services/internal/pg/pgtest"
)

// The test binary is its own server: started with these two set it serves until it is killed.
const (
	serverDSN    = "ANJIE_SUITE_DSN"
	serverListen = "ANJIE_SUITE_LISTEN"
)

func TestMain(m *testing.M) {
	if dsn := os.Getenv(serverDSN); dsn != "" {
		if err := serve(dsn, os.Getenv(serverListen)); err != nil {
			fmt.Fprintln(os.Stderr, "server:", err)
			os.Exit(1)
		}
		return
	}
	pgtest.Main(m, eventstore.Migrate)
}

func serve(dsn, listen string) error {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	s, err := eventstore.Open(ctx, eventstore.Config{DSN: dsn, Listen: listen, Now: time.Now}) //nolint:forbidigo // the server as it runs
	if err != nil {
		return err
	}
	return s.Run(ctx)
}

func connect(t testing.TB, address string) *esdb.Client {
	t.Helper()
	cfg, err := esdb.ParseConnectionString(address)
	if err != nil {
		t.Fatal(err)
	}
	cfg.Logger = func(esdb.LogLevel, string, ...any) {}
	c, err := esdb.NewClient(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c
}
