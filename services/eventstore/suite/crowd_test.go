package suite_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"anjie.internal/services/eventstore/eventstoretest"
	"anjie.internal/services/internal/longtest"
	"anjie.internal/services/internal/pg/pgtest"
)

// logUnderTest is a log that many write and many follow.
type logUnderTest interface {
	// append writes one event at the revision after expected (-1: new stream). abort asks it to give up half-way, so that the
	// outcome is whatever it is. It returns errConflict when somebody else was faster.
	append(ctx context.Context, stream string, expected int64, id uuid.UUID, abort bool) error
	// follow calls seen for each event from the start on, in the order of the log, until ctx ends.
	follow(ctx context.Context, seen func(id uuid.UUID, stream string, revision int64, position uint64)) error
	// last returns the revision of the last event of a stream, -1 for none.
	last(ctx context.Context, stream string) (int64, error)
	// all returns the ids of every event in the log, in order, when nobody writes any more.
	all(ctx context.Context) ([]uuid.UUID, error)
}

var errConflict = errors.New("conflict")

// crowd is how a trial went.
type crowd struct {
	appended, conflicts, aborted int64
	logged                       int
	violations                   []string
}

const writers, subscribers = 64, 8

// gather lets 64 writers append to shared and own streams while 8 subscribers follow from the start, and then compares what
// each subscriber saw with the log: every event once, in order, no gap.
func gather(t *testing.T, log logUnderTest, events int) crowd {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	var (
		c       crowd
		wg      sync.WaitGroup
		watch   = make([]*watcher, subscribers)
		follows = make(chan error, subscribers)
	)
	fctx, unfollow := context.WithCancel(ctx)
	defer unfollow()
	for i := range watch {
		watch[i] = &watcher{revisions: map[string]int64{}, grown: make(chan struct{}, 1)}
		go func() { follows <- log.follow(fctx, watch[i].see) }()
	}
	var appended, conflicts, aborted atomic.Int64
	for w := range writers {
		rng := rand.New(rand.NewPCG(7, uint64(w)))
		wg.Go(func() {
			own, shared := int64(-1), map[string]int64{}
			for appended.Load() < int64(events) && ctx.Err() == nil {
				stream, expected := fmt.Sprintf("own-%d", w), own
				if rng.IntN(4) == 0 {
					stream = fmt.Sprintf("shared-%d", rng.IntN(4))
					expected = -1
					if r, ok := shared[stream]; ok {
						expected = r
					}
				}
				abort := rng.IntN(20) == 0 && stream != fmt.Sprintf("own-%d", w)
				err := log.append(ctx, stream, expected, uuid.New(), abort)
				switch {
				case abort && err != nil && !errors.Is(err, errConflict):
					aborted.Add(1) // gone before the answer, or rolled back: only what really failed counts
				case errors.Is(err, errConflict):
					conflicts.Add(1)
					shared[stream] = expected + 1 // guess on; sooner or later it fits
				case err != nil:
					// Its outcome is not known: go on where the stream is.
					now, err := log.last(ctx, stream)
					if err != nil {
						t.Errorf("read %s: %v", stream, err)
						return
					}
					if stream == fmt.Sprintf("own-%d", w) {
						own = now
					} else {
						shared[stream] = now
					}
				default:
					appended.Add(1)
					if stream == fmt.Sprintf("own-%d", w) {
						own++
					} else {
						shared[stream] = expected + 1
					}
				}
			}
		})
	}
	wg.Wait()
	ids, err := log.all(ctx)
	if err != nil {
		t.Fatal(err)
	}
	c.appended, c.conflicts, c.aborted, c.logged = appended.Load(), conflicts.Load(), aborted.Load(), len(ids)
	for _, w := range watch {
		wg.Go(func() { w.await(ctx, len(ids)) })
	}
	wg.Wait()
	for i, w := range watch {
		for _, v := range w.compare(ids) {
			c.violations = append(c.violations, fmt.Sprintf("subscriber %d: %s", i, v))
		}
	}
	unfollow()
	for range watch {
		if err := <-follows; err != nil && fctx.Err() == nil {
			t.Errorf("follow: %v", err)
		}
	}
	return c
}

// watcher remembers what one subscriber saw.
type watcher struct {
	mu        sync.Mutex
	ids       []uuid.UUID
	last      uint64
	revisions map[string]int64
	wrong     []string
	grown     chan struct{}
}

