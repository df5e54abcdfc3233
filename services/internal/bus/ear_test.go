package bus_test

import (
	"context"
	"iter"
	"sync/atomic"

	"anjie.internal/services/internal/bus"
	"anjie.internal/services/internal/bus/bustest"
	"anjie.internal/services/internal/es"
)

// ear is a first road that remembers what came by it last. The counters of a consumer cannot tell a fact that waited in a buffer
// of the client from one that the channel brought since.
type ear struct {
	bus.Subscriber
	last atomic.Pointer[es.Position]
}

func (e *ear) Subscribe(ctx context.Context, after es.Position) iter.Seq2[bus.Fact, error] {
	return func(yield func(bus.Fact, error) bool) {
		for f, err := range e.Subscriber.Subscribe(ctx, after) {
			if !yield(f, err) {
				return
			}
			if err == nil {
				e.last.Store(&f.Position)
			}
		}
	}
}

// listens has the consumer hear the channel through the ear.
func (e *ear) listens(cfg bus.ConsumerConfig) bus.ConsumerConfig {
	e.Subscriber, cfg.Subscriber = cfg.Subscriber, e
	return cfg
}

// heard waits until the channel brings a fact that is not in the log yet. So it was published after the call, to the server
// that ran then, and came by a subscription to that server. Before a disturbance it says that there is a subscription to disturb.
func (r *rig) heard(e *ear) {
	r.t.Helper()
	now := r.lastFact()
	bustest.Eventually(r.t, "a new fact by the channel", func() bool {
		last := e.last.Load()
		return last != nil && now.Before(*last)
	})
}
