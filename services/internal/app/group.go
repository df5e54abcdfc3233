package app

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
	"time"
)

// Group runs parts. Start it once; Stop it as often as you like, from anywhere but a part's own Start.
type Group struct {
	config   Config
	stopping chan struct{} // closed when the group begins to stop
	ready    chan struct{} // closed when Start is through, well or not
	once     sync.Once
	result   error // of Stop, valid after once

	mu      sync.Mutex
	base    context.Context //nolint:containedctx // carries values to stop functions; never ends
	failure error           // the first failure of a part
	current string          // the part that is starting
	running []running
	telling sync.Mutex
}

type running struct {
	part   Part
	cancel context.CancelFunc
	stop   func(context.Context) error
	ended  chan error // gets what Run returned; nil without Run
}

// New returns a group that has not started.
func New(c Config) *Group {
	if c.StopWithin <= 0 {
		c.StopWithin = 10 * time.Second
	}
	if c.Now == nil {
		c.Now = func() time.Time { return time.Time{} }
	}
	return &Group{config: c, stopping: make(chan struct{}), ready: make(chan struct{})}
}

// Run is Start, wait, Stop. An end of ctx is not an error.
func (g *Group) Run(ctx context.Context) error {
	if err := g.Start(ctx); err != nil {
		if ctx.Err() != nil {
			return g.Stop() // interrupted while starting: what had started has stopped
		}
		return err
	}
	select {
	case <-ctx.Done():
	case <-g.stopping:
	}
	return g.Stop()
}

// Start starts the parts in order and returns when all are ready. When one fails, or ctx ends meanwhile, those that started are
// stopped again; the error names the part.
func (g *Group) Start(ctx context.Context) error {
	g.mu.Lock()
	if g.base != nil {
		g.mu.Unlock()
		return errors.New("start: the group was started before")
	}
	g.base = context.WithoutCancel(ctx)
	g.mu.Unlock()

	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	go func() {
		select {
		case <-g.stopping:
			cancel()
		case <-ctx.Done():
		}
	}()
	err := g.startAll(ctx)
	close(g.ready)
	if err == nil {
		return nil
	}
	stopped := g.Stop()
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.failure != nil {
		return stopped // that a later part did not start follows from it
	}
	return errors.Join(err, stopped)
}

func (g *Group) startAll(ctx context.Context) error {
	for _, p := range g.config.Parts {
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("start %s: %w", p.Name, err)
		}
		g.mu.Lock()
		g.current = p.Name
		g.mu.Unlock()
		since := g.config.Now()
		err := g.start(ctx, p)
		if err != nil {
			err = fmt.Errorf("start %s: %w", p.Name, err)
		}
		g.tell(Event{Part: p.Name, Took: g.config.Now().Sub(since), Err: err})
		if err != nil {
			return err
		}
	}
	return nil
}

func (g *Group) start(ctx context.Context, p Part) error {
	own, cancel := context.WithCancel(context.WithValue(g.base, failKey{}, func(err error) { g.fail(p.Name, err) }))
	r := running{part: p, cancel: cancel}
	if p.Start != nil {
		release := context.AfterFunc(ctx, cancel) // an interrupt reaches the part only while it starts
		stop, err := guarded(func() (func(context.Context) error, error) { return p.Start(own) })
		release()
		if err != nil {
			cancel()
			return err
		}
		r.stop = stop
	}
	if p.Run != nil {
		r.ended = make(chan error, 1)
		go func() {
			_, err := guarded(func() (struct{}, error) { return struct{}{}, p.Run(own) })
			switch {
			case own.Err() != nil:
			case err == nil:
				g.fail(p.Name, ErrEnded)
			default:
				g.fail(p.Name, err)
			}
			r.ended <- err
		}()
	}
	g.mu.Lock()
	g.running = append(g.running, r)
	g.mu.Unlock()
	return nil
}

// guarded turns a panic into an error: the defect of one part must not keep the others from stopping in order.
func guarded[T any](f func() (T, error)) (v T, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	return f()
}

func (g *Group) fail(part string, err error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	select {
	case <-g.stopping:
	default:
		g.failure = fmt.Errorf("%s: %w", part, err)
		close(g.stopping)
	}
}

// Stopping is closed when the group begins to stop, be it that a part failed or that Stop was called.
func (g *Group) Stopping() <-chan struct{} { return g.stopping }

// Stop stops the parts in reverse order, each within its time, and returns the failure that began it, if any, joined with what
// went wrong on the way. Further calls wait for the first and return the same. A group that never started stops at once.
func (g *Group) Stop() error {
	g.once.Do(func() { g.result = g.stopAll() })
	return g.result
}

func (g *Group) stopAll() error {
	g.mu.Lock()
	select {
	case <-g.stopping:
	default:
		close(g.stopping)
	}
	started, current := g.base != nil, g.current
	errs := []error{g.failure}
	g.mu.Unlock()
	if !started {
		return nil
	}
	if !within(g.config.StopWithin, g.ready) {
		errs = append(errs, fmt.Errorf("stop: %s is still starting after %v and is left behind", current, g.config.StopWithin))
	}
	g.mu.Lock()
	parts := g.running
	g.mu.Unlock()
	for i := len(parts) - 1; i >= 0; i-- {
		since := g.config.Now()
		err := g.stop(parts[i])
		if err != nil {
			err = fmt.Errorf("stop %s: %w", parts[i].part.Name, err)
		}
		errs = append(errs, err)
		g.tell(Event{Part: parts[i].part.Name, Stopped: true, Took: g.config.Now().Sub(since), Err: err})
	}
	return errors.Join(errs...)
}

// within waits for done, but not longer than d.
func within(d time.Duration, done <-chan struct{}) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-done:
		return true
	case <-t.C:
		return false
	}
}

// stop ends one part: first the stop function, then the context, then it waits for Run.
func (g *Group) stop(r running) error {
	limit := r.part.StopWithin
	if limit <= 0 {
		limit = g.config.StopWithin
	}
	ctx, cancel := context.WithTimeout(g.base, limit)
	defer cancel()
	done := make(chan struct{})
	var stopErr, runErr error
	go func() {
		defer close(done)
		if r.stop != nil {
			_, stopErr = guarded(func() (struct{}, error) { return struct{}{}, r.stop(ctx) })
		}
		early := len(r.ended) > 0 // it had ended before it was told to: fail knows
		r.cancel()
		if r.ended != nil {
			runErr = <-r.ended
		}
		if early || errors.Is(runErr, context.Canceled) {
			runErr = nil
		}
	}()
	// A stop function that minds its context returns at the limit, having cut what hangs; it gets a moment to do so.
	if !within(limit+limit/4, done) {
		r.cancel()
		return fmt.Errorf("still running after %v, left behind", limit)
	}
	return errors.Join(stopErr, runErr)
}

func (g *Group) tell(e Event) {
	if g.config.Progress == nil {
		return
	}
	g.telling.Lock()
	defer g.telling.Unlock()
	g.config.Progress(e)
}
