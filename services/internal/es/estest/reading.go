package estest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"

	"anjie.internal/services/internal/es"
)

func readStreamFrom(t *testing.T, s *subject) {
	var all []es.Pending
	for i := range int64(20) {
		e := pending("a-v1")
		s.append("dispute-1", i-1, e...)
		all = append(all, e...)
	}
	for _, from := range []uint64{0, 1, 19, 20, 1 << 40} {
		got := s.stream("dispute-1", from)
		s.same(got, all[min(from, 20):])
		if len(got) > 0 && got[0].Revision != from {
			t.Errorf("from %d: begins with %d", from, got[0].Revision)
		}
	}
}

func readNothing(t *testing.T, s *subject) {
	if got := s.stream("dispute-none", 0); len(got) != 0 {
		t.Errorf("%d events", len(got))
	}
	if got := s.all(es.Position{}); len(got) != 0 {
		t.Errorf("the log holds %d events", len(got))
	}
}

func readStops(_ *testing.T, s *subject) {
	for i := range int64(200) {
		s.append("dispute-1", i-1, pending("a-v1")...)
	}
	for range 20 { // a reader that is left behind each time would show in the caller's leak check
		for _, err := range s.ReadStream(s.ctx, "dispute-1", 0) {
			if err != nil {
				s.t.Fatal(err)
			}
			break
		}
		for _, err := range s.ReadAll(s.ctx, es.Position{}) {
			if err != nil {
				s.t.Fatal(err)
			}
			break
		}
	}
}

// scatter appends n events over some streams and returns them in order.
func scatter(s *subject, n int) []es.Pending {
	s.t.Helper()
	at := map[string]int64{}
	var all []es.Pending
	for i := range n {
		stream := fmt.Sprintf("%s-%d", []string{"dispute", "clock", "disputes"}[i%3], i%7)
		revision, ok := at[stream]
		if !ok {
			revision = es.NoStream
		}
		e := pending([]string{"alpha-v1", "beta-v1", "alphabet-v1", "alpha-v2"}[i%4])
		at[stream] = int64(s.append(stream, revision, e...).Revision)
		all = append(all, e...)
	}
	return all
}

func readAll(t *testing.T, s *subject) {
	all := scatter(s, 60)
	got := s.all(es.Position{})
	s.same(got, all)
	for i := 1; i < len(got); i++ {
		if !got[i-1].Position.Before(got[i].Position) {
			t.Fatalf("position %s is followed by %s", got[i-1].Position, got[i].Position)
		}
	}
}

func readAllAfter(t *testing.T, s *subject) {
	all := scatter(s, 30)
	records := s.all(es.Position{})
	for _, i := range []int{0, 1, 15, 28, 29} {
		s.same(s.all(records[i].Position), all[i+1:])
	}
	if got := s.all(es.Position{Commit: 1 << 50, Prepare: 1 << 50}); len(got) != 0 {
		t.Errorf("after a position to come: %d events", len(got))
	}
}

func head(t *testing.T, s *subject) {
	at, err := s.Head(s.ctx)
	if err != nil || !at.IsZero() {
		t.Fatalf("head of an empty log: %s, %v, want 0", at, err)
	}
	a := s.append("dispute-1", es.NoStream, pending("a-v1", "b-v1")...)
	if at, err := s.Head(s.ctx); err != nil || at != a.Position {
		t.Errorf("head: %s, %v, want %s", at, err, a.Position)
	}
}

func follow(t *testing.T, s *subject) {
	old := pending("a-v1", "b-v1", "c-v1")
	s.append("dispute-1", es.NoStream, old...)
	recent := pending("d-v1", "e-v1")
	var got []es.Record
	added, settled := false, es.Position{}
	for item, err := range s.Follow(s.ctx, es.Position{}, es.Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		if item.Position.Before(settled) {
			t.Fatalf("position %s after %s", item.Position, settled)
		}
		settled = item.Position
		switch {
		case item.Record != nil && item.CaughtUp:
			t.Fatal("an event and caught up in one")
		case item.Record != nil:
			if item.Position != item.Record.Position {
				t.Fatalf("an event at %s is settled by %s", item.Record.Position, item.Position)
			}
			got = append(got, *item.Record)
		case item.CaughtUp && !added:
			s.same(got, old)
			if settled != got[2].Position {
				t.Errorf("caught up at %s, want %s", settled, got[2].Position)
			}
			s.append("dispute-1", 2, recent...)
			added = true
		}
		if len(got) == 5 {
			break
		}
	}
	s.same(got, slices.Concat(old, recent))
}

// collect follows until done says so.
func (s *subject) collect(after es.Position, f es.Filter, done func(got []es.Record, item es.Item) bool) []es.Record {
	s.t.Helper()
	var got []es.Record
	for item, err := range s.Follow(s.ctx, after, f) {
		if err != nil {
			s.t.Fatalf("follow after %s: %v; %d events so far", after, err, len(got))
		}
		if item.Record != nil {
			got = append(got, *item.Record)
		}
		if done(got, item) {
			break
		}
	}
	return got
}

func caughtUp(_ []es.Record, item es.Item) bool { return item.CaughtUp }

