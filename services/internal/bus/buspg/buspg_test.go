package buspg_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"anjie.internal/services/internal/bus"
	"anjie.internal/services/internal/bus/buspg"
	"anjie.internal/services/internal/bus/bustest"
	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/es/esmem"
	"anjie.internal/services/internal/pg"
	"anjie.internal/services/internal/pg/pgtest"
)

var now = time.Now //nolint:forbidigo // the one clock of these tests

func TestMain(m *testing.M) {
	pgtest.Main(m, func(ctx context.Context, dsn string) error {
		if err := pg.MigratePlatform(ctx, dsn); err != nil {
			return err
		}
		conn, err := pgx.Connect(ctx, dsn)
		if err != nil {
			return err
		}
		defer conn.Close(ctx) //nolint:errcheck // nothing is lost with it
		_, err = conn.Exec(ctx, "CREATE TABLE effect (n bigserial PRIMARY KEY, id uuid NOT NULL)")
		return err
	})
}

// count is an effect that a repetition would show: there is no unique key.
func count(f bus.Fact) func(context.Context, pgx.Tx) error {
	return func(ctx context.Context, tx pgx.Tx) error {
		_, err := tx.Exec(ctx, "INSERT INTO effect (id) VALUES ($1)", f.ID)
		return err
	}
}

func effects(t *testing.T, pool *pgxpool.Pool) []uuid.UUID {
	t.Helper()
	rows, err := pool.Query(t.Context(), "SELECT id FROM effect ORDER BY n")
	if err != nil {
		t.Fatal(err)
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[uuid.UUID])
	if err != nil {
		t.Fatal(err)
	}
	return ids
}

func TestOnceSavesThePositionWithTheEffectOrNeither(t *testing.T) {
	pool := pgtest.Fresh(t)
	c := buspg.Consumer{Pool: pool, Name: "test"}
	facts := bustest.Facts(1, 3)
	if p, err := c.Position(t.Context()); err != nil || !p.IsZero() {
		t.Fatal(p, err)
	}
	boom := errors.New("boom")
	err := c.Once(t.Context(), facts[0], func(ctx context.Context, tx pgx.Tx) error {
		return errors.Join(count(facts[0])(ctx, tx), boom)
	})
	if p, posErr := c.Position(t.Context()); !errors.Is(err, boom) || posErr != nil || !p.IsZero() || len(effects(t, pool)) != 0 {
		t.Fatal(err, p, posErr, effects(t, pool))
	}
	for _, f := range []bus.Fact{facts[0], facts[0], facts[2], facts[1], facts[2]} {
		if err := c.Once(t.Context(), f, count(f)); err != nil {
			t.Fatal(err)
		}
	}
	if got := effects(t, pool); len(got) != 2 || got[0] != facts[0].ID || got[1] != facts[2].ID {
		t.Fatal(got)
	}
	if p, err := (buspg.Consumer{Pool: pool, Name: "other"}).Position(t.Context()); err != nil || !p.IsZero() {
		t.Fatal("another consumer has a position: ", p, err)
	}
}

// fencedOff is a lease that was lost.
type fencedOff struct{}

func (fencedOff) Check(context.Context, pgx.Tx) error { return pg.ErrFenced }

func TestAHolderThatLostItsLeaseSavesNothing(t *testing.T) {
	pool := pgtest.Fresh(t)
	f := bustest.Facts(1, 1)[0]
	if err := (buspg.Consumer{Pool: pool, Name: "test", Lease: fencedOff{}}).Once(t.Context(), f, count(f)); !errors.Is(err, pg.ErrFenced) {
		t.Fatal(err)
	}
	at := bus.Checkpoint{Scanned: bustest.Position(2), Fact: bustest.Position(1)}
	if err := (buspg.Checkpoints{Pool: pool, Feed: "test", Lease: fencedOff{}}).Save(t.Context(), at); !errors.Is(err, pg.ErrFenced) {
		t.Fatal(err)
	}
	if got := effects(t, pool); len(got) != 0 {
		t.Fatal(got)
	}
	if got, err := (buspg.Checkpoints{Pool: pool, Feed: "test"}).Load(t.Context()); err != nil || got != (bus.Checkpoint{}) {
		t.Fatal(got, err)
	}
	if err := (buspg.Checkpoints{Pool: pool, Feed: "test"}).Save(t.Context(), at); err != nil {
		t.Fatal(err)
	}
	if got, err := (buspg.Checkpoints{Pool: pool, Feed: "test"}).Load(t.Context()); err != nil || got != at {
		t.Fatal(got, err)
	}
}

