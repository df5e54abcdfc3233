package estest

import (
	"context"
	"fmt"
	"iter"
	"sync"

	"anjie.internal/services/internal/es"
)

// Fault is how an append of a Faulty store goes wrong.
type Fault string

// The faults.
const (
	None          Fault = ""
	Conflict      Fault = "conflict"       // somebody else appends first, for real, and the append conflicts
	UnknownBefore Fault = "unknown-before" // nothing is stored, and nobody is told
	UnknownAfter  Fault = "unknown-after"  // all is stored, and nobody is told
	Unavailable   Fault = "unavailable"    // nothing is stored
	Exhausted     Fault = "exhausted"      // nothing is stored
	TooLarge      Fault = "too-large"      // nothing is stored
	Deleted       Fault = "deleted"        // nothing is stored
)

// Append is one append that a Faulty store is asked for.
type Append struct {
	N        int // counted from 1
	Stream   string
	Expected int64
	Events   []es.Pending
}

// Faulty is a store whose appends go wrong on purpose. It counts the faults, for a fault that never fired proves nothing. A
// repetition of the same append is one more append.
type Faulty struct {
	es.Store
	// Plan says what becomes of an append; nil for no faults. It may be called concurrently.
	Plan func(Append) Fault
	// Rival appends for Conflict.
	Rival func(ctx context.Context, stream string) error

	mu    sync.Mutex
	n     int
	reads int
	fired map[Fault]int
}

// Fired says how often a fault has happened.
func (f *Faulty) Fired(fault Fault) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.fired[fault]
}

// Appends and Reads say how often the store was asked.
func (f *Faulty) Appends() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.n
}

// Reads counts reads of streams.
func (f *Faulty) Reads() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.reads
}

func (f *Faulty) fire(a Append) (Append, Fault) {
	f.mu.Lock()
	f.n++
	a.N = f.n
	f.mu.Unlock()
	fault := None
	if f.Plan != nil {
		fault = f.Plan(a)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.fired == nil {
		f.fired = make(map[Fault]int)
	}
	f.fired[fault]++
	return a, fault
}

// Append implements es.Store.
func (f *Faulty) Append(ctx context.Context, stream string, expected int64, events []es.Pending) (es.Appended, error) {
	a, fault := f.fire(Append{Stream: stream, Expected: expected, Events: events})
	injected := func(err error) (es.Appended, error) {
		return es.Appended{}, fmt.Errorf("append %d, injected: %w", a.N, err)
	}
	switch fault {
	case UnknownBefore:
		return injected(es.ErrUnknownOutcome)
	case UnknownAfter:
		if _, err := f.Store.Append(ctx, stream, expected, events); err != nil {
			return es.Appended{}, err
		}
		return injected(es.ErrUnknownOutcome)
	case Conflict:
		if err := f.Rival(ctx, stream); err != nil {
			return injected(err)
		}
	case Unavailable:
		return injected(es.ErrUnavailable)
	case Exhausted:
		return injected(es.ErrExhausted)
	case TooLarge:
		return injected(es.ErrTooLarge)
	case Deleted:
		return injected(es.ErrDeleted)
	case None:
	}
	return f.Store.Append(ctx, stream, expected, events)
}

// ReadStream implements es.Store.
func (f *Faulty) ReadStream(ctx context.Context, stream string, from uint64) iter.Seq2[es.Record, error] {
	f.mu.Lock()
	f.reads++
	f.mu.Unlock()
	return f.Store.ReadStream(ctx, stream, from)
}
