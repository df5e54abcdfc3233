package eventstore

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"anjie.internal/services/internal/pg/pgtest"
)

// rig is a sequencer at work on a database of its own.
type rig struct {
	*sequencer
	t    testing.TB
	stop func()
}

// clock is a time that stands still: tests of the sequencer do not depend on it.
func clock() time.Time { return time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC) }

// sequence starts a sequencer on dsn and waits until it owns the log. It stops with the test.
func sequence(t testing.TB, dsn string, change ...func(*sequencerConfig)) *rig {
	t.Helper()
	b := idle(t, dsn, change...)
	await(t, "ready", b.ready)
	return b
}

// idle starts a sequencer and does not wait for it to own anything.
func idle(t testing.TB, dsn string, change ...func(*sequencerConfig)) *rig {
	t.Helper()
	config := sequencerConfig{DSN: dsn, feed: newFeed(8 << 20), now: clock, logger: slog.New(slog.NewTextHandler(t.Output(), nil))}
	for _, f := range change {
		f(&config)
	}
	s, err := newSequencer(config)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	var running sync.WaitGroup
	running.Go(func() {
		if err := s.run(ctx); err != nil {
			t.Errorf("run: %v", err)
		}
	})
	stop := sync.OnceFunc(func() { cancel(); running.Wait() })
	t.Cleanup(stop)
	return &rig{sequencer: s, t: t, stop: stop}
}

// await polls until what is true.
func await(t testing.TB, name string, what func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for !what() {
		select {
		case <-tick.C:
		case <-ctx.Done():
			t.Fatalf("%s: not within 30 s", name)
		}
	}
}

// some makes n events with fresh ids.
func some(n int) []record {
	events := make([]record, n)
	for i := range events {
		events[i] = record{id: uuid.New(), typ: "thing-happened", isJSON: true, data: []byte(`{"n":1}`), metadata: []byte(`{}`)}
	}
	return events
}

// do submits and expects no error.
func (b *rig) do(kind requestKind, stream string, expected int64, events []record) result {
	b.t.Helper()
	res, err := b.try(kind, stream, expected, events)
	if err != nil {
		b.t.Fatalf("%s: %v", stream, err)
	}
	return res
}

func (b *rig) try(kind requestKind, stream string, expected int64, events []record) (result, error) {
	ctx, cancel := context.WithTimeout(b.t.Context(), 30*time.Second)
	defer cancel()
	return b.submit(ctx, newRequest(ctx, kind, stream, expected, slices.Clone(events)))
}

func (b *rig) expect(got, want result) {
	b.t.Helper()
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(result{})); diff != "" {
		b.t.Fatalf("unexpected outcome (-want +got):\n%s", diff)
	}
}

// row is what the tests compare of a stored event.
type row struct {
	Position int64
	Stream   string
	Revision int64
	Type     string
	Data     string
}

// stored reads the log with SQL.
func stored(t testing.TB, dsn string) []row {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(t.Context()) }()
	rows, err := conn.Query(t.Context(), `SELECT e.position, s.name, e.revision, e.type, convert_from(e.data, 'UTF8')
		FROM events e JOIN streams s ON s.id = e.stream_id ORDER BY e.position`)
	if err != nil {
		t.Fatal(err)
	}
	all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[row])
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// dense fails unless the log has the positions 1, 2, 3 … and every stream the revisions 0, 1, 2 ….
func dense(t testing.TB, dsn string) []row {
	t.Helper()
	all := stored(t, dsn)
	next := map[string]int64{}
	for i, r := range all {
		if r.Position != int64(i+1) {
			t.Fatalf("position %d at place %d", r.Position, i+1)
		}
		if r.Revision != next[r.Stream] && r.Revision != tombstoneRevision {
			t.Fatalf("stream %s: revision %d where %d should be", r.Stream, r.Revision, next[r.Stream])
		}
		next[r.Stream]++
	}
	return all
}

func TestAppendsAreDecidedByExpectedRevision(t *testing.T) {
	t.Parallel()
	dsn := pgtest.FreshDSN(t)
	b := sequence(t, dsn)
	first, second, other := some(2), some(1), some(1)

	b.expect(b.do(kindAppend, "a-1", expectNoStream, first), result{verdict: verdictAccepted, revision: 1, position: 2})
	b.expect(b.do(kindAppend, "a-1", expectNoStream, other), result{verdict: verdictConflict, revision: 1})
	b.expect(b.do(kindAppend, "a-1", 1, second), result{verdict: verdictAccepted, revision: 2, position: 3})
	b.expect(b.do(kindAppend, "a-1", 1, other), result{verdict: verdictConflict, revision: 2})
	b.expect(b.do(kindAppend, "a-1", 7, other), result{verdict: verdictConflict, revision: 2})
	b.expect(b.do(kindAppend, "a-2", 0, other), result{verdict: verdictConflict, revision: noEvents})
	b.expect(b.do(kindAppend, "a-2", expectStreamExists, other), result{verdict: verdictConflict, revision: noEvents})
	b.expect(b.do(kindAppend, "a-1", expectStreamExists, other), result{verdict: verdictAccepted, revision: 3, position: 4})
	b.expect(b.do(kindAppend, "a-3", expectAny, nil), result{verdict: verdictAccepted, revision: noEvents, position: 4})
	b.expect(b.do(kindAppend, "a-1", 3, nil), result{verdict: verdictAccepted, revision: 3, position: 4})
	if n := len(dense(t, dsn)); n != 4 || b.feed.head() != 4 {
		t.Fatalf("%d events stored, head %d", n, b.feed.head())
	}
}

