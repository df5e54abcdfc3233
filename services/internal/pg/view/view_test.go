package view_test

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/pg"
	"anjie.internal/services/internal/pg/pgtest"
	"anjie.internal/services/internal/pg/view"
)

func TestAViewFollowsTheLogAndGoesOnAfterARestart(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.fill(500, 7)
	v := w.view()
	stop := w.run(v)
	w.waitFor(v, w.head)
	if n := w.one("select sum(events) from view_sum.sum"); n != 500 {
		t.Fatalf("%d events in the view, want 500", n)
	}
	w.fill(20, 3)
	w.append("clock-1", payload{}) // passes no filter
	w.append("dispute-0", payload{N: 5})
	w.waitFor(v, w.head)
	stop()
	w.fill(100, 7)
	again := w.view()
	w.run(again)
	w.waitFor(again, w.head)
	if n := w.one("select sum(events) from view_sum.sum"); n != 621 {
		t.Fatalf("%d events in the view, want 621", n)
	}
	if got, want := w.digest(again), w.clean(w.head); got != want {
		t.Fatalf("digest %v, of a clean run %v", got, want)
	}
}

func TestALiveEventIsInTheViewWithinMilliseconds(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	v := w.view()
	w.run(v)
	w.waitFor(v, w.append("dispute-1", payload{}))
	best := time.Hour
	for range 20 {
		began := clock()
		w.waitFor(v, w.append("dispute-1", payload{}))
		best = min(best, clock().Sub(began))
	}
	t.Logf("best of 20: %v", best)
	if best > 20*time.Millisecond {
		t.Fatalf("an event takes at least %v", best)
	}
}

// TestEveryCrashLeavesThePositionAtTheEffects ends Apply between any two statements: by an error of the connection, by a panic
// and by ending PostgreSQL's own process.
func TestEveryCrashLeavesThePositionAtTheEffects(t *testing.T) {
	t.Parallel()
	crashes := map[string]func(ctx context.Context, tx pgx.Tx) error{
		"connection error": func(context.Context, pgx.Tx) error { return context.DeadlineExceeded },
		"panic":            func(context.Context, pgx.Tx) error { panic("between two statements") },
		"terminated backend": func(ctx context.Context, tx pgx.Tx) error {
			_, err := tx.Exec(ctx, "select pg_terminate_backend(pg_backend_pid())")
			return err
		},
	}
	for name, crash := range crashes {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			v := w.view(func(c *view.Config) { c.Batch = 4 })
			w.run(v)
			w.waitFor(v, w.append("dispute-0", payload{N: 1}))
			var fired atomic.Int64
			for k := range int64(8) { // statement k of the batches to come
				var n atomic.Int64
				f := func(ctx context.Context, tx pgx.Tx) error {
					if n.Add(1) == k+1 {
						fired.Add(1)
						return crash(ctx, tx)
					}
					return nil
				}
				w.failpoint.Store(&f)
				w.fill(6, 2)
				w.waitFor(v, w.head)
				// Whatever was committed on the way: the position says exactly what is there.
				if n := w.one(`select count(*) from view_sum.seen`); n != 1+int(k+1)*6 {
					t.Fatalf("%d events in the view after crash %d, want %d", n, k, 1+(k+1)*6)
				}
			}
			w.failpoint.Store(nil)
			if fired.Load() != 8 {
				t.Fatalf("%d crashes fired, want 8: the test is void", fired.Load())
			}
			if parked, err := v.Parked(t.Context()); err != nil || len(parked) > 0 {
				t.Fatalf("parked %v, %v: a crash is not the event's fault", parked, err)
			}
			if got, want := w.digest(v), w.clean(w.head); got != want {
				t.Fatalf("digest %v, of a clean run %v", got, want)
			}
		})
	}
}

