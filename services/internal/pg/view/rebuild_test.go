package view_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/pg/view"
)

func rebuild(t *testing.T, v *view.View) view.RebuildReport {
	t.Helper()
	r, err := v.Rebuild(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestARebuiltViewIsEqual(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	v := w.view(func(c *view.Config) { c.Batch = 64 })
	w.run(v)
	w.waitFor(v, w.fill(1000, 13))
	before := w.digest(v)
	var steps []es.Position
	r, err := w.view(func(c *view.Config) { c.Batch = 64 }).Rebuild(t.Context(), func(done, head es.Position) {
		if head.Before(done) {
			t.Errorf("done %s of %s", done, head)
		}
		steps = append(steps, done)
	})
	if err != nil {
		t.Fatal(err)
	}
	if !r.Equal || !r.Compared || r.Live != before || r.Rebuilt != before || r.Events != 1000 || len(steps) < 10 {
		t.Fatalf("report %+v after %d steps, live before %v", r, len(steps), before)
	}
	if after := w.digest(v); after != before {
		t.Fatalf("digest %v after the rebuild, %v before", after, before)
	}
	// The follower of the old tables goes on in the new ones.
	w.waitFor(v, w.fill(10, 3))
	if got, want := w.digest(v), w.clean(w.head); got != want {
		t.Fatalf("digest %v, of a clean run %v", got, want)
	}
	if n := w.one("select count(*) from pg_namespace where nspname like 'view%' and nspname <> 'view_sum'"); n != 0 {
		t.Fatalf("%d schemas are left over", n)
	}
	if n := w.one("select count(*) from follower_position"); n != 1 {
		t.Fatalf("%d positions, want one", n)
	}
}

func TestARebuildFindsAndHealsTampering(t *testing.T) {
	t.Parallel()
	for name, sql := range map[string]string{
		"a deleted row": "delete from view_sum.seen where stream = 'dispute-3' and revision = 2",
		"a changed row": "update view_sum.sum set total = total + 1 where stream = 'dispute-3'",
		"an added row":  "insert into view_sum.sum values ('dispute-forged', 1, 1, 1)",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			v := w.view()
			stop := w.run(v)
			w.waitFor(v, w.fill(200, 7))
			stop()
			tag, err := w.pool.Exec(t.Context(), sql)
			if err != nil || tag.RowsAffected() != 1 {
				t.Fatalf("%v, %v", tag, err)
			}
			var said bytes.Buffer
			r := rebuild(t, w.view(func(c *view.Config) {
				c.Logger = slog.New(slog.NewTextHandler(&said, &slog.HandlerOptions{Level: slog.LevelError}))
			}))
			if r.Equal || !r.Compared || r.Live.SHA256 == r.Rebuilt.SHA256 || r.Live.Position != r.Rebuilt.Position {
				t.Fatalf("report %+v, want it not equal", r)
			}
			for _, want := range []string{"view=sum", "live=" + r.Live.SHA256, "rebuilt=" + r.Rebuilt.SHA256} {
				if !strings.Contains(said.String(), want) {
					t.Errorf("the log does not say %s: %s", want, &said)
				}
			}
			if got, want := w.digest(v), w.clean(w.head); got != want {
				t.Fatalf("digest %v after the rebuild, of a clean run %v", got, want)
			}
			if r := rebuild(t, v); !r.Equal {
				t.Fatalf("the second rebuild says %+v", r)
			}
		})
	}
}

// TestRebuildingWhileEventsArriveAndQueriesRun rebuilds again and again under load. Every answer must be of one version: the two
// tables of a view agree in every snapshot, and nothing ever goes back.
func TestRebuildingWhileEventsArriveAndQueriesRun(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	v := w.view()
	w.run(v)
	w.waitFor(v, w.fill(1000, 50))
	ctx, cancel := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	var queries, events atomic.Int64
	var slowest atomic.Int64
	wg.Go(func() {
		for i := 0; ctx.Err() == nil; i++ {
			w.append("dispute-0", payload{N: i}) //nolint:contextcheck // the end of the load must not cut an append off
			events.Add(1)
			beat(ctx, 5*time.Millisecond)
		}
	})
	for range 3 {
		wg.Go(func() {
			last := 0
			for ctx.Err() == nil {
				began := clock()
				var sum, seen int
				err := w.pool.QueryRow(ctx, "select (select coalesce(sum(events), 0) from view_sum.sum), (select count(*) from view_sum.seen)").Scan(&sum, &seen)
				if ctx.Err() != nil {
					return
				}
				if err != nil || sum != seen || sum < last {
					t.Errorf("a query answers %d and %d after %d, %v", sum, seen, last, err)
					return
				}
				last = sum
				queries.Add(1)
				slowest.Store(max(slowest.Load(), int64(clock().Sub(began))))
				beat(ctx, 2*time.Millisecond)
			}
		})
	}
	wg.Go(func() { // two statements in one transaction see one version as well
		for ctx.Err() == nil {
			err := pgx.BeginTxFunc(ctx, w.pool, pgx.TxOptions{IsoLevel: pgx.RepeatableRead}, func(tx pgx.Tx) error {
				var sum, seen int
				if err := tx.QueryRow(ctx, "select coalesce(sum(events), 0) from view_sum.sum").Scan(&sum); err != nil {
					return err
				}
				if err := tx.QueryRow(ctx, "select count(*) from view_sum.seen").Scan(&seen); err != nil {
					return err
				}
				if sum != seen {
					t.Errorf("one transaction sees %d and %d", sum, seen)
				}
				return nil
			})
			if err != nil && ctx.Err() == nil {
				t.Errorf("a transaction fails: %v", err)
			}
			beat(ctx, 3*time.Millisecond)
		}
	})
	rebuilds := 5
	for i := range rebuilds {
		if r := rebuild(t, v); !r.Equal {
			t.Errorf("rebuild %d: %+v", i, r)
		}
	}
	cancel()
	wg.Wait()
	w.waitFor(v, w.head)
	if queries.Load() == 0 || events.Load() == 0 {
		t.Fatal("nothing happened during the rebuilds: the test is void")
	}
	t.Logf("%d rebuilds under %d events and %d queries, the slowest %v", rebuilds, events.Load(), queries.Load(), time.Duration(slowest.Load()))
	if got, want := w.digest(v), w.clean(w.head); got != want {
		t.Fatalf("digest %v, of a clean run %v", got, want)
	}
}

