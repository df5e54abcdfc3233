package eventstore

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/jackc/pgx/v5"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"anjie.internal/services/internal/pg/pgtest"
)

// guessed is one append to "no stream" and what has to become of it.
type guessed struct {
	name   string
	events []record
	want   result
}

// TestWrongGuessesAreDecidedAgain restarts the server, so that it knows no stream, and lets one batch take all kinds of old
// streams for new. The commit finds out, and everybody gets the answer that a look beforehand would have given.
func TestWrongGuessesAreDecidedAgain(t *testing.T) {
	t.Parallel()
	dsn := pgtest.FreshDSN(t)
	before := sequence(t, dsn)
	old := some(2)
	before.do(kindAppend, "old", expectNoStream, old)
	before.do(kindAppend, "soft", expectNoStream, some(1))
	before.do(kindDelete, "soft", 0, nil)
	before.do(kindAppend, "gone", expectNoStream, some(1))
	before.do(kindTombstone, "gone", 0, nil)
	bare := some(1)
	bare[0].typ, bare[0].data = typeStreamMetadata, []byte(`{"$maxCount":5}`)
	before.do(kindAppend, metastreamOf("bare"), expectNoStream, bare)
	base := int64(len(stored(t, dsn)))
	before.stop()

	faults := &faulty{}
	b := sequence(t, dsn, func(c *sequencerConfig) { c.dial = faults.dial })
	thaw := faults.freeze()
	defer thaw()
	cases := []guessed{
		{"new", some(1), result{verdict: verdictAccepted, position: base + 1}},
		{"old", some(1), result{verdict: verdictConflict, revision: 1}},
		{"old", old, result{verdict: verdictRepeated, revision: 1, position: 2}},
		{"gone", some(1), result{verdict: verdictDeleted}},
		{"bare", some(1), result{verdict: verdictAccepted, position: base + 2}},
		{"newer", some(1), result{verdict: verdictAccepted, position: base + 3}},
		{"soft", some(1), result{verdict: verdictAccepted, revision: 1, position: base + 4}},
	}
	var requests []*request
	send := func(stream string, expected int64, events []record) {
		r := newRequest(t.Context(), kindAppend, stream, expected, slices.Clone(events))
		if err := b.enqueue(r); err != nil {
			t.Fatal(err)
		}
		requests = append(requests, r)
	}
	for _, c := range cases {
		send(c.name, expectNoStream, c.events)
	}
	send("new", 0, some(1))                                                    // rests on the first one
	after := result{verdict: verdictAccepted, revision: 1, position: base + 6} // base + 5 is the metadata that revives "soft"
	thaw()
	for i, r := range requests {
		got, err := b.wait(t.Context(), r)
		if err != nil {
			t.Fatal(err)
		}
		want := after
		if i < len(cases) {
			want = cases[i].want
		}
		if got != want {
			t.Errorf("request %d: %+v, want %+v", i, got, want)
		}
	}
	if n := int64(len(dense(t, dsn))) - base; n != 6 {
		t.Errorf("%d events were added, want 6", n)
	}
}

// TestAWrongGuessAtTheEnd stops a server while it commits a wrong guess: the request is decided again and answered.
func TestAWrongGuessAtTheEnd(t *testing.T) {
	t.Parallel()
	dsn := pgtest.FreshDSN(t)
	before := sequence(t, dsn)
	old := some(1)
	before.do(kindAppend, "old", expectNoStream, old)
	before.stop()

	faults := &faulty{}
	b := sequence(t, dsn, func(c *sequencerConfig) { c.dial = faults.dial })
	thaw := faults.freeze()
	defer thaw()
	r := newRequest(t.Context(), kindAppend, "old", expectNoStream, slices.Clone(old))
	if err := b.enqueue(r); err != nil {
		t.Fatal(err)
	}
	await(t, "the commit is on its way", func() bool { return faults.still.Load() > 0 })
	stopped := make(chan struct{})
	go func() { defer close(stopped); b.stop() }()
	await(t, "the end has begun", func() bool { return !b.ready() })
	thaw()
	got, err := b.wait(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	b.expect(got, result{verdict: verdictRepeated, position: 1})
	<-stopped
	dense(t, dsn)
}

// TestAFencedGuessIsFenced lets another server take the log and make the very stream that a paused one takes for new: nothing is
// written, and the caller is not told what only the owner can know.
func TestAFencedGuessIsFenced(t *testing.T) {
	t.Parallel()
	dsn := pgtest.FreshDSN(t)
	faults := &faulty{}
	first := sequence(t, dsn, func(c *sequencerConfig) { c.dial = faults.dial })
	thaw := faults.freeze()
	defer thaw()
	r := newRequest(t.Context(), kindAppend, "p", expectNoStream, some(1))
	if err := first.enqueue(r); err != nil {
		t.Fatal(err)
	}
	endLockOf(t, dsn, first)
	second := sequence(t, dsn)
	second.do(kindAppend, "p", expectNoStream, some(2))
	thaw()
	if res, err := first.wait(t.Context(), r); status.Code(err) != codes.Unavailable {
		t.Fatalf("the paused server answered: %+v, %v", res, err)
	}
	if all := dense(t, dsn); len(all) != 2 {
		t.Fatalf("%d events stored", len(all))
	}
}

// counting remembers the streams that were looked up.
type counting struct {
	*ownership
	names []string
}

func (c *counting) heads(ctx context.Context, names []string) ([]*head, error) {
	c.names = append(c.names, names...)
	return c.ownership.heads(ctx, names)
}

// TestNewStreamsAreNotLookedUp counts what the server asks the database: nothing about streams that are new, until a guess was wrong.
func TestNewStreamsAreNotLookedUp(t *testing.T) {
	t.Parallel()
	dsn := pgtest.FreshDSN(t)
	own, err := newOwner(dsn, nil)
	if err != nil {
		t.Fatal(err)
	}
	o, err := own.take(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer o.release(t.Context())
	asked := &counting{ownership: o}
	l := newLedger(o, func() int64 { return 0 })
	l.lookup = asked
	admit := func(stream string) {
		t.Helper()
		r := newRequest(t.Context(), kindAppend, stream, expectNoStream, some(1))
		if err := l.admit(t.Context(), []*request{r}); err != nil {
			t.Fatal(err)
		}
	}
	commit := func() error { return o.commit(t.Context(), l.launch()) }
	admit("a")
	admit("b")
	if err := commit(); err != nil {
		t.Fatal(err)
	}
	l.land()
	if len(asked.names) != 0 {
		t.Errorf("looked up %q", asked.names)
	}
	elsewhere, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = elsewhere.Close(t.Context()) }()
	if _, err := elsewhere.Exec(t.Context(), `INSERT INTO streams (id, name, last_revision, state) VALUES (99, 'c', -1, 0)`); err != nil {
		t.Fatal(err)
	}
	admit("c")
	if err := commit(); !errors.Is(err, errGuess) {
		t.Fatalf("got %v, want %v", err, errGuess)
	}
	if err := l.admit(t.Context(), l.unguess()); err != nil {
		t.Fatal(err)
	}
	admit("d") // in doubt now
	if err := commit(); err != nil {
		t.Fatal(err)
	}
	l.land()
	if want := []string{"c", "d"}; !slices.Equal(asked.names, want) {
		t.Errorf("looked up %q, want %q", asked.names, want)
	}
	if all := dense(t, dsn); len(all) != 4 {
		t.Errorf("%d events stored", len(all))
	}
}
