// Package estest holds what tests of event stores and of stored events share: the contract that every es.Store fulfils (Run),
// a store that fails on purpose and counts it (Faulty), and golden files of stored forms (Golden, GoldenSome).
package estest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"anjie.internal/services/internal/es"
)

// limit is how long anything in the suite may take before it counts as lost.
const limit = 20 * time.Second

// Run checks an implementation of es.Store against the contract. Every call of open returns an empty store, which the suite
// does not close.
func Run(t *testing.T, open func(t *testing.T) es.Store) {
	t.Helper()
	for _, c := range []struct {
		name string
		run  func(t *testing.T, s *subject)
	}{
		{"a new stream begins at revision 0", newStream},
		{"an append answers where its last event stands", appendAnswers},
		{"what is read is what was appended, byte for byte", roundTrip},
		{"an append at a revision that has passed conflicts", conflicts},
		{"an append at a revision to come conflicts", conflictsAhead},
		{"a repeated append gets the first answer and has no effect", repeats},
		{"a repeated append is known after later events", repeatsLater},
		{"a repeat that differs conflicts", repeatsDiffer},
		{"an append is all or nothing", atomic},
		{"of concurrent appends at one revision one succeeds", races},
		{"appends without id, events or exact revision are refused", refusals},
		{"a large append is refused and writes nothing", tooLarge},
		{"a stream is read from any revision on", readStreamFrom},
		{"a stream that does not exist has no events", readNothing},
		{"reading stops when the reader stops", readStops},
		{"the log holds all streams in one order", readAll},
		{"the log is read after a position, exclusive", readAllAfter},
		{"the head is the last event", head},
		{"a follower sees old events, then that it has caught up, then new ones", follow},
		{"a follower starts after its position, exclusive", followAfter},
		{"a follower misses nothing and sees nothing twice while others append", followHandOver},
		{"a follower sees the streams it wants", followStreams},
		{"a follower sees the types it wants", followTypes},
		{"a follower ends with its context", followCanceled},
		{"a canceled context is not a finished read", readCanceled},
		{"a closed store says so", closed},
	} {
		t.Run(c.name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), limit)
			defer cancel()
			c.run(t, &subject{t: t, ctx: ctx, Store: open(t)})
		})
	}
}

// subject is a store with a test's vocabulary.
type subject struct {
	es.Store
	t   *testing.T
	ctx context.Context //nolint:containedctx // the test's own, for brevity of every line of the suite
}

// pending makes events with ids of their own.
func pending(types ...string) []es.Pending {
	out := make([]es.Pending, len(types))
	for i, typ := range types {
		id := uuid.New()
		out[i] = es.Pending{
			ID: id, Type: typ, Data: fmt.Appendf(nil, `{"id":%q,"typ":%q}`, id, typ), Metadata: fmt.Appendf(nil, `{"n":%d}`, i),
		}
	}
	return out
}

func (s *subject) append(stream string, expected int64, events ...es.Pending) es.Appended {
	s.t.Helper()
	a, err := s.Append(s.ctx, stream, expected, events)
	if err != nil {
		s.t.Fatalf("append to %s at %d: %v", stream, expected, err)
	}
	return a
}

func (s *subject) refuses(want error, stream string, expected int64, events ...es.Pending) {
	s.t.Helper()
	a, err := s.Append(s.ctx, stream, expected, events)
	if err == nil {
		s.t.Fatalf("append to %s at %d: %+v, want an error", stream, expected, a)
	}
	if want != nil && !errors.Is(err, want) {
		s.t.Fatalf("append to %s at %d: %v, want %v", stream, expected, err, want)
	}
}

func (s *subject) stream(stream string, from uint64) []es.Record {
	s.t.Helper()
	var out []es.Record
	for r, err := range s.ReadStream(s.ctx, stream, from) {
		if err != nil {
			s.t.Fatalf("read %s: %v", stream, err)
		}
		out = append(out, r)
	}
	return out
}