func beat(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}

func TestALongReaderDelaysTheSwapAndNobodyElse(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	v := w.view()
	w.run(v)
	w.waitFor(v, w.fill(100, 5))
	reader, err := w.pool.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var n int
	if err := reader.QueryRow(t.Context(), "select count(*) from view_sum.sum").Scan(&n); err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { _, err := v.Rebuild(t.Context(), nil); done <- err }()
	w.eventually("the rebuild waits for the reader", func() bool {
		return w.one("select count(*) from pg_locks where mode = 'AccessExclusiveLock' and not granted") > 0
	})
	for range 5 { // others read and write meanwhile
		w.waitFor(v, w.append("dispute-0", payload{}))
		w.one("select count(*) from view_sum.sum")
	}
	select {
	case err := <-done:
		t.Fatalf("the rebuild ended (%v) while a transaction still read the old tables", err)
	default:
	}
	if err := reader.QueryRow(t.Context(), "select count(*) from view_sum.seen").Scan(&n); err != nil || n < 100 {
		t.Fatalf("the reader sees %d events, %v", n, err)
	}
	if err := reader.Rollback(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := <-done; err != nil {
		t.Fatal(err)
	}
}

func TestAnotherDefinitionIsRebuiltAtTheStart(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	v := w.view()
	stop := w.run(v)
	w.waitFor(v, w.fill(100, 5))
	stop()
	other := w.view(func(c *view.Config) {
		c.Definition.Schema += "create table extra (n int); insert into extra values (1);"
	})
	w.run(other)
	w.eventually("the new table is there", func() bool {
		return w.one("select count(*) from pg_class where relname = 'extra' and relnamespace = to_regnamespace('view_sum')") == 1
	})
	w.waitFor(other, w.fill(10, 5))
	if got, want := w.digest(other), w.clean(w.head); got != want {
		t.Fatalf("digest %v, of a clean run %v", got, want)
	}
}

func TestAnInterruptedRebuildLeavesTheLiveViewAndIsClearedAway(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	v := w.view(func(c *view.Config) { c.Batch = 10 })
	stop := w.run(v)
	w.waitFor(v, w.fill(300, 5))
	stop()
	before := w.digest(v)
	ctx, cancel := context.WithCancel(t.Context())
	_, err := v.Rebuild(ctx, func(done, _ es.Position) {
		if done.Commit > 100 {
			cancel()
		}
	})
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("the rebuild ended with %v", err)
	}
	if n := w.one("select count(*) from pg_namespace where nspname = 'view_sum__next'"); n != 1 {
		t.Fatal("the interrupted rebuild left nothing: the test is void")
	}
	if got := w.digest(v); got != before {
		t.Fatalf("digest %v, %v before", got, before)
	}
	again := w.view()
	w.run(again)
	w.waitFor(again, w.append("dispute-0", payload{}))
	if n := w.one("select count(*) from pg_namespace where nspname = 'view_sum__next'"); n != 0 {
		t.Fatal("the left-over is still there after the next start")
	}
	if r := rebuild(t, again); !r.Equal {
		t.Fatalf("report %+v", r)
	}
}

func TestTwoRebuildsAtOnceAreRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	v := w.view()
	stop := w.run(v)
	w.waitFor(v, w.fill(100, 5))
	stop()
	building, goOn := make(chan struct{}), make(chan struct{})
	first := true
	done := make(chan error, 1)
	go func() {
		_, err := v.Rebuild(t.Context(), func(es.Position, es.Position) {
			if first {
				first = false
				close(building)
				<-goOn
			}
		})
		done <- err
	}()
	<-building
	if _, err := w.view().Rebuild(t.Context(), nil); !errors.Is(err, view.ErrRebuilding) {
		t.Errorf("the second rebuild: %v, want ErrRebuilding", err)
	}
	close(goOn)
	if err := <-done; err != nil {
		t.Fatal(err)
	}
}

func TestARebuildParksWhatTheViewParks(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.poison.Store(true)
	bad, behind := poisoned(w)
	v := w.view()
	w.run(v)
	w.waitFor(v, w.head)
	if r := rebuild(t, v); !r.Equal || r.Parked != int64(bad+behind) {
		t.Fatalf("report %+v, want it equal with %d parked", r, bad+behind)
	}
	w.poison.Store(false)
	if r := rebuild(t, v); r.Equal || r.Parked != 0 {
		t.Fatalf("report %+v, want nothing parked any more", r)
	}
	w.waitFor(v, w.append("dispute-bad-99", payload{N: 3})) // the follower knows that nothing is held any more
	if got, want := w.digest(v), w.clean(w.head); got != want {
		t.Fatalf("digest %v, of a clean run %v", got, want)
	}
}