// TestTwoConsumersOfOneName run by mistake, without leases, and lose and repeat answers on top.
func TestTwoConsumersOfOneName(t *testing.T) {
	pool := pgtest.Fresh(t)
	facts := bustest.Facts(1, 300)
	var road bustest.Road
	road.Add(facts...)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var wg sync.WaitGroup
	var tried sync.Map
	for i := range 2 {
		store := buspg.Consumer{Pool: pool, Name: "test"}
		c, err := bus.NewConsumer(bus.ConsumerConfig{
			Name: "test", Backfill: road.Backfill, Checkpoint: store.Position, Now: now, Interval: 20 * time.Millisecond,
			Handle: func(ctx context.Context, f bus.Fact) error {
				tried.Store([2]any{i, f.ID}, true)
				if err := store.Once(ctx, f, count(f)); err != nil || f.Position.Commit%70 != 0 {
					return err
				}
				return errors.New("the answer of the commit got lost")
			},
		})
		if err != nil {
			t.Fatal(err)
		}
		wg.Go(func() { _ = c.Run(ctx) })
	}
	bustest.Eventually(t, "an effect of every fact", func() bool { return len(effects(t, pool)) >= len(facts) })
	cancel()
	wg.Wait()
	got := effects(t, pool)
	for i, f := range facts {
		if got[i] != f.ID {
			t.Fatalf("effect %d is %s", i, got[i])
		}
	}
	tries := 0
	tried.Range(func(any, any) bool { tries++; return true })
	if len(got) != len(facts) || tries <= len(facts) {
		t.Fatalf("%d effects of %d facts; void if not more than that were tried: %d", len(got), len(facts), tries)
	}
}

// sink is a channel in memory that only relays of this test write.
type sink struct {
	mu    sync.Mutex
	facts []bus.Fact
}

func (s *sink) Tail(context.Context) (bus.Tail, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	tail := bus.Tail{Sequence: uint64(len(s.facts))}
	if len(s.facts) > 0 {
		tail.Position = s.facts[len(s.facts)-1].Position
	}
	return tail, nil
}

func (s *sink) Publish(_ context.Context, tail bus.Tail, facts []bus.Fact) (int, bus.Tail, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if tail.Sequence != uint64(len(s.facts)) {
		return 0, tail, bus.ErrMoved
	}
	s.facts = append(s.facts, facts...)
	return len(facts), bus.Tail{Position: facts[len(facts)-1].Position, Sequence: uint64(len(s.facts))}, nil
}

func (s *sink) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.facts)
}

// TestARelayUnderALease: two replicas hold one relay; the second goes on from the checkpoint when the first gives up, though the
// channel has lost everything meanwhile.
func TestARelayUnderALease(t *testing.T) {
	pool := pgtest.Fresh(t)
	store, channel := esmem.New(now), &sink{}
	feed := bus.Feed{Name: "test", Translate: func(r es.Record) (bus.Fact, bool, error) {
		return bus.Fact{Subject: bus.Subject("test", "thing"), Data: r.Data}, true, nil
	}}
	write := func(stream string) {
		if _, err := store.Append(t.Context(), stream, es.NoStream, []es.Pending{{ID: uuid.New(), Type: "x", Data: []byte(`{}`), Metadata: []byte(`{}`)}}); err != nil {
			t.Fatal(err)
		}
	}
	hold := func(ctx context.Context, who string) error {
		return pg.Hold(ctx, pool, "relay:test", who, pg.LeaseOptions{}, func(ctx context.Context, l *pg.Lease) error {
			relay, err := bus.NewRelay(bus.RelayConfig{
				Feed: feed, Store: store, Publisher: channel, Now: now, SaveEvery: 10 * time.Millisecond,
				Checkpoints: buspg.Checkpoints{Pool: pool, Feed: "test", Lease: l},
			})
			if err != nil {
				return err
			}
			return relay.Run(ctx)
		})
	}
	first, stopFirst := context.WithCancel(t.Context())
	second, stopSecond := context.WithCancel(t.Context())
	defer stopFirst()
	var wg sync.WaitGroup
	defer wg.Wait()
	defer stopSecond()
	held := make(chan struct{})
	wg.Go(func() { _ = hold(first, "first"); close(held) })
	write("a-1")
	write("a-2")
	bustest.Eventually(t, "two facts", func() bool { return channel.count() == 2 })
	wg.Go(func() { _ = hold(second, "second") })
	stopFirst()
	<-held
	channel.mu.Lock()
	channel.facts = nil
	channel.mu.Unlock()
	write("a-3")
	bustest.Eventually(t, "the third fact", func() bool { return channel.count() >= 1 })
	channel.mu.Lock()
	defer channel.mu.Unlock()
	if f := channel.facts[0]; len(channel.facts) != 1 || f.Position.Commit != 3 || f.Previous.Commit != 2 {
		t.Fatalf("%+v", channel.facts)
	}
}
