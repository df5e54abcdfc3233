package view_test

import (
	"context"
	"iter"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/pg/view"
)

// counted is a log that says how many bytes of events were taken from it.
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

func (c *counted) ReadAll(ctx context.Context, after es.Position) iter.Seq2[es.Record, error] {
	return func(yield func(es.Record, error) bool) {
		for r, err := range c.Store.ReadAll(ctx, after) {
			c.taken.Add(int64(r.Size()))
			if !yield(r, err) {
				return
			}
		}
	}
}

// stalled waits until nothing was taken for a while, and returns how much was.
func (c *counted) stalled() int64 {
	tick := time.NewTicker(30 * time.Millisecond)
	defer tick.Stop()
	for last := c.taken.Load(); ; {
		<-tick.C
		now := c.taken.Load()
		if now == last {
			return now
		}
		last = now
	}
}

// TestLargeEventsAreHeldInTwoBatches of so many bytes, by the follower as well as by a rebuild. A batch by number would take all.
func TestLargeEventsAreHeldInTwoBatches(t *testing.T) {
	t.Parallel()
	const bound, events = 4 << 20, 200
	w := newWorld(t)
	store := &counted{Store: w.store}
	data := []byte(`"` + strings.Repeat("x", 256<<10) + `"`)
	for i := range events {
		at, err := store.Append(t.Context(), "dispute-0", int64(i-1), []es.Pending{{ID: uuid.New(), Type: "noted-v1", Data: data, Metadata: []byte("{}")}})
		if err != nil {
			t.Fatal(err)
		}
		w.head = at.Position
	}
	var applied, largest, most, each int64
	v := w.view(func(c *view.Config) {
		c.Store, c.BatchBytes = store, bound
		c.Definition.Apply = func(_ context.Context, _ pgx.Tx, batch []es.Record) error {
			most = max(most, store.stalled()-applied)
			sum := int64(0)
			for i := range batch {
				each = int64(batch[i].Size())
				sum += each
			}
			applied, largest = applied+sum, max(largest, sum)
			return nil
		}
	})
	check := func(who string) {
		t.Helper()
		if applied != events*each || largest > bound || most > 2*bound+each || most < 2*bound-2*each {
			t.Errorf("%s: %d bytes applied, %d in the largest batch, %d held", who, applied, largest, most)
		}
		applied, largest, most = 0, 0, 0
		store.taken.Store(0)
	}
	stop := w.run(v)
	w.waitFor(v, w.head)
	stop()
	check("follower")
	if r := rebuild(t, v); !r.Equal {
		t.Errorf("report %+v", r)
	}
	check("rebuild")
}
