package view

import (
	"context"
	_ "embed"
	"fmt"
	"log/slog"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/pg"
)

var (
	//go:embed sql/park.sql
	park string
	//go:embed sql/parked.sql
	parkedSQL string
	//go:embed sql/parked_of_stream.sql
	parkedOfStream string
	//go:embed sql/unpark.sql
	unpark string
	//go:embed sql/park_again.sql
	parkAgain string
)

// tries is how often an event is tried before it is parked.
const tries = 5

// Parked is an event that a view could not apply, or one that waits behind such an event of its stream.
type Parked struct {
	Position es.Position
	Stream   string
	Revision uint64
	EventID  uuid.UUID
	Type     string
	Held     bool   // it was not tried: it waits
	Tries    int    // how often it was tried
	Error    string // what went wrong, without anything from the payload
	At       time.Time
}

func newParked(r *es.Record) Parked {
	return Parked{Position: r.Position, Stream: r.Stream, Revision: r.Revision, EventID: r.ID, Type: r.Type}
}

func (p *Parked) queue(b *pgx.Batch, follower string) {
	commit, prepare := parts(p.Position)
	b.Queue(park, follower, commit, prepare, p.Stream, int64(p.Revision), p.EventID, p.Type, p.Held, p.Tries, p.Error) //nolint:gosec // revisions are small
}

// pass applies one batch whose events may be poison.
type pass struct {
	a *applier
	outcome
}

// inParts finds the events that cannot be applied and sets them aside. It halves: one poison event among n costs about
// 2·log₂ n savepoints, not n.
func (a *applier) inParts(ctx context.Context, tx pgx.Tx, batch []es.Record) (outcome, error) {
	p := &pass{a: a}
	if err := p.run(ctx, tx, batch); err != nil {
		return outcome{}, err
	}
	return p.outcome, nil
}

func (p *pass) run(ctx context.Context, tx pgx.Tx, batch []es.Record) error {
	free := p.sift(batch)
	if len(free) == 0 {
		return nil
	}
	err := p.try(ctx, tx, free)
	if err == nil || fatal(ctx, err) {
		return err
	}
	if len(free) > 1 {
		half := len(free) / 2
		if err := p.run(ctx, tx, free[:half]); err != nil {
			return err
		}
		return p.run(ctx, tx, free[half:])
	}
	for n := 1; n < tries; n++ {
		if err := pause(ctx, time.Millisecond<<n); err != nil {
			return err
		}
		if err = p.try(ctx, tx, free); err == nil || fatal(ctx, err) {
			return err
		}
	}
	r := &free[0]
	bad := newParked(r)
	bad.Tries, bad.Error = tries, mask(err, r.Data)
	p.parked = append(p.parked, bad)
	p.hold(r.Stream)
	return nil
}

// fatal: the error says nothing about the events.
func fatal(ctx context.Context, err error) bool { return ctx.Err() != nil || pg.Transient(err) }

// try applies events in a savepoint, constraints that are checked at the commit included.
func (p *pass) try(ctx context.Context, tx pgx.Tx, batch []es.Record) error {
	sub, err := tx.Begin(ctx)
	if err != nil {
		return fmt.Errorf("savepoint: %w", err)
	}
	err = p.a.call(ctx, sub, batch)
	if err == nil {
		if _, err = sub.Exec(ctx, "set constraints all immediate"); err == nil {
			return sub.Commit(ctx)
		}
		err = &applyError{err: err}
	}
	if rerr := sub.Rollback(ctx); rerr != nil {
		return fmt.Errorf("roll back to the savepoint: %w", rerr)
	}
	return err
}

// sift sets aside the events of held streams and returns the others.
func (p *pass) sift(batch []es.Record) []es.Record {
	if len(p.held) == 0 && len(p.a.state.held) == 0 {
		return batch
	}
	free := make([]es.Record, 0, len(batch))
	for i := range batch {
		if !p.isHeld(batch[i].Stream) {
			free = append(free, batch[i])
			continue
		}
		waits := newParked(&batch[i])
		waits.Held, waits.Error = true, "waits behind an earlier event of its stream"
		p.parked = append(p.parked, waits)
	}
	return free
}

func (p *pass) isHeld(stream string) bool {
	if _, ok := p.held[stream]; ok {
		return true
	}
	_, ok := p.a.state.held[stream]
	return ok
}

func (p *pass) hold(stream string) {
	if p.held == nil {
		p.held = make(map[string]struct{})
	}
	p.held[stream] = struct{}{}
}

// report writes one line for every event that was parked; without it nobody would know.
func (v *View) report(ctx context.Context, t target, parked []Parked) {
	for i := range parked {
		e := &parked[i]
		level := slog.LevelError
		if e.Held {
			level = slog.LevelWarn
		}
		v.log.LogAttrs(ctx, level, "event parked", slog.String("follower", t.follower), slog.String("position", e.Position.String()),
			slog.String("stream", e.Stream), slog.String("event", e.EventID.String()), slog.String("type", e.Type),
			slog.Bool("held", e.Held), slog.String("error", e.Error))
	}
}

func pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-t.C:
		return nil
	}
}
