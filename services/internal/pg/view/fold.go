package view

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"anjie.internal/services/internal/es"
)

// fold applies the log to the view that is being built.
type fold struct {
	v        *View
	next     *applier
	events   int
	progress func(done, head es.Position)
}

// catchUp folds until the next view is about where the live one is. It never goes past it, so that both can be compared at one
// position. A live view of another definition cannot be compared: then it folds to the end of the log.
func (f *fold) catchUp(ctx context.Context) error {
	for {
		goal, err := f.goal(ctx)
		if err != nil {
			return err
		}
		before := f.events
		if err := f.to(ctx, goal); err != nil {
			return err
		}
		if f.events-before < f.v.cfg.Batch {
			return nil
		}
	}
}

func (f *fold) goal(ctx context.Context) (es.Position, error) {
	live, err := loadState(ctx, f.v.cfg.Pool, f.v.live)
	if err != nil {
		return es.Position{}, err
	}
	if live.definition == f.v.edition {
		return live.position, nil
	}
	head, err := f.v.cfg.Store.Head(ctx)
	if err != nil {
		return es.Position{}, fmt.Errorf("find the end of the log: %w", err)
	}
	if head.Before(live.position) {
		return live.position, nil
	}
	return head, nil
}

// to folds all events up to and including goal; the position is goal then. Reading the next batch and applying the present one
// overlap, so that two batches are in memory.
func (f *fold) to(ctx context.Context, goal es.Position) error {
	if f.progress != nil {
		f.progress(f.next.state.position, goal)
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	batches := make(chan []es.Record)
	read := make(chan error, 1)
	go func() {
		defer close(batches)
		read <- f.read(ctx, f.next.state.position, goal, batches)
	}()
	for batch := range batches {
		last := batch[len(batch)-1].Position
		if err := f.next.apply(ctx, batch, last); err != nil {
			cancel()
			for range batches { // lets the reader end
			}
			return err
		}
		f.events += len(batch)
		if f.progress != nil {
			f.progress(last, goal)
		}
	}
	if err := <-read; err != nil {
		return err
	}
	if f.next.state.position.Before(goal) {
		return f.next.apply(ctx, nil, goal)
	}
	return nil
}

func (f *fold) read(ctx context.Context, after, goal es.Position, batches chan<- []es.Record) error {
	var batch []es.Record
	bytes := 0
	send := func() error {
		if len(batch) == 0 {
			return nil
		}
		select {
		case batches <- batch:
			batch, bytes = make([]es.Record, 0, len(batch)), 0
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	if !after.Before(goal) {
		return nil
	}
	for r, err := range f.v.cfg.Store.ReadAll(ctx, after) {
		if err != nil {
			return fmt.Errorf("read the log: %w", err)
		}
		if goal.Before(r.Position) {
			break
		}
		if !f.v.def.Filter.Passes(r.Stream, r.Type) {
			continue
		}
		if len(batch) == f.v.cfg.Batch || bytes+r.Size() > f.v.cfg.BatchBytes {
			if err := send(); err != nil {
				return err
			}
		}
		batch, bytes = append(batch, r), bytes+r.Size()
	}
	return send()
}

// compare takes the digest of the live view in a snapshot, without stopping it, brings the next one to the same position, and
// takes its digest.
func (f *fold) compare(ctx context.Context, conn *pgx.Conn, r *RebuildReport) error {
	v := f.v
	live, err := loadState(ctx, conn, v.live)
	if err != nil {
		return err
	}
	r.Compared = live.definition == v.edition
	if r.Compared {
		if r.Live, err = v.digest(ctx, conn, v.live); err != nil {
			return err
		}
		if err := f.to(ctx, r.Live.Position); err != nil {
			return err
		}
	}
	if r.Rebuilt, err = v.digest(ctx, conn, v.next); err != nil {
		return err
	}
	r.Equal = r.Compared && r.Live == r.Rebuilt
	return nil
}