func followAfter(t *testing.T, s *subject) {
	all := scatter(s, 12)
	records := s.all(es.Position{})
	for _, i := range []int{0, 5, 10, 11} {
		s.same(s.collect(records[i].Position, es.Filter{}, caughtUp), all[i+1:])
	}
	// After the last event, what comes next is the first seen.
	next := pending("a-v1")
	got := s.collect(records[11].Position, es.Filter{}, func(got []es.Record, item es.Item) bool {
		if item.CaughtUp && len(s.stream("dispute-next", 0)) == 0 {
			s.append("dispute-next", es.NoStream, next...)
		}
		return len(got) == 1
	})
	s.same(got, next)
	if t.Failed() {
		return
	}
}

func followHandOver(t *testing.T, s *subject) {
	const writers, each, followers = 4, 40, 4
	ctx, cancel := context.WithCancel(s.ctx)
	defer cancel()
	var seen [followers][]es.Record
	var reading, writing sync.WaitGroup
	begin := make(chan struct{})
	for f := range followers {
		reading.Go(func() {
			if f%2 == 0 {
				<-begin // starts in the middle of the writing
			}
			for item, err := range s.Follow(ctx, es.Position{}, es.Filter{}) {
				if err != nil {
					t.Errorf("follower %d after %d events: %v", f, len(seen[f]), err)
					return
				}
				if item.Record != nil {
					seen[f] = append(seen[f], *item.Record)
				}
				if len(seen[f]) == writers*each {
					return
				}
			}
		})
	}
	var once sync.Once
	for w := range writers {
		writing.Go(func() {
			for i := range int64(each) {
				if i == each/2 {
					once.Do(func() { close(begin) })
				}
				if _, err := s.Append(ctx, fmt.Sprintf("dispute-%d", w), i-1, pending("a-v1")); err != nil {
					t.Errorf("writer %d: %v", w, err)
					once.Do(func() { close(begin) })
					cancel()
					return
				}
			}
		})
	}
	writing.Wait()
	reading.Wait()
	want := s.all(es.Position{})
	for f := range seen {
		if len(seen[f]) != len(want) {
			t.Fatalf("follower %d saw %d events, the log holds %d", f, len(seen[f]), len(want))
		}
		for i := range want {
			if seen[f][i].ID != want[i].ID || seen[f][i].Position != want[i].Position {
				t.Fatalf("follower %d: event %d is %s at %s, want %s at %s",
					f, i, seen[f][i].ID, seen[f][i].Position, want[i].ID, want[i].Position)
			}
		}
	}
}

func followStreams(t *testing.T, s *subject) {
	s.filtered(t, es.Filter{Streams: []string{"dispute-", "clock-3"}})
}

func followTypes(t *testing.T, s *subject) {
	s.filtered(t, es.Filter{Types: []string{"alpha-", "beta-v1"}})
}

// filtered compares what a filtered follower sees, old and new, with the whole log.
func (s *subject) filtered(t *testing.T, f es.Filter) {
	scatter(s, 60)
	wanted := func() (out []es.Record) {
		for _, r := range s.all(es.Position{}) {
			if f.Passes(r.Stream, r.Type) {
				out = append(out, r)
			}
		}
		return out
	}
	old := wanted()
	if len(old) == 0 || len(old) == 60 {
		t.Fatalf("the filter passes %d of 60 events", len(old))
	}
	grown := false
	got := s.collect(es.Position{}, f, func(got []es.Record, item es.Item) bool {
		if item.CaughtUp && !grown {
			grown = true
			s.append("dispute-new", es.NoStream, pending("alpha-v1", "alpha-v1")...)
			s.append("unwanted", es.NoStream, pending("gamma-v1")...)
			s.append("dispute-newer", es.NoStream, pending("beta-v1")...)
		}
		return len(got) == len(old)+3
	})
	for i, r := range wanted() {
		if got[i].ID != r.ID {
			t.Fatalf("event %d is %s %s, want %s %s", i, got[i].Stream, got[i].Type, r.Stream, r.Type)
		}
	}
}

func followCanceled(t *testing.T, s *subject) {
	s.append("dispute-1", es.NoStream, pending("a-v1")...)
	ctx, cancel := context.WithCancel(s.ctx)
	defer cancel()
	var last error
	for item, err := range s.Follow(ctx, es.Position{}, es.Filter{}) {
		last = err
		if item.CaughtUp {
			cancel()
		}
	}
	if !errors.Is(last, context.Canceled) {
		t.Errorf("ended with %v, want context canceled", last)
	}
}

func readCanceled(t *testing.T, s *subject) {
	s.append("dispute-1", es.NoStream, pending("a-v1")...)
	ctx, cancel := context.WithCancel(s.ctx)
	cancel()
	var last error
	for _, err := range s.ReadStream(ctx, "dispute-1", 0) {
		last = err
	}
	if !errors.Is(last, context.Canceled) {
		t.Errorf("stream: ended with %v, want context canceled", last)
	}
	if _, err := s.Append(ctx, "dispute-1", 0, pending("a-v1")); !errors.Is(err, context.Canceled) {
		t.Errorf("append: %v, want context canceled", err)
	}
}

func closed(t *testing.T, s *subject) {
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatalf("closed twice: %v", err)
	}
	s.refuses(es.ErrUnavailable, "dispute-1", es.NoStream, pending("a-v1")...)
	if _, err := s.Head(s.ctx); !errors.Is(err, es.ErrUnavailable) {
		t.Errorf("head: %v, want unavailable", err)
	}
}
