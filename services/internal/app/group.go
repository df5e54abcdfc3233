package app

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
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
	started bool
	failure error  // the first failure of a part
	current string // the part that is starting
	running []running
	telling sync.Mutex
}

// running is a part that has started.
type running struct {
	name string
	end  func() error // stops it, within its time
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
	if g.started {
		g.mu.Unlock()
		return errors.New("start: the group was started before")
	}
	g.started = true
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
	base := context.WithoutCancel(ctx)
	own, cancel := context.WithCancel(context.WithValue(base, failKey{}, func(err error) { g.fail(p.Name, err) }))
	var stop func(context.Context) error
	if p.Start != nil {
		release := context.AfterFunc(ctx, cancel) // an interrupt reaches the part only while it starts
		var err error
		stop, err = guarded(func() (func(context.Context) error, error) { return p.Start(own) })
		release()
		if err != nil {
			cancel()
			return err
		}
	}
	var ended chan error // gets what Run returned
	if p.Run != nil {
		ended = make(chan error, 1)
		go func() {
			_, err := guarded(func() (struct{}, error) { return struct{}{}, p.Run(own) })
			switch {
			case own.Err() != nil:
			case err == nil:
				g.fail(p.Name, ErrEnded)
			default:
				g.fail(p.Name, err)
			}
			ended <- err
		}()
	}
	if p.StopWithin <= 0 {
		p.StopWithin = g.config.StopWithin
	}
	g.mu.Lock()
	g.running = append(g.running, running{p.Name, func() error { return end(base, p.StopWithin, stop, cancel, ended) }})
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
	started, current := g.started, g.current
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
	for _, r := range slices.Backward(parts) {
		since := g.config.Now()
		err := r.end()
		if err != nil {
			err = fmt.Errorf("stop %s: %w", r.name, err)
		}
		errs = append(errs, err)
		g.tell(Event{Part: r.name, Stopped: true, Took: g.config.Now().Sub(since), Err: err})
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

// end stops one part: first by its stop function, then by the end of its context, then it waits for Run.
func end(ctx context.Context, limit time.Duration, stop func(context.Context) error, cancel func(), ended <-chan error) error {
	ctx, free := context.WithTimeout(ctx, limit)
	defer free()
	done := make(chan struct{})
	var stopErr, runErr error
	go func() {
		defer close(done)
		if stop != nil {
			_, stopErr = guarded(func() (struct{}, error) { return struct{}{}, stop(ctx) })
		}
		early := len(ended) > 0 // it had ended before it was told to: fail knows
		cancel()
		if ended != nil {
			runErr = <-ended
		}
		if early || errors.Is(runErr, context.Canceled) {
			runErr = nil
		}
	}()
	// A stop function that minds its context returns at the limit, having cut what hangs; it gets a moment to do so.
	if !within(limit+limit/4, done) {
		cancel()
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
