package es_test

import (
	"context"
	"iter"
	"testing"
	"time"

	"github.com/google/uuid"

	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/es/estest"
)

// slow is a store that takes a tenth of a second for each answer, by the clock of the test. What it answers is what held when it was asked.
type slow struct {
	es.Store
	at *time.Time
}

const toAnswer = time.Second / 10

func (s *slow) ReadStream(ctx context.Context, stream string, from uint64) iter.Seq2[es.Record, error] {
	return func(yield func(es.Record, error) bool) {
		var records []es.Record
		for r, err := range s.Store.ReadStream(ctx, stream, from) {
			if err != nil {
				yield(r, err)
				return
			}
			records = append(records, r)
		}
		*s.at = s.at.Add(toAnswer)
		for _, r := range records {
			if !yield(r, nil) {
				return
			}
		}
	}
}

func (s *slow) Append(ctx context.Context, stream string, expected int64, events []es.Pending) (es.Appended, error) {
	out, err := s.Store.Append(ctx, stream, expected, events)
	*s.at = s.at.Add(toAnswer)
	return out, err
}

func TestRecentAsksNobodyForAWhile(t *testing.T) {
	const second = time.Second
	at := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	store, id := &estest.Faulty{Store: newStore()}, uuid.New()
	here := newHandler(t, &slow{Store: store, at: &at}, func(c *config) { c.Now = func() time.Time { return at } })
	there := newHandler(t, store)
	sees := func(when string, sum, reads int) {
		t.Helper()
		before := store.Reads()
		s, err := here.Recent(t.Context(), id, second)
		if err != nil || s.Sum != sum || store.Reads() != before+reads {
			t.Errorf("%s: %d after %d reads, %v, want %d after %d", when, s.Sum, store.Reads()-before, err, sum, reads)
		}
	}
	sees("what nobody knows", 0, 1)
	sees("what nobody knows, again", 0, 1)

	handle(t, here, id, open{}, intent("open"))
	appended := at
	handle(t, here, id, add{1}, intent("add"))
	sees("what was just appended", 1, 0)
	handle(t, there, id, add{10}, intent("add there"))
	sees("what another process did within the second", 1, 0)
	at = appended.Add(second)
	sees("a second after the append was sent", 1, 0)
	at = at.Add(1)
	asked := at
	sees("when the second is over", 11, 1)

	// The second counts from when the store was asked: what it answered later, somebody may have overtaken meanwhile.
	at = asked.Add(second)
	sees("a second after the store was asked", 11, 0)
	at = at.Add(1)
	asked = at
	sees("when that is over, and nothing is new", 11, 1)
	at = asked.Add(second)
	sees("a second after nothing was new", 11, 0)
	at = at.Add(1)
	sees("when that is over too", 11, 1)
}