func TestRepeatedAppendsHaveOneEffect(t *testing.T) {
	t.Parallel()
	dsn := pgtest.FreshDSN(t)
	b := sequence(t, dsn)
	one, two, three := some(2), some(3), some(1)
	check := func(b *rig) {
		t.Helper()
		b.expect(b.do(kindAppend, "r-1", expectNoStream, one), result{verdict: verdictRepeated, revision: 1, position: 2})
		b.expect(b.do(kindAppend, "r-1", 1, two), result{verdict: verdictRepeated, revision: 4, position: 5})
		b.expect(b.do(kindAppend, "r-1", expectAny, three), result{verdict: verdictRepeated, revision: 5, position: 6})
		b.expect(b.do(kindAppend, "r-1", expectAny, one), result{verdict: verdictRepeated, revision: 1, position: 2})
		b.expect(b.do(kindAppend, "r-1", expectStreamExists, two), result{verdict: verdictRepeated, revision: 4, position: 5})
		b.expect(b.do(kindAppend, "r-1", expectAny, append(slices.Clone(three), some(1)...)), result{verdict: verdictConflict, revision: 5})
		b.expect(b.do(kindAppend, "r-1", 1, append(slices.Clone(two[:2]), some(1)...)), result{verdict: verdictConflict, revision: 5})
		b.expect(b.do(kindAppend, "r-1", 4, append(slices.Clone(three), some(1)...)), result{verdict: verdictConflict, revision: 5})
	}
	b.do(kindAppend, "r-1", expectNoStream, one)
	b.do(kindAppend, "r-1", 1, two)
	b.do(kindAppend, "r-1", expectAny, three)
	check(b)
	b.stop()
	check(sequence(t, dsn)) // cold: nothing of it is in memory
	if n := len(dense(t, dsn)); n != 6 {
		t.Fatalf("%d events stored", n)
	}
}

// TestOneBatchSeesItself sends repetitions and conflicts that rest on requests of the same batch or of the one that is
// being committed.
func TestOneBatchSeesItself(t *testing.T) {
	t.Parallel()
	dsn := pgtest.FreshDSN(t)
	b := sequence(t, dsn)
	for round := range 20 {
		stream := "s-" + uuid.NewString()
		base := int64(len(stored(t, dsn)))
		one, two, rival := some(1), some(2), some(1)
		var requests []*request
		send := func(expected int64, events []record) {
			r := newRequest(t.Context(), kindAppend, stream, expected, slices.Clone(events))
			if err := b.enqueue(r); err != nil {
				t.Fatal(err)
			}
			requests = append(requests, r)
		}
		send(expectNoStream, one)
		send(expectNoStream, one)
		send(expectNoStream, rival)
		send(0, two)
		send(0, two)
		send(expectAny, one)
		send(expectAny, two)
		send(expectNoStream, append(slices.Clone(one), two...))
		send(expectStreamExists, rival)
		want := []result{
			{verdict: verdictAccepted, revision: 0, position: base + 1},
			{verdict: verdictRepeated, revision: 0, position: base + 1},
			{verdict: verdictConflict, revision: 0},
			{verdict: verdictAccepted, revision: 2, position: base + 3},
			{verdict: verdictRepeated, revision: 2, position: base + 3},
			{verdict: verdictRepeated, revision: 0, position: base + 1},
			{verdict: verdictRepeated, revision: 2, position: base + 3},
			{verdict: verdictRepeated, revision: 2, position: base + 3},
			{verdict: verdictAccepted, revision: 3, position: base + 4},
		}
		for i, r := range requests {
			got, err := b.wait(t.Context(), r)
			if err != nil {
				t.Fatal(err)
			}
			if got != want[i] {
				t.Fatalf("round %d, request %d: %+v, want %+v", round, i, got, want[i])
			}
		}
	}
	dense(t, dsn)
}

func TestConcurrentWritersLoseNothing(t *testing.T) {
	t.Parallel()
	dsn := pgtest.FreshDSN(t)
	b := sequence(t, dsn)
	const writers, each = 32, 40
	var wg sync.WaitGroup
	for range writers {
		wg.Go(func() {
			revision := expectNoStream
			for range each {
				events := some(1)
				for { // all write to one stream: conflicts are the rule
					res, err := b.try(kindAppend, "hot", revision, events)
					if err != nil {
						t.Error(err)
						return
					}
					revision = res.revision
					if res.verdict == verdictAccepted {
						break
					}
				}
			}
		})
	}
	wg.Wait()
	if n := len(dense(t, dsn)); n != writers*each {
		t.Fatalf("%d events stored, want %d", n, writers*each)
	}
}

func TestWaitingEndsWithTheCaller(t *testing.T) {
	t.Parallel()
	dsn := pgtest.FreshDSN(t)
	b := sequence(t, dsn)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := b.submit(ctx, newRequest(ctx, kindAppend, "gone", expectAny, some(1)))
	if status.Code(err) != codes.Canceled && !errors.Is(err, context.Canceled) {
		t.Fatalf("got %v", err)
	}
	b.do(kindAppend, "after", expectAny, some(1)) // decided after the skipped one
	for _, r := range stored(t, dsn) {
		if r.Stream == "gone" {
			t.Fatal("a request was carried out whose caller had gone before")
		}
	}
}

func TestStoppedSequencerRefuses(t *testing.T) {
	t.Parallel()
	b := sequence(t, pgtest.FreshDSN(t))
	b.stop()
	_, err := b.try(kindAppend, "late", expectAny, some(1))
	if status.Code(err) != codes.Unavailable {
		t.Fatalf("got %v", err)
	}
}
