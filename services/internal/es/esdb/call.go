package esdb

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync/atomic"
	"time"

	client "github.com/EventStore/EventStore-Client-Go/v4/esdb"

	"anjie.internal/services/internal/es"
)

var (
	errLimit     = errors.New("no answer within the time limit")
	errAbandoned = errors.New("abandoned before it began")
	errLost      = fmt.Errorf("%w: the server was lost", es.ErrUnavailable)
	errPanic     = errors.New("the event store client panicked")
)

// call is one use of the client, on a goroutine of its own that can be left behind.
type call struct {
	g      *generation
	cancel context.CancelFunc
	done   chan struct{} // closed when the goroutine has ended
	err    error         // valid after done
	begun  atomic.Int32  // waiting → started or never
	left   atomic.Int32  // 0 → ended or abandoned
}

const (
	waiting int32 = iota
	started
	never
)

const (
	ended int32 = iota + 1
	abandoned
)

// start runs body with the present client. The caller waits for done and then calls cancel, or calls abandon.
func (s *Store) start(ctx context.Context, body func(ctx context.Context, c *client.Client) error) (*call, error) {
	g, err := s.enter()
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(ctx)
	c := &call{g: g, cancel: cancel, done: make(chan struct{})}
	s.crew.do(func() { c.run(ctx, s, body) })
	return c, nil
}

func (c *call) run(ctx context.Context, s *Store, body func(context.Context, *client.Client) error) {
	defer c.g.leave()
	defer func() {
		if p := recover(); p != nil {
			c.err = fmt.Errorf("%w: %v\n%s", errPanic, p, debug.Stack())
		}
		s.learn(c.g, c.err) // first of all: the next call must not find a client that has lost its server
		close(c.done)
		if c.left.Swap(ended) == abandoned {
			c.g.abandoned.Add(-1)
		}
	}()
	if !c.g.connected.Load() {
		// Here the client waits, without a look at any context, while it looks for a server.
		if _, err := c.g.client.GetServerVersion(); err != nil {
			c.err = err
			return
		}
		c.g.connected.Store(true)
	}
	if c.g.isGivenUp() {
		c.err = errLost
		return
	}
	if !c.begun.CompareAndSwap(waiting, started) {
		c.err = errAbandoned
		return
	}
	c.err = body(ctx, c.g.client)
}

// abandon ends the call's context and stops waiting for it. It reports whether the call may have reached a server; if not,
// it never will.
func (c *call) abandon() (mayHaveBegun bool) {
	mayHaveBegun = !c.begun.CompareAndSwap(waiting, never)
	c.cancel()
	c.g.abandoned.Add(1)
	if !c.left.CompareAndSwap(0, abandoned) {
		c.g.abandoned.Add(-1)
	}
	return mayHaveBegun
}

// await waits for a call under the store's time limit. mayHaveBegun is false when no server can have seen the call.
func (s *Store) await(ctx context.Context, c *call) (mayHaveBegun bool, err error) {
	limit := time.NewTimer(s.options.Timeout)
	defer limit.Stop()
	select {
	case <-c.done:
		c.cancel()
		return c.begun.Load() == started, c.err
	case <-ctx.Done():
		return c.abandon(), ctx.Err()
	case <-limit.C:
		return c.abandon(), errLimit
	}
}

// enter returns the present generation with one call counted in; leave must follow.
func (s *Store) enter() (*generation, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil, errClosed
	}
	if g := s.present; g != nil {
		if g.enter() {
			if n := g.abandoned.Load(); n >= int64(s.options.MaxAbandoned) {
				g.leave()
				return nil, fmt.Errorf("%w: %d calls have not returned", es.ErrUnavailable, n)
			}
			return g, nil
		}
	}
	g, err := newGeneration(s.conf)
	if err != nil {
		return nil, err
	}
	g.enter()
	s.present = g
	s.all = append(s.open(), g)
	return g, nil
}

// open returns the generations that are not closed yet.
func (s *Store) open() []*generation {
	kept := s.all[:0]
	for _, g := range s.all {
		if !g.isClosed() {
			kept = append(kept, g)
		}
	}
	return kept
}
