package bus

import (
	"context"
	"fmt"
	"log/slog"
	"time"
)

// receive keeps a subscription open for ever and hands on what it brings. stop waits until it is gone.
func (c *Consumer) receive(ctx context.Context) (facts <-chan Fact, stop func()) {
	if c.cfg.Subscriber == nil {
		return nil, func() {}
	}
	ctx, cancel := context.WithCancel(ctx)
	out, done := make(chan Fact, c.cfg.Most-1), make(chan struct{})
	go func() {
		defer close(done)
		pause := backoff{first: 50 * time.Millisecond, longest: c.cfg.Interval, after: c.cfg.After}
		for {
			err := c.subscribe(ctx, out, &pause)
			if ctx.Err() != nil {
				return
			}
			c.drops.Add(1)
			c.cfg.Logger.LogAttrs(ctx, slog.LevelWarn, "the channel dropped; the second road goes on", slog.Any("error", err))
			if !pause.wait(ctx) {
				return
			}
		}
	}()
	return out, func() { cancel(); <-done }
}

func (c *Consumer) subscribe(ctx context.Context, out chan<- Fact, pause *backoff) error {
	for fact, err := range c.cfg.Subscriber.Subscribe(ctx, c.Position()) {
		if err != nil {
			return err
		}
		pause.reset()
		select {
		case out <- fact:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

// handleAll returns when the effects of facts that follow each other are saved, or what cannot be saved is parked, or ctx ends.
func (c *Consumer) handleAll(ctx context.Context, facts []Fact) error {
	if len(facts) > 1 {
		err := c.cfg.HandleMany(ctx, facts)
		last := facts[len(facts)-1]
		if err == nil || c.saved(ctx, last) {
			c.handled.Add(int64(len(facts)))
			c.reached(last)
			return nil
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		c.cfg.Logger.LogAttrs(ctx, slog.LevelWarn, "facts are refused together; trying one after the other",
			slog.Int("facts", len(facts)), slog.String("position", facts[0].Position.String()), slog.Any("error", err))
	}
	for _, fact := range facts {
		if c.saved(ctx, fact) && len(facts) > 1 { // a part of them may have been
			c.handled.Add(1)
			c.reached(fact)
			continue
		}
		if err := c.handle(ctx, fact); err != nil {
			return err
		}
	}
	return nil
}

// handle returns when the effect of the fact is saved, or the fact is parked, or ctx ends.
func (c *Consumer) handle(ctx context.Context, fact Fact) error {
	ctx, end := c.span(ctx, fact)
	defer end()
	pause := c.pause()
	for try := 1; ; try++ {
		err := c.cfg.Handle(ctx, fact)
		if err == nil || c.saved(ctx, fact) {
			c.handled.Add(1)
			break
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		c.failures.Add(1)
		c.live.Store(false)
		c.report(ctx, fact, try, err)
		if c.cfg.Park != nil && try >= c.cfg.Tries {
			parkErr := c.cfg.Park(ctx, fact, err)
			if parkErr == nil || c.saved(ctx, fact) {
				c.parked.Add(1)
				break
			}
			c.failures.Add(1)
			c.report(ctx, fact, try, fmt.Errorf("park: %w", parkErr))
		}
		if !pause.wait(ctx) {
			return ctx.Err()
		}
	}
	c.reached(fact)
	return nil
}

// reached notes that everything up to the fact is saved.
func (c *Consumer) reached(fact Fact) {
	c.position.Store(&fact.Position)
	if !fact.Recorded.IsZero() && !c.live.Load() {
		c.fresh.Store(fact.Recorded.UnixNano())
	}
}

// saved asks after an error whether the effect was saved nevertheless: a COMMIT whose answer got lost must not be repeated.
func (c *Consumer) saved(ctx context.Context, fact Fact) bool {
	p, err := c.cfg.Checkpoint(ctx)
	return err == nil && !p.Before(fact.Position)
}

func (c *Consumer) report(ctx context.Context, fact Fact, try int, err error) {
	c.cfg.Logger.LogAttrs(ctx, slog.LevelError, "a fact is refused and holds up the consumer",
		slog.String("subject", fact.Subject), slog.String("position", fact.Position.String()), slog.String("event", fact.ID.String()),
		slog.Int("try", try), slog.Any("error", err))
}
