package view

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/pg"
)

// applier applies events to a target over a connection of its own. It is used by one goroutine.
type applier struct {
	v     *View
	t     target
	lease *pg.Lease               // nil: the target is nobody else's
	stop  context.CancelCauseFunc // of whoever follows, when somebody has rebuilt the view to another definition
	conn  *pgx.Conn
	state state
}

func newApplier(v *View, t target, l *pg.Lease) *applier {
	return &applier{v: v, t: t, lease: l}
}

func (a *applier) close(ctx context.Context) {
	if a.conn != nil {
		closeConn(ctx, a.conn)
		a.conn = nil
	}
}

// load connects when it must, and reads how far the target is.
func (a *applier) load(ctx context.Context) (es.Position, error) {
	if a.conn == nil || a.conn.IsClosed() {
		conn, err := pg.Connect(ctx, a.v.cfg.Pool)
		if err != nil {
			return es.Position{}, err
		}
		a.conn = conn
	}
	s, err := loadState(ctx, a.conn, a.t)
	if err != nil {
		return es.Position{}, err
	}
	if err := a.v.may(&s); err != nil {
		if a.stop != nil {
			a.stop(err)
		}
		return es.Position{}, err
	}
	a.state = s
	a.settled()
	return s.position, nil
}

// settled tells those who look at the live view.
func (a *applier) settled() {
	if a.t == a.v.live {
		a.v.parked.Store(a.state.parked)
		a.v.reach.set(a.state.position)
	}
}

// apply makes the effects of a batch and its position durable together. Events that were applied before are left out.
func (a *applier) apply(ctx context.Context, batch []es.Record, settled es.Position) error {
	if a.conn == nil || a.conn.IsClosed() {
		if _, err := a.load(ctx); err != nil {
			return err
		}
	}
	for {
		rest := after(batch, a.state.position)
		if len(rest) == 0 && !a.state.position.Before(settled) {
			return nil
		}
		err := a.commit(ctx, rest, settled, a.whole)
		var ae *applyError
		if errors.As(err, &ae) && !pg.Transient(err) && ctx.Err() == nil {
			a.v.log.WarnContext(ctx, "a batch cannot be applied; trying its parts",
				slog.Int("events", len(rest)), slog.String("error", mask(err, nil)))
			err = a.commit(ctx, rest, settled, a.inParts)
		}
		if !errors.Is(err, errMoved) {
			return err
		}
		if _, err := a.load(ctx); err != nil { // a rebuild or an unparking was faster; whoever lost the lease fails its check
			return err
		}
	}
}

// after leaves out what is settled already.
func after(batch []es.Record, p es.Position) []es.Record {
	for len(batch) > 0 && !p.Before(batch[0].Position) {
		batch = batch[1:]
	}
	return batch
}

// outcome of making the effects of a batch, before the commit.
type outcome struct {
	parked []Parked
	held   map[string]struct{} // streams that became held
}

// commit runs one transaction: effects, parked events, check of the lease, position.
func (a *applier) commit(ctx context.Context, batch []es.Record, settled es.Position, effects func(context.Context, pgx.Tx, []es.Record) (outcome, error)) (err error) {
	tx, err := a.conn.BeginTx(ctx, pgx.TxOptions{BeginQuery: a.t.begin})
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	defer func() {
		if err != nil {
			_ = tx.Rollback(ctx) // after a commit or on a broken connection it says so, which nobody needs
		}
	}()
	var o outcome
	if len(batch) > 0 {
		if o, err = effects(ctx, tx, batch); err != nil {
			return err
		}
	}
	if err := a.finish(ctx, tx, o.parked, settled); err != nil {
		return err
	}
	if err := tx.Commit(ctx); err != nil {
		if _, ok := errors.AsType[*pgconn.PgError](err); ok {
			err = &applyError{err: err} // a deferred constraint
		}
		return fmt.Errorf("commit: %w", err)
	}
	a.state.position = settled
	a.state.parked += int64(len(o.parked))
	for stream := range o.held {
		a.state.held[stream] = struct{}{}
	}
	a.settled()
	a.v.report(ctx, a.t, o.parked)
	return nil
}

// finish sends what closes the transaction in one round trip.
func (a *applier) finish(ctx context.Context, tx pgx.Tx, parked []Parked, settled es.Position) error {
	b := &pgx.Batch{}
	for i := range parked {
		parked[i].queue(b, a.t.follower)
	}
	commit, prepare := parts(settled)
	oldCommit, oldPrepare := parts(a.state.position)
	b.Queue(advance, a.t.follower, commit, prepare, a.state.generation, oldCommit, oldPrepare).Exec(func(tag pgconn.CommandTag) error {
		if tag.RowsAffected() != 1 {
			return errMoved
		}
		return nil
	})
	if a.lease != nil {
		sql, args := a.lease.CheckQuery()
		b.Queue(sql, args...).Exec(func(tag pgconn.CommandTag) error {
			return a.lease.Checked(ctx, tag.RowsAffected())
		})
	}
	if err := tx.SendBatch(ctx, b).Close(); err != nil {
		return fmt.Errorf("advance to %s: %w", settled, err)
	}
	return nil
}

// whole applies the batch at once: the usual way. Events of held streams are set aside.
func (a *applier) whole(ctx context.Context, tx pgx.Tx, batch []es.Record) (outcome, error) {
	p := &pass{a: a}
	free := p.sift(batch)
	if len(free) > 0 {
		if err := a.call(ctx, tx, free); err != nil {
			return outcome{}, err
		}
	}
	return p.outcome, nil
}

// applyError is an error of Apply, as opposed to one of the machinery around it.
type applyError struct{ err error }

func (e *applyError) Error() string { return "apply: " + e.err.Error() }
func (e *applyError) Unwrap() error { return e.err }

// call runs Apply. A panic is an error like others: it must not leave the transaction open or end the process.
func (a *applier) call(ctx context.Context, tx pgx.Tx, batch []es.Record) (err error) {
	defer func() {
		if r := recover(); r != nil {
			a.v.log.ErrorContext(ctx, "apply panicked", slog.String("stack", string(debug.Stack())))
			err = &applyError{err: fmt.Errorf("panic: %v", r)}
		}
	}()
	if err := a.v.def.Apply(ctx, tx, batch); err != nil {
		return &applyError{err: err}
	}
	return nil
}
