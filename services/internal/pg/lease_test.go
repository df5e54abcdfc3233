package pg_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"anjie.internal/services/internal/pg"
	"anjie.internal/services/internal/pg/pgtest"
)

var quick = pg.LeaseOptions{TTL: 300 * time.Millisecond, Poll: 10 * time.Millisecond}

// hold runs Hold in the background and reports each holding. The returned stop ends it and waits.
func hold(t *testing.T, pool *pgxpool.Pool, who string, o pg.LeaseOptions) (held <-chan *pg.Lease, lost <-chan error, stop func()) {
	t.Helper()
	got, gone := make(chan *pg.Lease, 100), make(chan error, 100)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		err := pg.Hold(ctx, pool, "work", who, o, func(ctx context.Context, l *pg.Lease) error {
			got <- l
			<-ctx.Done()
			gone <- context.Cause(ctx)
			return ctx.Err()
		})
		if !errors.Is(err, context.Canceled) {
			t.Errorf("Hold of %s ended with %v", who, err)
		}
	}()
	stop = func() { cancel(); <-done }
	t.Cleanup(stop)
	return got, gone, stop
}

func receive[T any](t *testing.T, c <-chan T, what string) T {
	t.Helper()
	patience := time.NewTimer(10 * time.Second)
	defer patience.Stop()
	select {
	case v := <-c:
		return v
	case <-patience.C:
		t.Fatalf("waited in vain for %s", what)
		panic("unreachable")
	}
}

func TestALeaseHasOneHolderAndMovesOnWithoutWaitingForTheTTL(t *testing.T) {
	t.Parallel()
	pool := pgtest.Fresh(t)
	long := pg.LeaseOptions{TTL: time.Hour, Poll: 10 * time.Millisecond}
	a, _, stopA := hold(t, pool, "a", long)
	first := receive(t, a, "a's lease")
	b, _, stopB := hold(t, pool, "b", long)
	select {
	case <-b:
		t.Fatal("b holds the lease while a does")
	case <-time.After(200 * time.Millisecond):
	}
	stopA()
	second := receive(t, b, "b's lease after a gave it back")
	if second.Epoch() <= first.Epoch() {
		t.Fatalf("epoch %d after %d: it must rise", second.Epoch(), first.Epoch())
	}
	stopB()
}

func TestALeaseIsFreeAtOnceWhenItsHoldersConnectionDies(t *testing.T) {
	t.Parallel()
	pool, ctx := pgtest.Fresh(t), t.Context()
	long := pg.LeaseOptions{TTL: time.Hour, Poll: 10 * time.Millisecond}
	// A holder whose process was killed: it never gives back, its connection is just gone.
	dead, err := pg.Connect(ctx, pool)
	if err != nil {
		t.Fatal(err)
	}
	a, lost, _ := hold(t, pool, "a", long)
	receive(t, a, "a's lease")
	b, _, _ := hold(t, pool, "b", long)
	if _, err := dead.Exec(ctx, "select pg_terminate_backend(pid) from lease where name = 'work'"); err != nil {
		t.Fatal(err)
	}
	if err := dead.Close(ctx); err != nil {
		t.Fatal(err)
	}
	began := time.Now() //nolint:forbidigo // measures the takeover
	if l := receive(t, b, "b's lease"); l.Epoch() != 2 {
		t.Fatalf("epoch %d, want 2", l.Epoch())
	}
	if d := time.Since(began); d > 2*time.Second {
		t.Fatalf("the takeover took %v with a TTL of an hour", d)
	}
	_ = lost // a notices with its next renewal, in 20 minutes; what it writes until then is fenced
}

func TestALostLeaseCancelsTheWorkAndSaysWhy(t *testing.T) {
	t.Parallel()
	pool, ctx := pgtest.Fresh(t), t.Context()
	a, lost, _ := hold(t, pool, "a", quick)
	receive(t, a, "a's lease")
	if _, err := pool.Exec(ctx, "update lease set epoch = epoch + 1, until = now() + interval '1 second'"); err != nil {
		t.Fatal(err)
	}
	if err := receive(t, lost, "the cancellation"); !errors.Is(err, pg.ErrFenced) {
		t.Fatalf("cause %v, want ErrFenced", err)
	}
	if l := receive(t, a, "a's next holding"); l.Epoch() != 3 {
		t.Fatalf("epoch %d, want 3", l.Epoch())
	}
}

func TestAnExhaustedPoolDoesNotCostTheLease(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool, err := pg.Open(ctx, pgtest.FreshDSN(t), pg.Options{MaxConns: 2})
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	for range 2 {
		c, err := pool.Acquire(ctx)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Release()
	}
	a, lost, _ := hold(t, pool, "a", quick)
	receive(t, a, "the lease")
	select {
	case err := <-lost:
		t.Fatalf("lost the lease: %v", err)
	case <-time.After(3 * quick.TTL):
	}
}