func (w *watcher) see(id uuid.UUID, stream string, revision int64, position uint64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if position <= w.last {
		w.wrong = append(w.wrong, fmt.Sprintf("position %d after %d", position, w.last))
	}
	w.last = position
	if before, ok := w.revisions[stream]; (ok && revision != before+1) || (!ok && revision != 0) {
		w.wrong = append(w.wrong, fmt.Sprintf("%s: revision %d after %d", stream, revision, before))
	}
	w.revisions[stream] = revision
	w.ids = append(w.ids, id)
	select {
	case w.grown <- struct{}{}:
	default:
	}
}

// await returns when n events were seen, or when none has come for a while.
func (w *watcher) await(ctx context.Context, n int) {
	for {
		w.mu.Lock()
		have := len(w.ids)
		w.mu.Unlock()
		if have >= n {
			return
		}
		quiet := time.NewTimer(3 * time.Second)
		select {
		case <-w.grown:
			quiet.Stop()
		case <-quiet.C:
			return
		case <-ctx.Done():
			quiet.Stop()
			return
		}
	}
}

func (w *watcher) compare(ids []uuid.UUID) []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	wrong := append([]string(nil), w.wrong...)
	seen := map[uuid.UUID]int{}
	for _, id := range w.ids {
		seen[id]++
	}
	missed := 0
	for _, id := range ids {
		switch seen[id] {
		case 0:
			missed++
		case 1:
		default:
			wrong = append(wrong, fmt.Sprintf("event %s came %d times", id, seen[id]))
		}
	}
	if missed > 0 {
		wrong = append(wrong, fmt.Sprintf("%d of %d events never came", missed, len(ids)))
	}
	for i := range min(len(ids), len(w.ids)) {
		if ids[i] != w.ids[i] {
			wrong = append(wrong, fmt.Sprintf("event %d of the log came out of order", i))
			break
		}
	}
	return wrong
}

func TestEverySubscriberSeesEveryEventOnceInOrder(t *testing.T) {
	dsn := pgtest.FreshDSN(t)
	server := eventstoretest.Start(t, dsn)
	log := newServed(t, server.ConnectionString())
	cut, done := cutTransactions(t, dsn)
	c := gather(t, log, longtest.Pick(t, 6_000, 60_000))
	cut()
	terminated := <-done
	t.Logf("%d appended, %d conflicts, %d aborted, %d in the log; %d transactions cut", c.appended, c.conflicts, c.aborted, c.logged, terminated)
	for _, v := range c.violations {
		t.Error(v)
	}
	if c.conflicts == 0 || c.aborted == 0 || terminated == 0 {
		t.Errorf("void: %d conflicts, %d aborted appends, %d cut transactions; the trial needs all three", c.conflicts, c.aborted, terminated)
	}
}

// cutTransactions ends the connection of whoever is inside a transaction of the store now and then, so that batches are rolled
// back, or committed without an answer, while everybody writes and follows. It returns what stops it and, then, how often it
// did.
func cutTransactions(t *testing.T, dsn string) (stop func(), cut <-chan int) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	times := make(chan int, 1)
	go func() {
		defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
		n := 0
		defer func() { times <- n }()
		for ; ; rest(ctx, 20*time.Millisecond) {
			var hit int
			err := conn.QueryRow(ctx, `select count(*) from (
				select pg_terminate_backend(pid) from pg_stat_activity
				where datname = current_database() and pid <> pg_backend_pid() and backend_xid is not null limit 1) x`).Scan(&hit)
			if err != nil {
				return
			}
			if n += hit; hit > 0 {
				rest(ctx, 500*time.Millisecond) // let it work again
			}
		}
	}()
	return cancel, times
}

// The negative control: positions from a sequence, read with "greater than the last one", as such logs are usually written.
// Rows become visible when their transaction commits, not when they got their number, so a reader passes over some. If this
// test ever finds nothing wrong, the check above proves nothing.
func TestTheCheckFindsWhatASequenceLoses(t *testing.T) {
	c := gather(t, newSerialLog(t), longtest.Pick(t, 6_000, 20_000))
	t.Logf("%d appended, %d conflicts, %d aborted, %d in the log; %d violations", c.appended, c.conflicts, c.aborted, c.logged, len(c.violations))
	if len(c.violations) == 0 {
		t.Error("the check did not notice that a bigserial is no log position")
	}
}
