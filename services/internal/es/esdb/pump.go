package esdb

import (
	"context"
	"fmt"
	"iter"
	"sync"
	"time"

	client "github.com/EventStore/EventStore-Client-Go/v4/esdb"
)

// What a pump holds at most. The client's own flow control holds back the rest.
const (
	pumpItems = 2048
	pumpBytes = 4 << 20
)

// pump hands what one goroutine receives to another, as many at once as have gathered. It is there because receiving may
// outlast any context, so that it happens on a goroutine that can be left behind; a channel would cost a switch per event.
type pump[T any] struct {
	wake chan struct{}
	room chan struct{}

	mu       sync.Mutex
	gathered []T
	bytes    int
	open     bool // the server has answered
	idle     bool // the taker waits
}

func newPump[T any]() *pump[T] {
	return &pump[T]{wake: make(chan struct{}, 1), room: make(chan struct{}, 1)}
}

// opened says that the server has answered, so that waiting is not for it any more.
func (p *pump[T]) opened() {
	p.mu.Lock()
	p.open = true
	p.mu.Unlock()
	signal(p.wake)
}

// put adds one item, waiting for room.
func (p *pump[T]) put(ctx context.Context, item T, bytes int) error {
	p.mu.Lock()
	for len(p.gathered) >= pumpItems || p.bytes >= pumpBytes {
		p.mu.Unlock()
		select {
		case <-p.room:
		case <-ctx.Done():
			return ctx.Err()
		}
		p.mu.Lock()
	}
	p.gathered = append(p.gathered, item)
	p.bytes += bytes
	wake := p.idle
	p.idle = false
	p.mu.Unlock()
	if wake {
		signal(p.wake)
	}
	return nil
}

// swap gives out what has gathered and takes the memory of the last batch for the next.
func (p *pump[T]) swap(last []T) (items []T, open bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	items = p.gathered
	if len(items) == 0 {
		p.idle = true
		return nil, p.open
	}
	clear(last)
	p.gathered, p.bytes = last[:0], 0
	signal(p.room)
	return items, p.open
}

// received yields what body puts, until body returns, the caller stops, ctx ends or the store closes. Body has the time limit
// to open, and with patience also for every next item; without it, an open stream may be silent for ever. A nil error of body
// is the end without an error.
func received[T any](ctx context.Context, s *Store, doing string, patience bool,
	body func(ctx context.Context, c *client.Client, p *pump[T]) error,
) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var none T
		if err := ctx.Err(); err != nil {
			yield(none, fmt.Errorf("%s: %w", doing, err))
			return
		}
		p := newPump[T]()
		c, err := s.start(ctx, func(ctx context.Context, cl *client.Client) error { return body(ctx, cl, p) })
		if err != nil {
			yield(none, fmt.Errorf("%s: %w", doing, err))
			return
		}
		defer c.abandon() // does nothing more when body has returned
		limit := time.NewTimer(s.options.Timeout)
		defer limit.Stop()
		var items []T
		var open, over bool
		for {
			items, open = p.swap(items)
			for _, item := range items {
				if !yield(item, nil) {
					return
				}
			}
			switch {
			case len(items) > 0:
				continue
			case over:
				if err := c.err; err != nil {
					if ctx.Err() != nil {
						err = ctx.Err()
					}
					yield(none, fmt.Errorf("%s: %w", doing, readError(err)))
				}
				return
			}
			var late <-chan time.Time
			if patience || !open {
				limit.Reset(s.options.Timeout)
				late = limit.C
			}
			select {
			case <-p.wake:
			case <-c.done:
				over = true // after what it has left
			case <-ctx.Done():
				yield(none, fmt.Errorf("%s: %w", doing, ctx.Err()))
				return
			case <-s.closing:
				yield(none, fmt.Errorf("%s: %w", doing, errClosed))
				return
			case <-late:
				yield(none, fmt.Errorf("%s: %w", doing, readError(errLimit)))
				return
			}
		}
	}
}

func signal(c chan<- struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}
