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
	position es.Position   // of the view
	quiet    es.Position   // nothing from the view's position to here is for the view; never before it
	changed  chan struct{} // closed at the next change
	polling  sync.Mutex    // one waiter asks the database for all
	looking  sync.Mutex    // one looks into the log for all
}

func newReach() reach { return reach{changed: make(chan struct{})} }

func (r *reach) set(p es.Position) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if p == r.position {
		return
	}
	if p.Before(r.position) || r.quiet.Before(p) { // a view that is set back has events to come that were behind it
		r.quiet = p
	}
	r.position = p
	r.tell()
}

// extend says that the log was quiet from one position, which get gave, to another.
func (r *reach) extend(from, to es.Position) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.quiet.Before(from) || !r.quiet.Before(to) {
		return
	}
	r.quiet = to
	r.tell()
}

func (r *reach) tell() {
	close(r.changed)
	r.changed = make(chan struct{})
}

// get returns up to where everything is in the view that is for the view.
func (r *reach) get() (es.Position, <-chan struct{}) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.quiet, r.changed
}

const (
	// pollBeside is how often a process asks where the view is while another process runs it.
	pollBeside = 20 * time.Millisecond
	// pollOwn is the same while this process runs it and tells waiters itself. It is also how often those who wait look into the log.
	pollOwn = 500 * time.Millisecond
	// mostUnsaid is how many events one who waits reads in the log at a time. A store says how far a follower is after some hundred events
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
		every := pollBeside
		if f := v.following.Load(); f != nil {
			f.Hurry()
			every = pollOwn
		}
		t := time.NewTimer(every)
		select {
		case <-changed:
		case <-t.C:
			v.poll(ctx)
			if waited += every; waited >= pollOwn {
				waited = 0
				v.look(ctx, p)
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

// look reads on in the log for somebody who waits for p, unless another waiter is just doing that. A store tells a follower of what its
// filter leaves out only now and then, so that a view whose events are followed by others may never be told that it is at the end of
// the log. An error is no news here either.
func (v *View) look(ctx context.Context, p es.Position) {
	if !v.reach.looking.TryLock() {
		return
	}
	defer v.reach.looking.Unlock()
	from, _ := v.reach.get()
	v.reach.extend(from, v.quietUntil(ctx, from, p))
}

// quietUntil returns a position such that no event after from, up to it, is for the view. It is p, or after it, if the log has reached p and
// there is none before.
func (v *View) quietUntil(ctx context.Context, from, p es.Position) es.Position {
	read := 0
	for r, err := range v.cfg.Store.ReadAll(ctx, from) {
		if err != nil {
			return from
		}
		if v.def.Filter.Passes(r.Stream, r.Type) {
			if from.Before(p) && p.Before(r.Position) {
				return p
			}
			return from
		}
		from = r.Position
		if read++; read == mostUnsaid {
			return from
		}
	}
	return from
}
