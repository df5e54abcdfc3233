package bus

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/trace"

	"anjie.internal/services/internal/es"
)

// ErrHole means that the second road itself left a fact out. The consumer goes no further than the hole.
var ErrHole = errors.New("bus: the backfill leaves a fact out")

// ConsumerConfig is what a Consumer needs. Fields without "default" are required.
type ConsumerConfig struct {
	// Name is the durable name: of the checkpoint, in logs and in metrics. "escalation.intake"
	Name string
	// Subscriber is the first road. Nil: the consumer lives on backfill alone.
	Subscriber Subscriber
	// Backfill is the second road.
	Backfill Backfill
	// Checkpoint returns the position of the last fact whose effect is saved, zero for none.
	Checkpoint func(ctx context.Context) (es.Position, error)
	// Handle does the effect of a fact and saves fact.Position, both in one transaction. Facts come one at a time, in log order.
	// Facts that do not interest the service come too. After an error Checkpoint decides whether the effect was saved.
	Handle func(ctx context.Context, fact Fact) error
	// HandleMany does the effects of several facts that follow each other, in log order, and saves the position of the last one.
	// It is a faster way and no other meaning: effects of different things may be made at the same time, and after an error each
	// fact goes through Handle, which then says which one it was. Default nil: Handle does all of them.
	HandleMany func(ctx context.Context, facts []Fact) error
	Most       int // facts that HandleMany gets at once; default 256
	// Park puts a fact aside that Handle refused Tries times, with the last error, and saves fact.Position. Default nil: the
	// consumer tries that fact for ever and handles no later one.
	Park  func(ctx context.Context, fact Fact, err error) error
	Tries int // default 5; without Park it has no meaning

	Interval time.Duration // between two looks for a lost tail by the second road; default 5 s
	Retry    time.Duration // longest pause after a failure; default 30 s

	Now    func() time.Time
	After  func(time.Duration) <-chan time.Time // default time.After
	Logger *slog.Logger                         // default: nothing is logged
	Meter  metric.Meter                         // default: nothing is measured
	Tracer trace.Tracer                         // default: the facts' traces are passed on, without a span of their own
}

// ConsumerStats counts since the start of the process.
type ConsumerStats struct {
	Received   int64 // facts that came by the channel
	Handled    int64 // facts whose effect was saved, by either road
	Backfilled int64 // of these, by the second road
	Repeated   int64 // facts that came though their effect was saved
	Holes      int64 // facts that came before the fact before them
	Failures   int64 // errors of Handle and Park
	Parked     int64 // facts put aside
	Drops      int64 // times that the channel failed
}

// Consumer hands the facts of one feed to a service: each once, in log order, none left out, whatever the channel does.
type Consumer struct {
	cfg ConsumerConfig

	received, handled, backfilled, repeated, holes, failures, parked, drops atomic.Int64

	position atomic.Pointer[es.Position] // of the last fact whose effect is saved
	scanned  es.Position                 // no fact is left between position and here

	live  atomic.Bool
	fresh atomic.Int64 // unix nanoseconds: every fact recorded before was handled
}

// NewConsumer returns a consumer that does nothing until Run.
func NewConsumer(cfg ConsumerConfig) (*Consumer, error) {
	if cfg.Name == "" || cfg.Backfill == nil || cfg.Checkpoint == nil || cfg.Handle == nil || cfg.Now == nil {
		return nil, errors.New("bus: a consumer needs Name, Backfill, Checkpoint, Handle and Now")
	}
	if cfg.Tries <= 0 {
		cfg.Tries = 5
	}
	if cfg.Most <= 0 {
		cfg.Most = 256
	}
	if cfg.HandleMany == nil {
		cfg.Most = 1
	}
	if cfg.Interval <= 0 {
		cfg.Interval = 5 * time.Second
	}
	if cfg.Retry <= 0 {
		cfg.Retry = 30 * time.Second
	}
	if cfg.After == nil {
		cfg.After = time.After
	}
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	cfg.Logger = cfg.Logger.With(slog.String("consumer", cfg.Name))
	c := &Consumer{cfg: cfg}
	c.position.Store(&es.Position{})
	c.fresh.Store(cfg.Now().UnixNano())
	if err := c.instrument(cfg.Meter); err != nil {
		return nil, fmt.Errorf("consumer %s: %w", cfg.Name, err)
	}
	return c, nil
}

// Stats returns the counters.
func (c *Consumer) Stats() ConsumerStats {
	return ConsumerStats{
		Received: c.received.Load(), Handled: c.handled.Load(), Backfilled: c.backfilled.Load(), Repeated: c.repeated.Load(),
		Holes: c.holes.Load(), Failures: c.failures.Load(), Parked: c.parked.Load(), Drops: c.drops.Load(),
	}
}

// Position is that of the last fact whose effect is saved, as far as Run knows.
func (c *Consumer) Position() es.Position { return *c.position.Load() }

// Lag is how long ago the consumer was last known to have everything, zero while it has.
func (c *Consumer) Lag() time.Duration {
	if c.live.Load() {
		return 0
	}
	return max(0, c.cfg.Now().Sub(time.Unix(0, c.fresh.Load())))
}

