package bus

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"go.opentelemetry.io/otel/metric"

	"anjie.internal/services/internal/es"
)

// ErrAhead means that the channel holds facts that the log does not have, so it belongs to another log or the log was restored from an
// older backup. The relay publishes nothing until somebody deletes the channel.
var ErrAhead = errors.New("bus: the channel holds facts from beyond the end of the log; delete its stream to go on")

// Checkpoint is how far a relay has come. It matters when the channel is empty, and saves a search when it is not.
type Checkpoint struct {
	Scanned es.Position // all facts up to here were acknowledged by the channel
	Fact    es.Position // the last of them
}

// Checkpoints keeps the checkpoint of one relay durably. Load returns the zero Checkpoint before the first Save. A relay never
// saves a position before the one it loaded.
type Checkpoints interface {
	Load(ctx context.Context) (Checkpoint, error)
	Save(ctx context.Context, c Checkpoint) error
}

// RelayConfig is what a Relay needs. Fields without "default" are required.
type RelayConfig struct {
	Feed        Feed
	Store       es.Store
	Publisher   Publisher
	Checkpoints Checkpoints

	Batch     int           // most facts that are under way at once; default 256
	SaveEvery time.Duration // least time between two saves of the checkpoint; default 1 s
	Retry     time.Duration // longest pause after a failure; default 5 s

	Now    func() time.Time
	After  func(time.Duration) <-chan time.Time // default time.After
	Logger *slog.Logger                         // default: nothing is logged
	Meter  metric.Meter                         // default: nothing is measured
}

// RelayStats counts since the start of the process.
type RelayStats struct {
	Published int64 // facts that the channel acknowledged
	Sessions  int64 // times that the relay looked up where to go on
	Moved     int64 // times that the channel ended elsewhere: another relay, or lost contents
	TooLarge  int64 // facts left to the second road
	Failures  int64 // sessions that ended with an error
}

// Relay writes the facts of a feed into the channel, in log order. Several may run by mistake: the channel's fence keeps the
// order and lets no fact be stored twice; but each wastes the other's work, so hold a lease.
type Relay struct {
	cfg RelayConfig

	published, sessions, moved, tooLarge, failures atomic.Int64

	live  atomic.Bool  // everything in the log is in the channel
	fresh atomic.Int64 // unix nanoseconds: everything recorded before is in the channel

	last  Checkpoint // last saved
	saved time.Time
}

// NewRelay returns a relay that does nothing until Run.
func NewRelay(cfg RelayConfig) (*Relay, error) {
	if cfg.Feed.Name == "" || cfg.Feed.Translate == nil || cfg.Store == nil || cfg.Publisher == nil || cfg.Checkpoints == nil || cfg.Now == nil {
		return nil, errors.New("bus: a relay needs Feed, Store, Publisher, Checkpoints and Now")
	}
	if cfg.Batch <= 0 {
		cfg.Batch = 256
	}
	if cfg.SaveEvery <= 0 {
		cfg.SaveEvery = time.Second
	}
	if cfg.Retry <= 0 {
		cfg.Retry = 5 * time.Second
	}
	if cfg.After == nil {
		cfg.After = time.After
	}
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	r := &Relay{cfg: cfg}
	r.fresh.Store(cfg.Now().UnixNano())
	if err := r.instrument(cfg.Meter); err != nil {
		return nil, fmt.Errorf("relay %s: %w", cfg.Feed.Name, err)
	}
	return r, nil
}

// Stats returns the counters.
func (r *Relay) Stats() RelayStats {
	return RelayStats{
		Published: r.published.Load(), Sessions: r.sessions.Load(), Moved: r.moved.Load(),
		TooLarge: r.tooLarge.Load(), Failures: r.failures.Load(),
	}
}

// Lag is how long the oldest event that is not in the channel yet has waited, zero when there is none.
func (r *Relay) Lag() time.Duration {
	if r.live.Load() {
		return 0
	}
	return max(0, r.cfg.Now().Sub(time.Unix(0, r.fresh.Load())))
}

// Run relays until ctx ends, whose error it returns. Every failure is logged and tried again for ever. Run must not be called
// while it runs; it may be called again.
func (r *Relay) Run(ctx context.Context) error {
	log := r.cfg.Logger.With(slog.String("feed", r.cfg.Feed.Name))
	pause := backoff{first: 20 * time.Millisecond, longest: r.cfg.Retry, after: r.cfg.After}
	for {
		before := r.published.Load()
		err := r.session(ctx)
		r.live.Store(false)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		r.failures.Add(1)
		if r.published.Load() > before {
			pause.reset()
		}
		log.LogAttrs(ctx, slog.LevelWarn, "the relay starts over", slog.Any("error", err))
		if !pause.wait(ctx) {
			return ctx.Err()
		}
	}
}

// session finds out where the channel ends and goes on from there until something fails.
func (r *Relay) session(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	r.sessions.Add(1)
	s := session{r: r}
	if err := s.resume(ctx); err != nil {
		return err
	}
	items := r.follow(ctx, s.at.Scanned)
	defer func() { // the follower must be gone before the next session opens one
		cancel()
		for range items {
		}
	}()
	err := s.pump(ctx, items)
	// What was acknowledged is worth keeping, but not waiting for: without it the next session publishes a little twice.
	saving, stop := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer stop()
	if saveErr := s.save(saving); saveErr != nil && ctx.Err() == nil {
		err = errors.Join(err, saveErr)
	}
	return err
}

// step is one item of a follow, or its end.
type step struct {
	item es.Item
	err  error
}

// follow reads the log ahead of the publisher into a channel, which it closes when the follow has ended.
func (r *Relay) follow(ctx context.Context, after es.Position) <-chan step {
	items := make(chan step, 2*r.cfg.Batch)
	go func() {
		defer close(items)
		for item, err := range r.cfg.Store.Follow(ctx, after, r.cfg.Feed.Filter) {
			select {
			case items <- step{item, err}:
			case <-ctx.Done():
				return
			}
		}
	}()
	return items
}
