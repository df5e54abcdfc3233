package eventstore

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"anjie.internal/services/internal/pg/pgtest"
)

func TestSecondServerWaitsForTheFirst(t *testing.T) {
	t.Parallel()
	dsn := pgtest.FreshDSN(t)
	first := sequence(t, dsn)
	second := idle(t, dsn)
	first.do(kindAppend, "f", expectNoStream, some(1))
	if _, err := second.try(kindAppend, "f", 0, some(1)); status.Code(err) != codes.Unavailable {
		t.Fatalf("the second server answered: %v", err)
	}
	if second.feed.current().err == nil {
		t.Fatal("the second server serves readers")
	}
	first.stop()
	await(t, "second server owns the log", second.ready)
	second.expect(second.do(kindAppend, "f", 0, some(1)), result{verdict: verdictAccepted, revision: 1, position: 2})
	if _, err := first.try(kindAppend, "f", 1, some(1)); status.Code(err) != codes.Unavailable {
		t.Fatalf("the stopped server answered: %v", err)
	}
	dense(t, dsn)
}

// TestPausedServerCommitsNothing pauses a server with a commit in its hands, lets another one take the log and write, and
// wakes the first one up: its commit changes nothing, its caller learns that the outcome is open, and no position is lost or
// given twice.
func TestPausedServerCommitsNothing(t *testing.T) {
	t.Parallel()
	dsn := pgtest.FreshDSN(t)
	faults := &faulty{}
	first := sequence(t, dsn, func(c *sequencerConfig) { c.dial = faults.dial })
	first.do(kindAppend, "p", expectNoStream, some(1))
	var served []bool
	var mu sync.Mutex
	first.onReady(func(ready bool) {
		mu.Lock()
		defer mu.Unlock()
		served = append(served, ready)
	})
	reading := first.feed.current()

	thaw := faults.freeze()
	defer thaw()
	lost := some(1)
	r := newRequest(t.Context(), kindAppend, "p", 0, lost)
	if err := first.enqueue(r); err != nil {
		t.Fatal(err)
	}
	endLockOf(t, dsn, first)
	second := sequence(t, dsn)
	second.expect(second.do(kindAppend, "p", 0, some(2)), result{verdict: verdictAccepted, revision: 2, position: 3})
	thaw()

	if _, err := first.wait(t.Context(), r); status.Code(err) != codes.Unavailable {
		t.Fatalf("the paused server answered: %v", err)
	}
	await(t, "first server knows", func() bool { return !first.ready() })
	select {
	case <-reading.ended:
	case <-time.After(30 * time.Second):
		t.Fatal("readers of the paused server go on")
	}
	for range 20 {
		if _, err := first.try(kindAppend, "p", 0, lost); status.Code(err) != codes.Unavailable {
			t.Fatalf("the fenced server answered: %v", err)
		}
	}
	second.expect(second.do(kindAppend, "p", 0, lost), result{verdict: verdictConflict, revision: 2})
	second.expect(second.do(kindAppend, "p", 2, some(1)), result{verdict: verdictAccepted, revision: 3, position: 4})
	if all := dense(t, dsn); len(all) != 4 {
		t.Fatalf("%d events stored", len(all))
	}
	second.stop()
	await(t, "first server owns the log again", first.ready)
	first.expect(first.do(kindAppend, "p", 3, some(1)), result{verdict: verdictAccepted, revision: 4, position: 5})
	mu.Lock()
	defer mu.Unlock()
	if len(served) != 3 || !served[0] || served[1] || !served[2] {
		t.Errorf("readiness was told as %v", served)
	}
}

// TestIdleOwnerNoticesTheLoss lets another one take the log while the owner has nothing to commit.
func TestIdleOwnerNoticesTheLoss(t *testing.T) {
	t.Parallel()
	dsn := pgtest.FreshDSN(t)
	first := sequence(t, dsn)
	conn, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(t.Context()) }()
	var lost sync.Once
	gone := make(chan struct{})
	first.onReady(func(ready bool) {
		if !ready {
			lost.Do(func() { close(gone) })
		}
	})
	if _, err := conn.Exec(t.Context(), takeOverSQL); err != nil {
		t.Fatal(err)
	}
	select {
	case <-gone:
	case <-time.After(30 * time.Second):
		t.Fatal("not noticed")
	}
	await(t, "takes the free log again", first.ready)
	first.expect(first.do(kindAppend, "i", expectNoStream, some(1)), result{verdict: verdictAccepted, position: 1})
}

// endLockOf ends the connection that holds the server's lock, as PostgreSQL does when nobody answers there any more.
func endLockOf(t *testing.T, dsn string, b *rig) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(t.Context()) }()
	var n int
	err = conn.QueryRow(t.Context(), `SELECT count(pg_terminate_backend(l.pid)) FROM pg_locks l JOIN pg_stat_activity a USING (pid)
		WHERE l.locktype = 'advisory' AND a.application_name = $1 AND a.datname = current_database()`, b.owner.label).Scan(&n)
	if err != nil || n != 1 {
		t.Fatalf("%d connections ended, %v", n, err)
	}
}

// TestEpochFencesWhatIsOnItsWay commits under an ownership that another one has replaced and that nothing else would stop:
// the new owner has written nothing yet, so the position is still free.
func TestEpochFencesWhatIsOnItsWay(t *testing.T) {
	t.Parallel()
	dsn := pgtest.FreshDSN(t)
	owners := [2]*owner{}
	for i := range owners {
		var err error
		if owners[i], err = newOwner(dsn, nil); err != nil {
			t.Fatal(err)
		}
	}
	take := func(o *owner) *ownership {
		t.Helper()
		own, err := o.take(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { own.release(context.Background()) })
		return own
	}
	planOf := func(own *ownership) *plan {
		l := newLedger(own, func() int64 { return 1 })
		if err := l.admit(t.Context(), []*request{newRequest(t.Context(), kindAppend, "e", expectNoStream, some(2))}); err != nil {
			t.Fatal(err)
		}
		return l.making
	}
	old := take(owners[0])
	late := planOf(old)
	if _, err := owners[1].take(t.Context()); !errors.Is(err, errOwned) {
		t.Fatalf("took a log that is owned: %v", err)
	}
	if err := old.session.Close(t.Context()); err != nil { // the lock is gone, the commit is not
		t.Fatal(err)
	}
	current := take(owners[1])
	if err := old.commit(t.Context(), late); !errors.Is(err, errFenced) {
		t.Fatalf("the old owner committed: %v", err)
	}
	if all := stored(t, dsn); len(all) != 0 {
		t.Fatalf("stored: %v", all)
	}
	if err := current.commit(t.Context(), planOf(current)); err != nil {
		t.Fatal(err)
	}
	if all := dense(t, dsn); len(all) != 2 {
		t.Fatalf("%d events stored", len(all))
	}
}
