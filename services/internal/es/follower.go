package es

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"go.opentelemetry.io/otel/metric"
)

// FollowerConfig is what a Follower needs. Fields without a default are mandatory.
type FollowerConfig struct {
	// Name says whose position it is: "view_queue". It labels logs and metrics.
	Name   string
	Store  Store
	Filter Filter
	// Batch is the most events that one Apply gets, by default 500.
	Batch int
	// BatchBytes is the most that the events of one Apply hold (Record.Size), by default 16 MiB; a single event may be larger. As
	// the next batch gathers while one is applied, a follower holds twice as much at most.
	BatchBytes int
	// Wait is how long a batch may wait to be filled while catching up, by default 20 ms. When caught up nothing waits: what
	// comes during one Apply goes to the next.
	Wait time.Duration
	// Rest is the longest pause after an Apply while caught up; by default none. Its share of the time is bounded, too: the pause is four
	// times what Apply took at most, so that a follower of a busy log spends a fifth of its time applying, in fewer and larger
	// batches, and one of a quiet log is not held up: what comes after a pause is applied at once. Hurry ends it.
	Rest time.Duration
	// Load returns the durable position.
	Load func(ctx context.Context) (Position, error)
	// Apply makes the effects of the events durable together with the settled position, which is at or after the last event.
	// It must not keep the slice. It is called with no events when only the position has moved. After an error, the same events come again unless Load
	// says that they are settled, for a commit may have happened although it was answered by an error.
	Apply func(ctx context.Context, batch []Record, settled Position) error
	Now   func() time.Time
	// RetryMin and RetryMax bound the pause before the log is opened again or Apply is called again; by default 50 ms and 5 s.
	RetryMin, RetryMax time.Duration
	Logger             *slog.Logger         // nobody by default
	Meter              metric.MeterProvider // the global one by default
}

// BatchBytes is how much the events of a batch hold at most when nobody says otherwise, 16 MiB. Events may be as large as 1 MiB
// each, so that a number of events bounds nothing.
const BatchBytes = 16 << 20

// Lag is how far a follower is behind.
type Lag struct {
	Position Position      // applied and durable
	Behind   time.Duration // zero when everything that is known to exist has been applied
	Pending  int           // events received and not applied
	CaughtUp bool
}

// Follower applies the log to something durable, from its position on, for ever. It reopens the log after every drop and
// repeats what Apply refuses; it never skips an event. It knows nothing of poison: Apply must set such events aside itself.
type Follower struct {
	cfg   FollowerConfig
	watch *followerWatch

	mu       sync.Mutex
	position Position  // applied and durable
	fresh    time.Time // when everything known had last been applied, or the time of the last event applied
	feed     *feed     // of the present session, nil between sessions
}

// NewFollower checks the configuration and makes a follower.
func NewFollower(c FollowerConfig) (*Follower, error) {
	if c.Name == "" {
		return nil, errors.New("follower: no name")
	}
	if c.Store == nil || c.Load == nil || c.Apply == nil || c.Now == nil {
		return nil, fmt.Errorf("follower %s: store, load, apply and clock are needed", c.Name)
	}
	if len(c.Filter.Streams) > 0 && len(c.Filter.Types) > 0 {
		return nil, fmt.Errorf("follower %s: the filter has streams and types, want at most one of them", c.Name)
	}
	if c.Batch <= 0 {
		c.Batch = 500
	}
	if c.BatchBytes <= 0 {
		c.BatchBytes = BatchBytes
	}
	if c.Wait <= 0 {
		c.Wait = 20 * time.Millisecond
	}
	if c.RetryMin <= 0 {
		c.RetryMin = 50 * time.Millisecond
	}
	if c.RetryMax < c.RetryMin {
		c.RetryMax = max(5*time.Second, c.RetryMin)
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	f := &Follower{cfg: c, fresh: c.Now()}
	watch, err := newFollowerWatch(f)
	if err != nil {
		return nil, fmt.Errorf("follower %s: %w", c.Name, err)
	}
	f.watch = watch
	return f, nil
}

// Lag says how far the follower is behind.
func (f *Follower) Lag() Lag {
	f.mu.Lock()
	defer f.mu.Unlock()
	lag := Lag{Position: f.position}
	var oldest time.Time
	if f.feed != nil {
		lag.Pending, oldest, lag.CaughtUp = f.feed.state()
	}
	switch {
	case lag.Pending > 0:
		lag.CaughtUp = false
		lag.Behind = max(0, f.cfg.Now().Sub(oldest))
	case !lag.CaughtUp:
		lag.Behind = max(0, f.cfg.Now().Sub(f.fresh))
	}
	return lag
}

// Run follows until ctx ends and returns its error. It is called once.
func (f *Follower) Run(ctx context.Context) error {
	if err := f.watch.open(); err != nil {
		return fmt.Errorf("follower %s: %w", f.cfg.Name, err)
	}
	defer f.watch.close()
	wait := f.cfg.RetryMin
	for ctx.Err() == nil {
		moved, err := f.session(ctx)
		if ctx.Err() != nil {
			break
		}
		if moved {
			wait = f.cfg.RetryMin
		}
		f.watch.reopened(ctx)
		f.cfg.Logger.WarnContext(ctx, "the log is opened again",
			slog.String("follower", f.cfg.Name), slog.Duration("pause", wait), slog.String("error", fmt.Sprint(err)))
		if pause(ctx, wait) != nil {
			break
		}
		wait = min(2*wait, f.cfg.RetryMax)
	}
	return ctx.Err()
}

// session follows from the durable position until the log drops or Apply fails. It reports whether anything was applied.
func (f *Follower) session(ctx context.Context) (moved bool, err error) {
	position, err := f.cfg.Load(ctx)
	if err != nil {
		return false, fmt.Errorf("load the position: %w", err)
	}
	feed := newFeed(2*f.cfg.Batch, f.cfg.BatchBytes)
	f.mu.Lock()
	f.position, f.feed = position, feed
	f.mu.Unlock()

	ctx, cancel := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		feed.fill(ctx, f.cfg.Store, position, f.cfg.Filter)
	}()
	defer func() {
		cancel()
		<-ended
		f.mu.Lock()
		f.feed = nil
		f.mu.Unlock()
	}()
	for {
		b, err := feed.take(ctx, f.cfg.Batch, f.cfg.Wait)
		if err != nil {
			return moved, err
		}
		began := f.cfg.Now()
		if len(b.records) > 0 || position.Before(b.settled) {
			if err := f.cfg.Apply(ctx, b.records, b.settled); err != nil {
				return moved, fmt.Errorf("apply %d events up to %s: %w", len(b.records), b.settled, err)
			}
			moved, position = true, b.settled
			f.applied(ctx, b)
		}
		feed.done()
		if b.caughtUp {
			f.mu.Lock()
			f.fresh = f.cfg.Now()
			f.mu.Unlock()
			feed.rest(ctx, min(f.cfg.Rest, restShare*f.cfg.Now().Sub(began)))
		}
	}
}

// restShare is how many times longer than an Apply the pause after it may be.
const restShare = 4

// Hurry ends the pause of a follower that rests, because somebody waits for what it would gather.
func (f *Follower) Hurry() {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.feed != nil {
		signal(f.feed.hurry)
	}
}

func (f *Follower) applied(ctx context.Context, b batch) {
	f.watch.applied(ctx, len(b.records))
	f.mu.Lock()
	defer f.mu.Unlock()
	f.position = b.settled
	if n := len(b.records); n > 0 {
		f.fresh = b.records[n-1].Created
	}
}
