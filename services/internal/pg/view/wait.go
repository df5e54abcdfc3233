package view

import (
	"context"
	"fmt"
	"sync"
	"time"

	"anjie.internal/services/internal/es"
)

// reach tells those who wait how far the view is.
type reach struct {
	mu       sync.Mutex
	position es.Position
	changed  chan struct{} // closed at the next change
	polling  sync.Mutex    // one waiter asks the database for all
}

func newReach() reach { return reach{changed: make(chan struct{})} }

func (r *reach) set(p es.Position) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if p == r.position {
		return
	}
	r.position = p
	close(r.changed)
	r.changed = make(chan struct{})
}

func (r *reach) get() (es.Position, <-chan struct{}) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.position, r.changed
}

const (
	// pollBeside is how often a process asks where the view is while another process runs it.
	pollBeside = 20 * time.Millisecond
	// pollOwn is the same while this process runs it and tells waiters itself.
	pollOwn = 500 * time.Millisecond
)

// WaitFor returns when the view has reached a position, at once when it has already, and with ctx's error otherwise. It is
// meant for positions of events that the view's filter passes: others are reached too, but up to a second later.
func (v *View) WaitFor(ctx context.Context, p es.Position) error {
	if v.err != nil {
		return v.err
	}
	at, changed := v.reach.get()
	if !at.Before(p) {
		return nil
	}
	for {
		if f := v.following.Load(); f != nil {
			f.Hurry()
		}
		every := pollBeside
		if v.running.Load() {
			every = pollOwn
		}
		t := time.NewTimer(every)
		select {
		case <-changed:
		case <-t.C:
			v.poll(ctx)
		case <-ctx.Done():
			t.Stop()
			return fmt.Errorf("wait until view %s has reached %s, it is at %s: %w", v.def.Name, p, at, ctx.Err())
		}
		t.Stop()
		if at, changed = v.reach.get(); !at.Before(p) {
			return nil
		}
	}
}

// poll asks the database, unless another waiter is just doing that. An error is no news: the waiters go on waiting.
func (v *View) poll(ctx context.Context) {
	if !v.reach.polling.TryLock() {
		return
	}
	defer v.reach.polling.Unlock()
	if p, err := v.Position(ctx); err == nil {
		v.reach.set(p)
	}
}
