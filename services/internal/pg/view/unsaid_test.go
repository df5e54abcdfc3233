package view_test

import (
	"context"
	"errors"
	"iter"
	"sync/atomic"
	"testing"
	"time"

	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/es/esmem"
	"anjie.internal/services/internal/pg/view"
)

// silent is a store that does not say how far a follower is past events that its filter leaves out, as real ones do not for some
// hundred events.
type silent struct {
	*esmem.Store
	looks *atomic.Int64 // how often the log was read
}

func (s silent) ReadAll(ctx context.Context, after es.Position) iter.Seq2[es.Record, error] {
	s.looks.Add(1)
	return s.Store.ReadAll(ctx, after)
}

func (s silent) Follow(ctx context.Context, after es.Position, f es.Filter) iter.Seq2[es.Item, error] {
	return func(yield func(es.Item, error) bool) {
		told := after
		for item, err := range s.Store.Follow(ctx, after, f) {
			switch {
			case err != nil:
			case item.Record != nil:
				told = item.Position
			case item.CaughtUp:
				item.Position = told
			default:
				continue
			}
			if !yield(item, err) {
				return
			}
		}
	}
}

// TestTheEndOfTheLogIsReachedThoughItIsNobodysEvent waits for an event that the view's filter does not pass and that no checkpoint tells of.
func TestTheEndOfTheLogIsReachedThoughItIsNobodysEvent(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var looks atomic.Int64
	v := w.view(func(c *view.Config) { c.Store = silent{w.store, &looks} })
	stop := w.run(v)
	own := w.fill(20, 7)
	w.waitFor(v, own)
	end := w.append("clock-1", payload{})
	w.waitFor(v, end)
	if at, err := v.Position(t.Context()); err != nil || at != own {
		t.Fatalf("the view is at %s (%v) and was told of the end: the test is void", at, err)
	}
	for range 3 { // what one has seen, nobody looks for again
		before := looks.Load()
		if w.waitFor(v, end); looks.Load() != before {
			t.Error("what was seen in the log is looked for again")
		}
	}
	if n := w.one("select sum(events) from view_sum.sum"); n != 20 {
		t.Errorf("%d events in the view, want 20", n)
	}

	waits := func(p es.Position) error {
		ctx, cancel := context.WithTimeout(t.Context(), 1200*time.Millisecond)
		defer cancel()
		return v.WaitFor(ctx, p)
	}
	if err := waits(es.Position{Commit: end.Commit + 1, Prepare: end.Prepare + 1}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a position that the log has not reached: %v", err)
	}
	stop()
	w.append("dispute-0", payload{N: 1})
	if err := waits(w.append("clock-1", payload{})); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("with an event in between that was not applied: %v", err)
	}
}
