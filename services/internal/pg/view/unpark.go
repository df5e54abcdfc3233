package view

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/pg"
)

type parkedRow struct {
	Commit    int64
	Prepare   int64
	Stream    string
	Revision  int64
	EventID   uuid.UUID
	EventType string
	Held      bool
	Tries     int
	Error     string
	ParkedAt  time.Time
}

func (r parkedRow) parked() Parked {
	return Parked{
		Position: position(r.Commit, r.Prepare), Stream: r.Stream, Revision: uint64(r.Revision), EventID: r.EventID, //nolint:gosec // stored from a uint64
		Type: r.EventType, Held: r.Held, Tries: r.Tries, Error: r.Error, At: r.ParkedAt,
	}
}

// Parked lists the parked events in the order of the log.
func (v *View) Parked(ctx context.Context) ([]Parked, error) {
	if v.err != nil {
		return nil, v.err
	}
	return listParked(ctx, v.cfg.Pool, parkedSQL, v.live.follower)
}

func listParked(ctx context.Context, q pg.Querier, sql string, args ...any) ([]Parked, error) {
	rows, err := q.Query(ctx, sql, args...)
	if err != nil {
		return nil, fmt.Errorf("list parked events: %w", err)
	}
	found, err := pgx.CollectRows(rows, pgx.RowToStructByPos[parkedRow])
	if err != nil {
		return nil, fmt.Errorf("list parked events: %w", err)
	}
	out := make([]Parked, len(found))
	for i, r := range found {
		out[i] = r.parked()
	}
	return out, nil
}

// ErrStillPoison means that a parked event could not be applied this time either. It and the later ones of its stream stay parked.
var ErrStillPoison = errors.New("a parked event still cannot be applied")

// Unpark applies the parked events of a stream in order, after the cause was repaired, and returns how many. When one fails again
// the ones before it stay applied, and the error matches ErrStillPoison. It may be called while the view runs, from
// any process, and again. It fails when the view was made by another program, with ErrOutdated by a newer one.
func (v *View) Unpark(ctx context.Context, stream string) (applied int, err error) {
	if v.err != nil {
		return 0, v.err
	}
	for {
		n, more, err := v.unparkOnce(ctx, stream)
		applied += n
		if err != nil {
			return applied, fmt.Errorf("unpark %s in view %s: %w", stream, v.def.Name, err)
		}
		if !more {
			return applied, nil
		}
	}
}

// unparkOnce applies what was parked when it looked. More may have been parked behind it meanwhile.
func (v *View) unparkOnce(ctx context.Context, stream string) (applied int, more bool, err error) {
	list, err := listParked(ctx, v.cfg.Pool, parkedOfStream, v.live.follower, stream)
	if err != nil || len(list) == 0 {
		return 0, false, err
	}
	records, err := v.read(ctx, list) // before the transaction: no remote call inside
	if err != nil {
		return 0, false, err
	}
	conn, err := v.cfg.Pool.Acquire(ctx)
	if err != nil {
		return 0, false, fmt.Errorf("wait for a connection: %w", err)
	}
	defer conn.Release()
	a := &applier{v: v, t: v.live, conn: conn.Conn()}
	var poison error
	err = pgx.BeginTxFunc(ctx, conn, pgx.TxOptions{BeginQuery: v.live.begin}, func(tx pgx.Tx) error {
		applied, poison = 0, nil
		live, err := loadState(ctx, tx, v.live)
		if err != nil {
			return err
		}
		if err := v.may(&live); err != nil {
			return err
		}
		now, err := listParked(ctx, tx, parkedOfStream, v.live.follower, stream)
		if err != nil {
			return err
		}
		if len(now) < len(list) || now[0].EventID != list[0].EventID {
			more = len(now) > 0 // somebody else unparked meanwhile
			return nil
		}
		more = len(now) > len(list)
		p := &pass{a: a}
		for i := range records {
			err := p.try(ctx, tx, records[i:i+1])
			if err != nil && fatal(ctx, err) {
				return err
			}
			if err != nil {
				poison, more = fmt.Errorf("%w: %s", ErrStillPoison, mask(err, records[i].Data)), false
				if _, err := tx.Exec(ctx, parkAgain, v.live.follower, stream, int64(records[i].Revision), mask(err, records[i].Data)); err != nil { //nolint:gosec // revisions are small
					return err
				}
				break
			}
			applied++
		}
		if applied > 0 {
			if _, err := tx.Exec(ctx, unpark, v.live.follower, stream, int64(records[applied-1].Revision)+1); err != nil { //nolint:gosec // revisions are small
				return err
			}
		}
		_, err = tx.Exec(ctx, touch, v.live.follower) // the follower looks again which streams are held
		return err
	})
	if err != nil {
		return 0, false, err
	}
	if s, err := loadState(ctx, conn, v.live); err == nil {
		v.parked.Store(s.parked)
	}
	return applied, more, poison
}

// read fetches parked events from the store.
func (v *View) read(ctx context.Context, list []Parked) ([]es.Record, error) {
	records := make([]es.Record, 0, len(list))
	for r, err := range v.cfg.Store.ReadStream(ctx, list[0].Stream, list[0].Revision) {
		if err != nil {
			return nil, fmt.Errorf("read the parked events: %w", err)
		}
		want := &list[len(records)]
		if r.Revision < want.Revision {
			continue // did not pass the filter
		}
		if r.ID != want.EventID {
			return nil, fmt.Errorf("revision %d is not the event that was parked", want.Revision)
		}
		records = append(records, r)
		if len(records) == len(list) {
			return records, nil
		}
	}
	return nil, fmt.Errorf("the stream ends before revision %d", list[len(records)].Revision)
}
