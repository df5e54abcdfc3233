package pglocal_test

import (
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"anjie.internal/services/internal/pg/pglocal"
	"anjie.internal/services/internal/pg/pgtest"
)

func TestAcknowledgedRowsSurviveKillAndRestart(t *testing.T) {
	t.Parallel()
	ctx, dir := t.Context(), pgtest.Dir(t)
	began := time.Now() //nolint:forbidigo // measures the start
	c, err := pglocal.Start(ctx, pglocal.Config{Dir: dir, Durable: true})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Stop()
	t.Logf("cold start %v", time.Since(began))
	conn, err := pgx.Connect(ctx, c.DSN("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Exec(ctx, "create table t (n int); insert into t values (1)"); err != nil {
		t.Fatal(err)
	}
	for i := range 3 {
		c.Kill()
		if c.Pid() != 0 {
			t.Fatal("still has a pid after Kill")
		}
		began := time.Now() //nolint:forbidigo // measures the start
		if err := c.Restart(ctx); err != nil {
			t.Fatalf("restart %d: %v", i, err)
		}
		t.Logf("restart after kill %v", time.Since(began))
		if err := c.Stop(); err != nil {
			t.Fatal(err)
		}
		if err := c.Stop(); err != nil {
			t.Fatal(err)
		}
		began = time.Now() //nolint:forbidigo // measures the start
		if err := c.Restart(ctx); err != nil {
			t.Fatalf("restart %d: %v", i, err)
		}
		t.Logf("warm start %v", time.Since(began))
	}
}