func TestTwoProcessesRunOneViewOneAfterTheOther(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a := w.view()
	stopA := w.run(a)
	w.waitFor(a, w.fill(50, 5))
	b := w.view()
	w.run(b)
	w.waitFor(b, w.head) // b does not run, but knows
	w.waitFor(b, w.fill(50, 5))
	stopA()
	began := clock()
	w.waitFor(b, w.fill(50, 5))
	if d := clock().Sub(began); d > time.Second {
		t.Fatalf("the takeover took %v", d)
	}
	if got, want := w.digest(b), w.clean(w.head); got != want {
		t.Fatalf("digest %v, of a clean run %v", got, want)
	}
}

// TestAFollowerThatLostItsLeaseCannotCommit pauses the holder inside Apply, lets another take over and finish, and resumes it.
func TestAFollowerThatLostItsLeaseCannotCommit(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a := w.view()
	w.run(a)
	w.waitFor(a, w.append("dispute-0", payload{N: 1}))
	paused, resume := make(chan struct{}), make(chan struct{})
	first := true
	f := func(ctx context.Context, tx pgx.Tx) error {
		if first {
			first = false
			close(paused)
			<-resume
		}
		_, err := tx.Exec(context.WithoutCancel(ctx), "select 1") // a paused process does not know that it was cancelled
		return err
	}
	w.failpoint.Store(&f)
	w.append("dispute-0", payload{N: 2})
	<-paused
	w.failpoint.Store(nil)
	// The paused one does not know that its lease is gone: its epoch is old, its transaction open.
	before := w.one("select epoch from lease")
	if _, err := w.pool.Exec(t.Context(), "update lease set epoch = epoch + 1, until = now() + interval '1 hour', pid = pg_backend_pid()"); err != nil {
		t.Fatal(err)
	}
	close(resume)
	w.eventually("the paused follower gave up", func() bool {
		return w.one("select count(*) from pg_stat_activity where datname = current_database() and state like 'idle in transaction%'") == 0
	})
	if n := w.one("select count(*) from view_sum.seen"); n != 1 {
		t.Fatalf("%d events in the view: the fence did not hold", n)
	}
	if _, err := w.pool.Exec(t.Context(), "update lease set until = '-infinity'"); err != nil {
		t.Fatal(err)
	}
	w.waitFor(a, w.head)
	if e := w.one("select epoch from lease"); e != before+2 {
		t.Fatalf("epoch %d after %d, want two takeovers", e, before)
	}
	if n := w.one("select count(*) from view_sum.seen"); n != 2 {
		t.Fatalf("%d events in the view, want 2", n)
	}
}

func TestRequestsThatHoldEveryConnectionDoNotStopTheViewTheyWaitFor(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	pool, err := pg.Open(t.Context(), pgtest.FreshDSN(t), pg.Options{MaxConns: 2})
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	w.pool = pool
	v := w.view()
	stop := w.run(v)
	defer stop()
	w.waitFor(v, w.append("dispute-0", payload{}))
	done := make(chan error, 8)
	for i := range 8 {
		go func() {
			done <- pg.InTx(t.Context(), pool, func(pgx.Tx) error {
				ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
				defer cancel()
				return v.WaitFor(ctx, w.append(fmt.Sprintf("dispute-%d", i), payload{}))
			})
		}()
	}
	for range 8 {
		if err := <-done; err != nil {
			t.Fatal(err)
		}
	}
}

func TestWaitForEndsWithItsContext(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	v := w.view()
	if err := v.Prepare(t.Context()); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if err := v.WaitFor(ctx, es.Position{Commit: 9, Prepare: 9}); !errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("%v, want the deadline", err)
	}
}

func TestAWrongConfigurationIsReported(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for name, change := range map[string]func(*view.Config){
		"name":  func(c *view.Config) { c.Definition.Name = "Sum; drop" },
		"clock": func(c *view.Config) { c.Now = nil },
		"apply": func(c *view.Config) { c.Definition.Apply = nil },
	} {
		v := w.view(change)
		if err := v.Run(t.Context()); err == nil || errors.Is(err, context.Canceled) {
			t.Errorf("%s: Run says %v", name, err)
		}
		if _, err := v.Rebuild(t.Context(), nil); err == nil {
			t.Errorf("%s: Rebuild says nothing", name)
		}
	}
}
