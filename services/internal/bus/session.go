package bus

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"
)

// session is one life of a relay between two looks at where the channel ends.
type session struct {
	r    *Relay
	tail Tail       // where the channel ends
	at   Checkpoint // what is acknowledged
	seen bool       // the follow has caught up once; stores need not say so again
}

// resume decides where to go on. The last fact that is really in the channel decides; the checkpoint only when there is none,
// or when both agree (then it may be further in the log, behind events that are no facts).
func (s *session) resume(ctx context.Context) error {
	r := s.r
	var err error
	if s.tail, err = r.cfg.Publisher.Tail(ctx); err != nil {
		return fmt.Errorf("find the end of the channel: %w", err)
	}
	if s.at, err = r.cfg.Checkpoints.Load(ctx); err != nil {
		return fmt.Errorf("load the checkpoint: %w", err)
	}
	r.last = s.at
	if end := s.tail.Position; !end.IsZero() && end != s.at.Fact {
		s.at = Checkpoint{Scanned: end, Fact: end}
	}
	head, err := r.cfg.Store.Head(ctx)
	if err != nil {
		return fmt.Errorf("find the end of the log: %w", err)
	}
	if head.Before(s.at.Fact) {
		return fmt.Errorf("the log ends at %s, the channel at %s: %w", head, s.at.Fact, ErrAhead)
	}
	return nil
}

// pump publishes what follows, in batches of what is there, until something fails.
func (s *session) pump(ctx context.Context, items <-chan step) error {
	var due <-chan time.Time // set while there is something to save
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-due:
			due = nil
			if err := s.save(ctx); err != nil {
				return err
			}
		case first, ok := <-items:
			if !ok {
				return errors.New("the follow of the log ended")
			}
			s.r.live.Store(false)
			if err := s.batch(ctx, first, items); err != nil {
				return err
			}
			if s.seen && len(items) == 0 {
				s.r.fresh.Store(s.r.cfg.Now().UnixNano())
				s.r.live.Store(true)
			}
			if due == nil && s.unsaved() {
				due = s.r.cfg.After(s.r.cfg.SaveEvery - min(s.r.cfg.SaveEvery, s.r.cfg.Now().Sub(s.r.saved)))
			}
		}
	}
}

// batch translates the first item and what else is there already, and publishes it as one window.
func (s *session) batch(ctx context.Context, first step, items <-chan step) error {
	facts := make([]Fact, 0, s.r.cfg.Batch)
	at, recorded := s.at, time.Time{}
	var failed error
	for next, n := first, 0; ; n++ {
		if next.err != nil {
			failed = fmt.Errorf("follow the log: %w", next.err)
			break
		}
		if rec := next.item.Record; rec != nil {
			fact, ok, err := s.r.cfg.Feed.Fact(*rec, at.Fact)
			if err != nil {
				failed = err
				break
			}
			at.Scanned, recorded = rec.Position, rec.Created
			if ok {
				facts, at.Fact = append(facts, fact), fact.Position
			}
		}
		if at.Scanned.Before(next.item.Position) {
			at.Scanned = next.item.Position
		}
		s.seen = s.seen || next.item.CaughtUp
		if len(facts) == s.r.cfg.Batch || n >= 16*s.r.cfg.Batch || !more(items, &next) {
			break
		}
	}
	if err := s.publish(ctx, facts); err != nil {
		return err
	}
	s.at = at
	if !recorded.IsZero() {
		s.r.fresh.Store(recorded.UnixNano())
	}
	return failed
}

// more takes the next item when one is there.
func more(items <-chan step, next *step) bool {
	select {
	case st, ok := <-items:
		*next = st
		return ok
	default:
		return false
	}
}

// publish returns when the channel has acknowledged all facts. One that is too large for the channel is left to the second
// road: the next fact's Previous tells consumers that it is missing.
func (s *session) publish(ctx context.Context, facts []Fact) error {
	for len(facts) > 0 {
		n, tail, err := s.r.cfg.Publisher.Publish(ctx, s.tail, facts)
		s.tail = tail
		s.r.published.Add(int64(n))
		if n > 0 {
			s.at = Checkpoint{Scanned: facts[n-1].Position, Fact: facts[n-1].Position}
		}
		facts = facts[n:]
		switch {
		case err == nil && len(facts) > 0:
			return fmt.Errorf("publish after %s: the channel acknowledged %d facts of %d", s.at.Fact, n, n+len(facts))
		case err == nil:
		case errors.Is(err, ErrTooLarge):
			s.r.tooLarge.Add(1)
			s.r.cfg.Logger.LogAttrs(ctx, slog.LevelError, "a fact is too large for the channel; consumers must fetch it",
				slog.String("feed", s.r.cfg.Feed.Name), slog.String("position", facts[0].Position.String()), slog.Int("bytes", len(facts[0].Data)))
			s.at = Checkpoint{Scanned: facts[0].Position, Fact: facts[0].Position}
			facts = facts[1:]
		default:
			if errors.Is(err, ErrMoved) {
				s.r.moved.Add(1)
			}
			return fmt.Errorf("publish after %s: %w", s.at.Fact, err)
		}
	}
	return nil
}

// unsaved reports whether more is acknowledged than is saved. After a loss it is less for a while: that need not be saved, since
// a checkpoint counts only for an empty channel, whose contents consumers fetch by the second road anyway.
func (s *session) unsaved() bool { return s.r.last.Scanned.Before(s.at.Scanned) }

// save keeps what is acknowledged.
func (s *session) save(ctx context.Context) error {
	if !s.unsaved() {
		return nil
	}
	if err := s.r.cfg.Checkpoints.Save(ctx, s.at); err != nil {
		return fmt.Errorf("save the checkpoint at %s: %w", s.at.Scanned, err)
	}
	s.r.last, s.r.saved = s.at, s.r.cfg.Now()
	return nil
}