func (s *subject) all(after es.Position) []es.Record {
	s.t.Helper()
	var out []es.Record
	for r, err := range s.ReadAll(s.ctx, after) {
		if err != nil {
			s.t.Fatalf("read the log: %v", err)
		}
		out = append(out, r)
	}
	return out
}

// same compares records with what was appended.
func (s *subject) same(got []es.Record, want []es.Pending) {
	s.t.Helper()
	if len(got) != len(want) {
		s.t.Fatalf("%d events, want %d", len(got), len(want))
	}
	for i, w := range want {
		g := got[i]
		if g.ID != w.ID || g.Type != w.Type || !bytes.Equal(g.Data, w.Data) || !bytes.Equal(g.Metadata, w.Metadata) {
			s.t.Fatalf("event %d is %s %s %q %q, want %s %s %q %q", i, g.ID, g.Type, g.Data, g.Metadata, w.ID, w.Type, w.Data, w.Metadata)
		}
	}
}

func newStream(t *testing.T, s *subject) {
	if a := s.append("dispute-1", es.NoStream, pending("a-v1")...); a.Revision != 0 || a.Position.IsZero() {
		t.Errorf("answered %+v, want revision 0 at a position", a)
	}
	s.refuses(es.ErrConflict, "dispute-1", es.NoStream, pending("a-v1")...)
	s.refuses(es.ErrConflict, "dispute-2", 0, pending("a-v1")...)
}

func appendAnswers(t *testing.T, s *subject) {
	s.append("dispute-1", es.NoStream, pending("a-v1", "b-v1")...)
	a := s.append("dispute-1", 1, pending("c-v1", "d-v1", "e-v1")...)
	records := s.stream("dispute-1", 0)
	last := records[len(records)-1]
	if a.Revision != 4 || a.Revision != last.Revision || a.Position != last.Position {
		t.Errorf("answered %+v, the last event stands at %d, %s", a, last.Revision, last.Position)
	}
}

func roundTrip(t *testing.T, s *subject) {
	events := []es.Pending{
		{ID: uuid.New(), Type: "统计-v1", Data: []byte("{\"案由\": \"邻里纠纷\",\n \"n\": 1.10 }"), Metadata: []byte(`{"a":"b"}`)},
		{ID: uuid.New(), Type: "empty-v1", Data: []byte(`{}`), Metadata: nil},
		{ID: uuid.New(), Type: "large-v1", Data: bytes.Repeat([]byte("龙"), 80_000), Metadata: []byte(`{}`)},
	}
	s.append("dispute-纠纷 1", es.NoStream, events...)
	got := s.stream("dispute-纠纷 1", 0)
	s.same(got, events)
	for i, r := range got {
		if r.Stream != "dispute-纠纷 1" || r.Revision != uint64(i) || r.Created.IsZero() {
			t.Errorf("event %d: stream %q, revision %d, created %v", i, r.Stream, r.Revision, r.Created)
		}
	}
	s.same(s.all(es.Position{}), events)
}

func conflicts(t *testing.T, s *subject) {
	first, second := pending("a-v1"), pending("b-v1")
	s.append("dispute-1", es.NoStream, first...)
	s.append("dispute-1", 0, second...)
	s.refuses(es.ErrConflict, "dispute-1", 0, pending("c-v1")...)
	s.refuses(es.ErrConflict, "dispute-1", es.NoStream, pending("c-v1")...)
	s.same(s.stream("dispute-1", 0), slices.Concat(first, second))
}

func conflictsAhead(_ *testing.T, s *subject) {
	first := pending("a-v1")
	s.append("dispute-1", es.NoStream, first...)
	s.refuses(es.ErrConflict, "dispute-1", 1, pending("b-v1")...)
	s.refuses(es.ErrConflict, "dispute-1", 7, first...)
}

func repeats(t *testing.T, s *subject) {
	first, second := pending("a-v1", "b-v1"), pending("c-v1")
	a0, a1 := s.append("dispute-1", es.NoStream, first...), s.append("dispute-1", 1, second...)
	if a := s.append("dispute-1", es.NoStream, first...); a != a0 {
		t.Errorf("the first append repeated: %+v, want %+v", a, a0)
	}
	if a := s.append("dispute-1", 1, second...); a != a1 {
		t.Errorf("the second append repeated: %+v, want %+v", a, a1)
	}
	s.same(s.all(es.Position{}), slices.Concat(first, second))
}

