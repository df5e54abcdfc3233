// Package esmem is an event store in memory, with the semantics of the real one: exact revisions, idempotent repetition,
// one order for all, catch-up and live following without gap or duplicate. Tests and simulations use it; it keeps nothing.
package esmem

import (
	"bytes"
	"context"
	"fmt"
	"iter"
	"sync"
	"time"

	"anjie.internal/services/internal/es"
)

var errClosed = fmt.Errorf("%w: closed", es.ErrUnavailable)

// Store is an es.Store in memory. Positions are dense and begin with 1.
type Store struct {
	now func() time.Time

	mu      sync.Mutex
	log     []es.Record
	streams map[string][]int // indexes into log
	grown   chan struct{}    // closed when the log grows or the store closes
	closed  bool
}

var _ es.Store = (*Store)(nil)

// New makes an empty store that takes Record.Created from now.
func New(now func() time.Time) *Store {
	return &Store{now: now, streams: make(map[string][]int), grown: make(chan struct{})}
}

// Append implements es.Store.
func (s *Store) Append(ctx context.Context, stream string, expected int64, events []es.Pending) (es.Appended, error) {
	if err := es.CheckAppend(stream, expected, events); err != nil {
		return es.Appended{}, err
	}
	if err := ctx.Err(); err != nil {
		return es.Appended{}, fmt.Errorf("append to %s: %w", stream, err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return es.Appended{}, errClosed
	}
	held := s.streams[stream]
	last := int64(len(held)) - 1
	switch {
	case expected < last:
		return s.repeated(stream, held[expected+1:], events)
	case expected > last:
		return es.Appended{}, fmt.Errorf("append to %s at %d, it is at %d: %w", stream, expected, last, es.ErrConflict)
	}
	created := s.now().UTC()
	for _, e := range events {
		at := uint64(len(s.log) + 1)
		s.streams[stream] = append(s.streams[stream], len(s.log))
		last++
		s.log = append(s.log, es.Record{
			Stream: stream, Revision: uint64(last), Position: es.Position{Commit: at, Prepare: at},
			ID: e.ID, Type: e.Type, Data: bytes.Clone(e.Data), Metadata: bytes.Clone(e.Metadata), Created: created,
		})
	}
	close(s.grown)
	s.grown = make(chan struct{})
	return appended(&s.log[len(s.log)-1]), nil
}

// repeated answers an append at a revision that has passed: as the first time when the same ids stand there, else conflict.
func (s *Store) repeated(stream string, after []int, events []es.Pending) (es.Appended, error) {
	conflict := fmt.Errorf("append to %s: %w", stream, es.ErrConflict)
	if len(events) > len(after) {
		return es.Appended{}, conflict
	}
	for i, e := range events {
		if s.log[after[i]].ID != e.ID {
			return es.Appended{}, conflict
		}
	}
	return appended(&s.log[after[len(events)-1]]), nil
}

func appended(r *es.Record) es.Appended {
	return es.Appended{Revision: r.Revision, Position: r.Position}
}

// ReadStream implements es.Store.
func (s *Store) ReadStream(ctx context.Context, stream string, from uint64) iter.Seq2[es.Record, error] {
	return func(yield func(es.Record, error) bool) {
		s.mu.Lock()
		held, log, closed := s.streams[stream], s.log, s.closed
		s.mu.Unlock()
		if closed {
			yield(es.Record{}, errClosed)
			return
		}
		for i := from; i < uint64(len(held)); i++ {
			if err := ctx.Err(); err != nil {
				yield(es.Record{}, fmt.Errorf("read %s: %w", stream, err))
				return
			}
			if !yield(log[held[i]], nil) {
				return
			}
		}
		if err := ctx.Err(); err != nil {
			yield(es.Record{}, fmt.Errorf("read %s: %w", stream, err))
		}
	}
}

// ReadAll implements es.Store.
func (s *Store) ReadAll(ctx context.Context, after es.Position) iter.Seq2[es.Record, error] {
	return func(yield func(es.Record, error) bool) {
		log, _, err := s.snapshot()
		if err != nil {
			yield(es.Record{}, err)
			return
		}
		for i := start(log, after); i < len(log); i++ {
			if err := ctx.Err(); err != nil {
				yield(es.Record{}, fmt.Errorf("read the log: %w", err))
				return
			}
			if !yield(log[i], nil) {
				return
			}
		}
	}
}

// Follow implements es.Store. Bare checkpoints come for every event that the filter leaves out.
func (s *Store) Follow(ctx context.Context, after es.Position, filter es.Filter) iter.Seq2[es.Item, error] {
	return func(yield func(es.Item, error) bool) {
		considered := after
		for {
			log, grown, err := s.snapshot()
			if err == nil {
				err = ctx.Err()
			}
			if err != nil {
				yield(es.Item{}, fmt.Errorf("follow: %w", err))
				return
			}
			first := start(log, considered)
			for i := first; i < len(log); i++ {
				item := es.Item{Position: log[i].Position}
				if filter.Passes(log[i].Stream, log[i].Type) {
					r := log[i]
					item.Record = &r
				}
				if !yield(item, nil) {
					return
				}
				considered = item.Position
				if err := ctx.Err(); err != nil {
					yield(es.Item{}, fmt.Errorf("follow: %w", err))
					return
				}
			}
			// Caught up with everything that stood in this snapshot. Said again after every burst, as a server may.
			if !yield(es.Item{CaughtUp: true, Position: considered}, nil) {
				return
			}
			select {
			case <-grown:
			case <-ctx.Done():
				yield(es.Item{}, fmt.Errorf("follow: %w", ctx.Err()))
				return
			}
		}
	}
}

// Head implements es.Store.
func (s *Store) Head(ctx context.Context) (es.Position, error) {
	if err := ctx.Err(); err != nil {
		return es.Position{}, err
	}
	log, _, err := s.snapshot()
	if err != nil || len(log) == 0 {
		return es.Position{}, err
	}
	return log[len(log)-1].Position, nil
}

// Close implements es.Store. Followers end with an error that matches es.ErrUnavailable.
func (s *Store) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.closed {
		s.closed = true
		close(s.grown)
	}
	return nil
}

// snapshot returns the log as it stands. Records are never changed, so that the slice may be read without the lock.
func (s *Store) snapshot() ([]es.Record, <-chan struct{}, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil, nil, errClosed
	}
	return s.log, s.grown, nil
}

// start is the index of the first event after a position: positions are dense from 1, so it is the position itself.
func start(log []es.Record, after es.Position) int {
	return int(min(after.Commit, uint64(len(log)))) //nolint:gosec // not above len(log)
}
