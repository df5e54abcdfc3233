package es_test

import (
	"bytes"
	"context"
	"iter"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"

	"anjie.internal/services/internal/es"
)

// counted is a log that says how many bytes of events a follower has taken from it.
type counted struct {
	es.Store
	taken atomic.Int64
}

func (c *counted) Follow(ctx context.Context, after es.Position, filter es.Filter) iter.Seq2[es.Item, error] {
	return func(yield func(es.Item, error) bool) {
		for item, err := range c.Store.Follow(ctx, after, filter) {
			if item.Record != nil {
				c.taken.Add(int64(item.Record.Size()))
			}
			if !yield(item, err) {
				return
			}
		}
	}
}

// large appends n events of a quarter of a megabyte each.
func large(t *testing.T, store es.Store, n int) (each int) {
	t.Helper()
	data := append(append([]byte{'"'}, bytes.Repeat([]byte("x"), 256<<10)...), '"')
	for i := range n {
		p := es.Pending{ID: uuid.New(), Type: "a-v1", Data: data, Metadata: []byte(`{}`)}
		if _, err := store.Append(t.Context(), "dispute-1", int64(i-1), []es.Pending{p}); err != nil {
			t.Fatal(err)
		}
	}
	for r, err := range store.ReadStream(t.Context(), "dispute-1", 0) {
		if err != nil {
			t.Fatal(err)
		}
		return r.Size()
	}
	return 0
}

// TestAFollowerHoldsABatchAndTheNext of large events, and not the ten thousand of them that a batch could have by number. Each
// Apply waits until the reader can take no more, so what is measured is the most.
func TestAFollowerHoldsABatchAndTheNext(t *testing.T) {
	for name, c := range map[string]struct{ bound, want int }{
		"by default":                       {0, es.BatchBytes},
		"a megabyte":                       {1 << 20, 1 << 20},
		"events that are larger than that": {1 << 10, 1 << 10},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				const events = 200
				store, s := &counted{Store: newStore()}, newSink()
				each := large(t, store, events)
				want := int64(max(c.want, each))
				var applied, most, largest int64
				_, stop := run(t, es.FollowerConfig{
					Store: store, Batch: 10_000, BatchBytes: c.bound, Wait: time.Hour, Load: s.load,
					Apply: func(ctx context.Context, b []es.Record, p es.Position) error {
						synctest.Wait()
						most = max(most, store.taken.Load()-applied)
						sum := int64(0)
						for i := range b {
							sum += int64(b[i].Size())
						}
						applied, largest = applied+sum, max(largest, sum)
						return s.apply(ctx, b, p)
					},
				})
				s.wait(t, "all", func() bool { return len(s.seen) == events })
				stop()
				if largest > want {
					t.Errorf("a batch of %d bytes, want at most %d", largest, want)
				}
				// The batch, the next one, and the event in the hand of the reader.
				if limit := 2*want + int64(each); most > limit || most < limit-2*int64(each) {
					t.Errorf("%d bytes were held, want almost %d and no more", most, limit)
				}
				s.once(t, store, es.Filter{})
			})
		})
	}
}

// TestAFollowerIsBoundedInEventsAsWell cuts what has gathered into batches, of which no event gets lost.
func TestAFollowerIsBoundedInEventsAsWell(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const events = 40
		store, s := newStore(), newSink()
		each := large(t, store, events)
		_, stop := run(t, es.FollowerConfig{
			Store: store, Batch: 3, BatchBytes: 5 * each, Wait: time.Hour, Load: s.load,
			Apply: func(ctx context.Context, b []es.Record, p es.Position) error {
				synctest.Wait()
				if len(b) > 3 {
					t.Errorf("%d events in a batch", len(b))
				}
				return s.apply(ctx, b, p)
			},
		})
		s.wait(t, "all", func() bool { return len(s.seen) == events })
		stop()
		s.once(t, store, es.Filter{})
	})
}
