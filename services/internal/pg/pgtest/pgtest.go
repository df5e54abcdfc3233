// Package pgtest gives every test a fresh PostgreSQL database, cloned from a template that is prepared once.
//
// One private cluster per test binary starts when the first test asks for it and goes away with the binary. It is not durable:
// tests that kill PostgreSQL or count on fsync start their own with Durable. Missing server binaries fail the tests with
// the sentence that says what to install; nothing is skipped.
package pgtest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"anjie.internal/services/internal/pg/pglocal"
)

const prefix = "anjie-pgtest-"

// house is what one test binary shares.
type house struct {
	dir   string // short: a unix socket path has at most 107 bytes
	setup func(ctx context.Context, dsn string) error
	start func() (*pglocal.Cluster, error)
	seq   atomic.Int64
}

var shared atomic.Pointer[house] // set by Main, before any test runs

// Main runs the tests of a package: func TestMain(m *testing.M) { pgtest.Main(m, pg.MigratePlatform) }. setup prepares the
// template database, once; it may be nil and must leave no connection open. Main exits the process.
func Main(m *testing.M, setup func(ctx context.Context, dsn string) error) {
	sweep()
	code, err := run(m, setup)
	if err != nil {
		_, _ = io.WriteString(os.Stderr, "pgtest: "+err.Error()+"\n")
		code = 1
	}
	os.Exit(code) //nolint:forbidigo // a TestMain decides the exit code
}

func run(m *testing.M, setup func(ctx context.Context, dsn string) error) (code int, err error) {
	dir, err := makeDir()
	if err != nil {
		return 1, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	h := &house{dir: dir, setup: setup}
	var started *pglocal.Cluster
	h.start = sync.OnceValues(func() (*pglocal.Cluster, error) {
		c, err := pglocal.Start(context.Background(), pglocal.Config{Dir: filepath.Join(dir, "c"), MaxConnections: 300})
		started = c
		if err != nil {
			return nil, err
		}
		if err := h.template(context.Background(), c); err != nil {
			return nil, err
		}
		return c, nil
	})
	shared.Store(h)
	defer func() {
		if started != nil {
			started.Kill() // nothing in it is kept
		}
	}()
	return m.Run(), nil
}

func (h *house) template(ctx context.Context, c *pglocal.Cluster) error {
	if err := admin(ctx, c, "create database tpl"); err != nil {
		return fmt.Errorf("make the template: %w", err)
	}
	if h.setup == nil {
		return nil
	}
	if err := h.setup(ctx, c.DSN("tpl")); err != nil {
		return fmt.Errorf("prepare the template: %w", err)
	}
	return nil
}

// Cluster returns the cluster of this test binary and starts it when it is not there yet. It panics when that fails.
func Cluster() *pglocal.Cluster {
	h := shared.Load()
	if h == nil {
		panic("pgtest: call pgtest.Main from TestMain")
	}
	c, err := h.start()
	if err != nil {
		panic("pgtest: " + err.Error())
	}
	return c
}

// FreshDSN returns the connection string of a new database, a copy of the template, which goes away with the test.
func FreshDSN(t testing.TB) string {
	t.Helper()
	h := shared.Load()
	if h == nil {
		t.Fatal("pgtest: call pgtest.Main from TestMain")
	}
	c, err := h.start()
	if err != nil {
		t.Fatalf("pgtest: %v", err)
	}
	name := "t" + strconv.FormatInt(h.seq.Add(1), 10)
	if err := admin(t.Context(), c, "create database "+name+" template tpl strategy file_copy"); err != nil {
		t.Fatalf("pgtest: make a database: %v", err)
	}
	t.Cleanup(func() {
		if err := admin(context.WithoutCancel(t.Context()), c, "drop database "+name+" with (force)"); err != nil {
			t.Errorf("pgtest: drop the database: %v", err)
		}
	})
	return c.DSN(name)
}

// Fresh returns a pool on a new database as FreshDSN makes it. The pool is closed with the test; a connection that the test
// did not give back fails it.
func Fresh(t testing.TB) *pgxpool.Pool {
	t.Helper()
	cfg, err := pgxpool.ParseConfig(FreshDSN(t))
	if err != nil {
		t.Fatalf("pgtest: %v", err)
	}
	cfg.MaxConns = 10
	pool, err := pgxpool.NewWithConfig(t.Context(), cfg)
	if err != nil {
		t.Fatalf("pgtest: %v", err)
	}
	t.Cleanup(func() {
		closed := make(chan struct{})
		go func() { pool.Close(); close(closed) }()
		patience := time.NewTimer(10 * time.Second)
		defer patience.Stop()
		select {
		case <-closed:
		case <-patience.C:
			t.Errorf("pgtest: %d connections were not given back to the pool", pool.Stat().AcquiredConns())
		}
	})
	return pool
}

// Dir returns a short folder that user postgres can enter, unlike t.TempDir's. It goes away with the test.
func Dir(t testing.TB) string {
	t.Helper()
	dir, err := makeDir()
	if err != nil {
		t.Fatalf("pgtest: %v", err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Errorf("pgtest: %v", err)
		}
	})
	return dir
}

// Durable starts a cluster of its own with fsync on, for tests that kill it. It goes away with the test.
func Durable(t testing.TB) *pglocal.Cluster {
	t.Helper()
	c, err := pglocal.Start(t.Context(), pglocal.Config{Dir: filepath.Join(Dir(t), "c"), Durable: true})
	if err != nil {
		t.Fatalf("pgtest: %v", err)
	}
	t.Cleanup(c.Kill)
	return c
}

func admin(ctx context.Context, c *pglocal.Cluster, sql string) error {
	conn, err := pgx.Connect(ctx, c.DSN("postgres"))
	if err != nil {
		return err
	}
	_, err = conn.Exec(ctx, sql)
	return errors.Join(err, conn.Close(ctx))
}

func makeDir() (string, error) {
	dir, err := os.MkdirTemp("", prefix+strconv.Itoa(os.Getpid())+"-")
	if err != nil {
		return "", err
	}
	return dir, os.Chmod(dir, 0o755) // user postgres must be able to walk in
}

// sweep removes what test binaries left that were killed: their process is gone, and their folders carry its number.
func sweep() {
	dirs, _ := filepath.Glob(filepath.Join(os.TempDir(), prefix+"*"))
	for _, dir := range dirs {
		number, _, _ := strings.Cut(strings.TrimPrefix(filepath.Base(dir), prefix), "-")
		pid, err := strconv.Atoi(number)
		if err != nil || pid < 1 || !errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) {
			continue
		}
		_ = os.RemoveAll(dir) // another binary may sweep at the same time
	}
}