// Run consumes until ctx ends, whose error it returns. Every failure is logged and tried again for ever. Run must not be
// called while it runs; it may be called again.
func (c *Consumer) Run(ctx context.Context) error {
	defer c.live.Store(false)
	pause := c.pause()
	for {
		p, err := c.cfg.Checkpoint(ctx)
		if err == nil {
			c.scanned = es.Position{} // what was known of the log belongs to the last run
			c.position.Store(&p)
			break
		}
		c.cfg.Logger.LogAttrs(ctx, slog.LevelWarn, "the checkpoint cannot be read", slog.Any("error", err))
		if !pause.wait(ctx) {
			return ctx.Err()
		}
	}
	facts, stop := c.receive(ctx)
	defer stop()
	return c.consume(ctx, facts)
}

// consume looks for missed facts by the second road at once, then every Interval, and sooner after a failure; in between it
// handles what the channel brings.
func (c *Consumer) consume(ctx context.Context, facts <-chan Fact) error {
	pause := c.pause()
	ailing := false // the second road failed; it is left in peace until the next look
	failed := func(err error) <-chan time.Time {
		ailing = true
		c.live.Store(false)
		c.cfg.Logger.LogAttrs(ctx, slog.LevelWarn, "missed facts are still missing", slog.Any("error", err))
		return c.cfg.After(min(pause.delay(), c.cfg.Interval))
	}
	look := func() <-chan time.Time {
		if err := c.backfill(ctx, es.Position{}); err != nil {
			return failed(err)
		}
		ailing = false
		pause.reset()
		c.fresh.Store(c.cfg.Now().UnixNano())
		c.live.Store(true)
		return c.cfg.After(c.cfg.Interval)
	}
	due := look()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-due:
			due = look()
		case fact := <-facts:
			for next := &fact; next != nil; {
				var err error
				if next, err = c.accept(ctx, *next, facts, !ailing); err != nil {
					due = failed(err)
				}
			}
		}
	}
}

// accept handles a fact of the channel, after those before it that the channel lost, together with those that wait behind it.
// When the lost ones may not be filled in now, the fact is dropped: the next look finds it too. It returns the fact that ended
// the gathering, if one did.
func (c *Consumer) accept(ctx context.Context, fact Fact, more <-chan Fact, fill bool) (next *Fact, _ error) {
	c.received.Add(1)
	if c.has(fact) {
		c.repeated.Add(1)
		return nil, nil
	}
	if c.known().Before(fact.Previous) {
		c.holes.Add(1)
		if !fill {
			return nil, nil
		}
		if err := c.backfill(ctx, fact.Position); err != nil {
			return nil, err
		}
		if c.has(fact) {
			return nil, nil
		}
		if c.known().Before(fact.Previous) {
			return nil, fmt.Errorf("the second road does not have the fact at %s yet", fact.Previous)
		}
	}
	facts, next := c.gather(fact, more)
	c.received.Add(int64(len(facts) - 1))
	return next, c.handleAll(ctx, facts)
}

// gather takes what waits behind a fact as long as each is the very next one.
func (c *Consumer) gather(first Fact, more <-chan Fact) (facts []Fact, next *Fact) {
	facts = []Fact{first}
	for len(facts) < c.cfg.Most {
		select {
		case fact := <-more:
			if fact.Previous != facts[len(facts)-1].Position {
				return facts, &fact
			}
			facts = append(facts, fact)
		default:
			return facts, nil
		}
	}
	return facts, nil
}

// backfill handles all facts that the second road has, or those before a position that is not zero.
func (c *Consumer) backfill(ctx context.Context, before es.Position) error {
	var facts []Fact // found and not yet handled
	flush := func() error {
		if len(facts) == 0 {
			return nil
		}
		n := len(facts)
		if err := c.handleAll(ctx, facts); err != nil {
			return err
		}
		c.backfilled.Add(int64(n))
		facts = facts[:0]
		return nil
	}
	for fact, err := range c.cfg.Backfill(ctx, c.known()) {
		if err != nil {
			return errors.Join(flush(), fmt.Errorf("backfill after %s: %w", c.known(), err))
		}
		if !before.IsZero() && !fact.Position.Before(before) {
			break
		}
		if bare(fact) {
			if err := flush(); err != nil {
				return err
			}
			if c.scanned.Before(fact.Position) {
				c.scanned = fact.Position
			}
			continue
		}
		last := c.known()
		if n := len(facts); n > 0 {
			last = facts[n-1].Position
		}
		if !last.Before(fact.Position) {
			c.repeated.Add(1)
			continue
		}
		if last.Before(fact.Previous) {
			return errors.Join(flush(), fmt.Errorf("between %s and %s: %w", last, fact.Position, ErrHole))
		}
		if facts = append(facts, fact); len(facts) == c.cfg.Most {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	return flush()
}

func bare(f Fact) bool { return f.ID == Fact{}.ID }

func (c *Consumer) has(f Fact) bool { return !c.Position().Before(f.Position) }

// known is the position up to which nothing is missing.
func (c *Consumer) known() es.Position {
	if p := c.Position(); c.scanned.Before(p) {
		return p
	}
	return c.scanned
}

func (c *Consumer) pause() backoff {
	return backoff{first: 50 * time.Millisecond, longest: c.cfg.Retry, after: c.cfg.After}
}
