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
	// pollOwn is the same while this process runs it and tells waiters itself. It is also how often those who wait look into the log.
	pollOwn = 500 * time.Millisecond
	// mostUnsaid is how many events one who waits reads in the log at most. A store says how far a follower is after some hundred events
	// that its filter does not pass.
	mostUnsaid = 1_000
)

// WaitFor returns when the view has reached a position, at once when it has already, and with ctx's error otherwise. It is
// meant for positions of events that the view's filter passes: others are waited for up to a second longer, until the log
// shows that nothing is between. The view's own position may then still be before the one that was waited for.
func (v *View) WaitFor(ctx context.Context, p es.Position) error {
	if v.err != nil {
		return v.err
	}
	at, changed := v.reach.get()
	if !at.Before(p) {
		return nil
	}
	for waited := time.Duration(0); ; {
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
			if waited += every; waited >= pollOwn {
				waited = 0
				if at, _ := v.reach.get(); v.nothingBetween(ctx, at, p) {
					return nil
				}
			}
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

// nothingBetween reports whether the log has reached p and holds no event after at, up to p, that the view would apply. A store tells a
// follower of what its filter leaves out only now and then, so that a view whose events are followed by others may never be told that it
// is at the end of the log. An error is no news here either.
func (v *View) nothingBetween(ctx context.Context, at, p es.Position) bool {
	read := 0
	for r, err := range v.cfg.Store.ReadAll(ctx, at) {
		if err != nil {
			return false
		}
		if p.Before(r.Position) {
			return true
		}
		if v.def.Filter.Passes(r.Stream, r.Type) {
			return false
		}
		if !r.Position.Before(p) {
			return true
		}
		if read++; read == mostUnsaid {
			return false
		}
	}
	return false
}