func repeatsLater(t *testing.T, s *subject) {
	first := pending("a-v1")
	a0 := s.append("dispute-1", es.NoStream, first...)
	for i := range int64(50) {
		s.append("dispute-1", i, pending("b-v1")...)
	}
	if a := s.append("dispute-1", es.NoStream, first...); a != a0 {
		t.Errorf("repeated: %+v, want %+v", a, a0)
	}
}

func repeatsDiffer(t *testing.T, s *subject) {
	first := pending("a-v1", "b-v1")
	s.append("dispute-1", es.NoStream, first...)
	s.refuses(es.ErrConflict, "dispute-1", es.NoStream, first[0], pending("c-v1")[0])
	s.refuses(es.ErrConflict, "dispute-1", es.NoStream, append(slices.Clone(first), pending("c-v1")...)...)
	s.refuses(es.ErrConflict, "dispute-1", es.NoStream, first[1], first[0])
	if n := len(s.stream("dispute-1", 0)); n != 2 {
		t.Errorf("%d events, want 2", n)
	}
}

func atomic(t *testing.T, s *subject) {
	s.append("dispute-1", es.NoStream, pending("a-v1")...)
	s.refuses(es.ErrConflict, "dispute-1", es.NoStream, pending("b-v1", "c-v1", "d-v1")...)
	s.append("dispute-1", 0, pending("e-v1", "f-v1", "g-v1")...)
	var types []string
	for _, r := range s.stream("dispute-1", 0) {
		types = append(types, r.Type)
	}
	if want := []string{"a-v1", "e-v1", "f-v1", "g-v1"}; !slices.Equal(types, want) {
		t.Errorf("the stream holds %v, want %v", types, want)
	}
}

func races(t *testing.T, s *subject) {
	const writers, rounds = 16, 8
	for round := range int64(rounds) {
		var wg sync.WaitGroup
		errs := make([]error, writers)
		for w := range writers {
			wg.Go(func() { _, errs[w] = s.Append(s.ctx, "dispute-1", round-1, pending("a-v1")) })
		}
		wg.Wait()
		won := 0
		for _, err := range errs {
			switch {
			case err == nil:
				won++
			case !errors.Is(err, es.ErrConflict):
				t.Fatalf("an append that lost: %v, want a conflict", err)
			}
		}
		if won != 1 {
			t.Fatalf("round %d: %d appends succeeded, want 1", round, won)
		}
	}
	if n := len(s.stream("dispute-1", 0)); n != rounds {
		t.Errorf("%d events, want %d", n, rounds)
	}
}

func refusals(t *testing.T, s *subject) {
	s.refuses(nil, "dispute-1", es.NoStream, es.Pending{Type: "a-v1", Data: []byte("{}")})
	s.refuses(nil, "dispute-1", es.NoStream)
	s.refuses(nil, "dispute-1", es.NoStream, pending("")...)
	s.refuses(nil, "dispute-1", es.NoStream, pending("$metadata")...)
	s.refuses(nil, "", es.NoStream, pending("a-v1")...)
	s.refuses(nil, "$all", es.NoStream, pending("a-v1")...)
	s.refuses(nil, "dispute-1", -2, pending("a-v1")...)
	if got := s.all(es.Position{}); len(got) != 0 {
		t.Errorf("the log holds %d events, want none", len(got))
	}
}

func tooLarge(t *testing.T, s *subject) {
	large := pending("a-v1", "b-v1")
	large[1].Data = bytes.Repeat([]byte("x"), es.MaxAppend)
	s.refuses(es.ErrTooLarge, "dispute-1", es.NoStream, large...)
	if got := s.stream("dispute-1", 0); len(got) != 0 {
		t.Errorf("the stream holds %d events, want none", len(got))
	}
	s.append("dispute-1", es.NoStream, pending("a-v1")...)
}
