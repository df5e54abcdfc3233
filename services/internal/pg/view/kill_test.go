package view_test

import (
	"sync"
	"testing"

	"anjie.internal/services/internal/es/esmem"
	"anjie.internal/services/internal/longtest"
	"anjie.internal/services/internal/pg"
	"anjie.internal/services/internal/pg/pgtest"
	"anjie.internal/services/internal/pg/view"
)

// TestKillingPostgreSQLLosesNothingAndRepeatsNothing kills the server in the middle of the work, again and again. The view's
// commits do not wait for the disk, so the last of them may be forgotten: with their position.
func TestKillingPostgreSQLLosesNothingAndRepeatsNothing(t *testing.T) {
	t.Parallel()
	c, ctx := pgtest.Durable(t), t.Context()
	if err := pg.MigratePlatform(ctx, c.DSN("postgres")); err != nil {
		t.Fatal(err)
	}
	pool, err := pg.Open(ctx, c.DSN("postgres"), pg.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	w := &world{t: t, pool: pool, store: esmem.New(clock), revisions: make(map[string]int64)}
	v := w.view(func(c *view.Config) { c.Batch = 20 })
	stop := w.run(v)
	defer stop()
	rounds := longtest.Pick(t, 2, 8)
	var wg sync.WaitGroup
	for range rounds {
		from := w.fill(20, 7)
		wg.Go(func() { w.fill(200, 7) })
		w.waitFor(v, from) // in the middle of the 200
		c.Kill()
		if err := c.Restart(ctx); err != nil {
			t.Fatal(err)
		}
		wg.Wait()
		pool.Reset()
	}
	w.waitFor(v, w.head)
	w.eventually("every event is in the view once", func() bool { return w.one("select count(*) from view_sum.seen") == rounds*220 })
	if parked, err := v.Parked(ctx); err != nil || len(parked) > 0 {
		t.Fatalf("parked %v, %v: a crash is not the event's fault", parked, err)
	}
	w.eventually("the digest is that of a clean run", func() bool { return w.digest(v) == w.clean(w.head) })
}
