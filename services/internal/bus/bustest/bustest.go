// Package bustest is the contract of bus.Publisher and bus.Subscriber, and what tests of relays and consumers need.
package bustest

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"iter"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"anjie.internal/services/internal/bus"
	"anjie.internal/services/internal/es"
)

// Feed is the name of the feed that the suite uses.
const Feed = "suite"

// Patience is how long Eventually waits.
const Patience = 60 * time.Second

// Eventually returns when the condition holds, and fails the test when it never does.
func Eventually(t testing.TB, what string, condition func() bool) {
	t.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	ctx, cancel := context.WithTimeout(t.Context(), Patience)
	defer cancel()
	for !condition() {
		select {
		case <-tick.C:
		case <-ctx.Done():
			t.Fatalf("never happened: %s", what)
		}
	}
}

// Facts makes facts first … last of the suite's feed. Fact n stands at position 10 n, so that positions have holes.
func Facts(first, last int) []bus.Fact {
	var facts []bus.Fact
	for n := first; n <= last; n++ {
		facts = append(facts, bus.Fact{
			ID:          ID(n),
			Subject:     bus.Subject(Feed, "thing", "happened"),
			Position:    Position(n),
			Previous:    Position(n - 1),
			Data:        fmt.Appendf(nil, "fact %d", n),
			Traceparent: fmt.Sprintf("00-%032x-%016x-01", n, n),
			Recorded:    time.Date(1999, 2, 3, 4, 5, 6, n*1000, time.UTC),
		})
	}
	return facts
}

// ID of fact n.
func ID(n int) uuid.UUID {
	var id uuid.UUID
	binary.BigEndian.PutUint64(id[8:], uint64(n))
	return id
}

// Position of fact n.
func Position(n int) es.Position {
	return es.Position{Commit: uint64(10 * n), Prepare: uint64(10 * n)}
}

// Road serves facts as a second road does, from a list that grows. It is safe for concurrent use.
type Road struct {
	mu    sync.Mutex
	facts []bus.Fact
	calls int
	fault error
}

// Add appends facts.
func (r *Road) Add(facts ...bus.Fact) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.facts = append(r.facts, facts...)
}

// Break makes every call end with the error, until Break(nil).
func (r *Road) Break(err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.fault = err
}

// Calls counts the calls of Backfill.
func (r *Road) Calls() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.calls
}

// Backfill is a bus.Backfill.
func (r *Road) Backfill(_ context.Context, after es.Position) iter.Seq2[bus.Fact, error] {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.calls++
	from, _ := slices.BinarySearchFunc(r.facts, after, func(f bus.Fact, p es.Position) int {
		if f.Position.Compare(p) <= 0 {
			return -1
		}
		return 1
	})
	facts, fault := r.facts[from:], r.fault
	return func(yield func(bus.Fact, error) bool) {
		if fault != nil {
			yield(bus.Fact{}, fault)
			return
		}
		for _, f := range facts {
			if !yield(f, nil) {
				return
			}
		}
	}
}

// Effects is a consumer's database in memory: the effects and the position, saved together. It is safe for concurrent use.
type Effects struct {
	mu       sync.Mutex
	position es.Position
	done     []bus.Fact
	twice    []uuid.UUID
	seen     map[uuid.UUID]bool
	disorder error
}

// Checkpoint is for bus.ConsumerConfig.
func (e *Effects) Checkpoint(context.Context) (es.Position, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.position, nil
}

// Handle is for bus.ConsumerConfig. It takes any fact: that each comes once and in order is what Check asks.
func (e *Effects) Handle(_ context.Context, f bus.Fact) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.seen == nil {
		e.seen = map[uuid.UUID]bool{}
	}
	if e.seen[f.ID] {
		e.twice = append(e.twice, f.ID)
	}
	if !e.position.Before(f.Position) && e.disorder == nil {
		e.disorder = fmt.Errorf("the fact at %s came after the one at %s", f.Position, e.position)
	}
	e.seen[f.ID] = true
	e.done = append(e.done, f)
	e.position = f.Position
	return nil
}

// Count is the number of effects.
func (e *Effects) Count() int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return len(e.done)
}

// Done returns the facts that had an effect, in order.
func (e *Effects) Done() []bus.Fact {
	e.mu.Lock()
	defer e.mu.Unlock()
	return slices.Clone(e.done)
}

// Check says what is wrong when the effects are not exactly those of the events, each once and in order.
func (e *Effects) Check(events []uuid.UUID) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	var wrong []error
	if len(e.twice) > 0 {
		wrong = append(wrong, fmt.Errorf("%d facts were handled twice, the first %s", len(e.twice), e.twice[0]))
	}
	if e.disorder != nil {
		wrong = append(wrong, e.disorder)
	}
	missing, order := 0, len(events) == len(e.done)
	for i, id := range events {
		if !e.seen[id] {
			missing++
		}
		order = order && e.done[i].ID == id
	}
	if missing > 0 {
		wrong = append(wrong, fmt.Errorf("%d of %d facts were never handled", missing, len(events)))
	}
	if !order {
		wrong = append(wrong, fmt.Errorf("%d effects of %d events are not the same list", len(e.done), len(events)))
	}
	return errors.Join(wrong...)
}
