package statistics

import (
	"context"
	"errors"
	"fmt"

	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/fault"
	"anjie.internal/services/statistics/figure"
)

// ErrBeyondLog refuses a position at which there is no log yet.
var ErrBeyondLog = fault.New(fault.Invalid, "position-beyond-log",
	"该位置在日志末尾之后。", "The position lies behind the end of the log.")

// errEndless: the log was opened again and again and gave nothing.
var errEndless = errors.New("the log ends without saying so")

// Recompute folds the log from its beginning up to the cut, or to its end, and looks at no view: what an auditor does. Only the events
// that figures read leave the store. progress, which may be nil, is told of every event where the fold is and where it ends.
func Recompute(ctx context.Context, store es.Store, cut figure.Cut, progress func(done, end es.Position)) (*figure.Fold, error) {
	end, err := store.Head(ctx)
	if err != nil {
		return nil, fmt.Errorf("find the end of the log: %w", err)
	}
	if !cut.Position.IsZero() {
		if end.Before(positionOf(cut.Position)) {
			return nil, ErrBeyondLog
		}
		end = positionOf(cut.Position)
	}
	cut.Position = placeOf(end)
	r := &recomputation{fold: figure.NewFold(cut), end: end, progress: progress}
	for !end.IsZero() {
		from := r.at
		over, err := r.read(ctx, store)
		switch {
		case over:
			return r.fold, nil
		case ctx.Err() != nil || r.at == from:
			return nil, fmt.Errorf("recompute at %s: %w", r.at, err)
		}
	}
	return r.fold, nil
}

type recomputation struct {
	fold     *figure.Fold
	at, end  es.Position
	progress func(done, end es.Position)
}

// read goes on behind what was folded, until the cut or until the store lets go of the reader.
func (r *recomputation) read(ctx context.Context, store es.Store) (over bool, err error) {
	for item, err := range store.Follow(ctx, r.at, es.Filter{Types: figure.Types()}) {
		if err != nil {
			return false, err
		}
		if rec := item.Record; rec != nil {
			if !r.fold.Add(eventOf(rec)) {
				return true, nil
			}
			if r.progress != nil {
				r.progress(rec.Position, r.end)
			}
		}
		r.at = item.Position
		if item.CaughtUp || !r.at.Before(r.end) {
			return true, nil // the end was there before: nothing up to it is still to come
		}
	}
	return false, errEndless
}

func eventOf(rec *es.Record) figure.Event {
	return figure.Event{Stream: rec.Stream, Type: rec.Type, Data: rec.Data, Position: placeOf(rec.Position)}
}
