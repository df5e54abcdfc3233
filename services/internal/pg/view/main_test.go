package view_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/es/esmem"
	"anjie.internal/services/internal/pg"
	"anjie.internal/services/internal/pg/pgtest"
	"anjie.internal/services/internal/pg/view"
)

func TestMain(m *testing.M) { pgtest.Main(m, pg.MigratePlatform) }

func clock() time.Time { return time.Now() } //nolint:forbidigo // the tests' clock

// world is a log, a database, and a view of both.
type world struct {
	t     *testing.T
	pool  *pgxpool.Pool
	store *esmem.Store

	mu        sync.Mutex
	revisions map[string]int64
	head      es.Position

	// poison makes events with this payload fail until it is switched off.
	poison atomic.Bool
	// failpoint is called before each statement of Apply.
	failpoint atomic.Pointer[func(ctx context.Context, tx pgx.Tx) error]
}

type payload struct {
	N    int    `json:"n"`
	Bad  bool   `json:"bad,omitempty"`
	Name string `json:"name,omitempty"`
}

func newWorld(t *testing.T) *world {
	t.Helper()
	return &world{t: t, pool: pgtest.Fresh(t), store: esmem.New(clock), revisions: make(map[string]int64)}
}

func (w *world) append(stream string, events ...payload) es.Position {
	w.t.Helper()
	w.mu.Lock()
	defer w.mu.Unlock()
	var pending []es.Pending
	for _, e := range events {
		data, err := json.Marshal(e)
		if err != nil {
			w.t.Fatal(err)
		}
		pending = append(pending, es.Pending{ID: uuid.New(), Type: "noted-v1", Data: data, Metadata: []byte("{}")})
	}
	expected, ok := w.revisions[stream]
	if !ok {
		expected = es.NoStream
	}
	at, err := w.store.Append(w.t.Context(), stream, expected, pending)
	if err != nil {
		w.t.Fatal(err)
	}
	w.revisions[stream], w.head = int64(at.Revision), at.Position
	return at.Position
}

// fill appends n events over a number of streams.
func (w *world) fill(n, streams int) (last es.Position) {
	w.t.Helper()
	for i := range n {
		last = w.append(fmt.Sprintf("dispute-%d", i%streams), payload{N: i})
	}
	return last
}

var errPoison = errors.New("cannot be understood")

// definition sums payloads by stream, in a way that notices skipped, repeated and reordered events.
func (w *world) definition() view.Definition {
	return view.Definition{
		Name: "sum",
		Schema: `create table sum (stream text primary key, events bigint not null, total bigint not null, chain bigint not null);
			create table seen (stream text not null, revision bigint not null, primary key (stream, revision) deferrable initially deferred);`,
		Tables: []view.Table{{Name: "sum", OrderBy: "stream"}, {Name: "seen", OrderBy: "stream, revision"}},
		Filter: es.Filter{Streams: []string{"dispute-"}},
		Apply: func(ctx context.Context, tx pgx.Tx, batch []es.Record) error {
			for _, r := range batch {
				var p payload
				if err := json.Unmarshal(r.Data, &p); err != nil {
					return err
				}
				if err := w.point(ctx, tx); err != nil {
					return err
				}
				if _, err := tx.Exec(ctx, "insert into seen values ($1, $2)", r.Stream, int64(r.Revision)); err != nil {
					return err
				}
				if err := w.point(ctx, tx); err != nil {
					return err
				}
				if _, err := tx.Exec(ctx, `insert into sum values ($1, 1, $2, $2)
					on conflict (stream) do update set events = sum.events + 1, total = sum.total + $2, chain = (sum.chain * 31 + $2) % 1000003`,
					r.Stream, int64(p.N)); err != nil {
					return err
				}
				if err := w.point(ctx, tx); err != nil {
					return err
				}
				if p.Bad && w.poison.Load() {
					return fmt.Errorf("event of %q born 19700101: %w", p.Name, errPoison)
				}
			}
			return nil
		},
	}
}

func (w *world) point(ctx context.Context, tx pgx.Tx) error {
	if f := w.failpoint.Load(); f != nil {
		return (*f)(ctx, tx)
	}
	return nil
}

func (w *world) view(change ...func(*view.Config)) *view.View {
	c := view.Config{
		Pool: w.pool, Store: w.store, Definition: w.definition(), Now: clock, Logger: slog.New(slog.DiscardHandler),
		Lease: pg.LeaseOptions{TTL: 2 * time.Second, Poll: 10 * time.Millisecond},
	}
	for _, f := range change {
		f(&c)
	}
	return view.New(c)
}

// run runs a view until the returned stop, or the end of the test.
func (w *world) run(v *view.View) (stop func()) {
	w.t.Helper()
	ctx, cancel := context.WithCancel(w.t.Context())
	done := make(chan error, 1)
	go func() { done <- v.Run(ctx) }()
	stop = sync.OnceFunc(func() {
		cancel()
		if err := <-done; !errors.Is(err, context.Canceled) {
			w.t.Errorf("Run ended with %v", err)
		}
	})
	w.t.Cleanup(stop)
	return stop
}

func (w *world) waitFor(v *view.View, p es.Position) {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.t.Context(), 20*time.Second)
	defer cancel()
	if err := v.WaitFor(ctx, p); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) digest(v *view.View) view.Digest {
	w.t.Helper()
	d, err := v.Digest(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	return d
}

// clean is the digest of a view that follows the same log in a database of its own.
func (w *world) clean(p es.Position) view.Digest {
	w.t.Helper()
	other := &world{t: w.t, pool: pgtest.Fresh(w.t), store: w.store}
	v := other.view()
	stop := other.run(v)
	other.waitFor(v, p)
	stop()
	return other.digest(v)
}

func (w *world) one(sql string) (n int) {
	w.t.Helper()
	if err := w.pool.QueryRow(w.t.Context(), sql).Scan(&n); err != nil {
		w.t.Fatal(err)
	}
	return n
}

// eventually polls a condition of the database.
func (w *world) eventually(what string, ok func() bool) {
	w.t.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	patience := time.NewTimer(20 * time.Second)
	defer patience.Stop()
	for !ok() {
		select {
		case <-tick.C:
		case <-patience.C:
			w.t.Fatalf("waited in vain until %s", what)
		}
	}
}
