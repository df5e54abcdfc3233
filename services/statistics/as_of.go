package statistics

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"time"

	logv1 "anjie.internal/proto/gen/anjie/log/v1"
	"github.com/jackc/pgx/v5"
	"google.golang.org/protobuf/types/known/timestamppb"

	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/pg"
	"anjie.internal/services/internal/request"
	"anjie.internal/services/statistics/figure"
)

var (
	//go:embed get_recorded.sql
	getRecorded string
	//go:embed get_position_at.sql
	getPositionAt string
	//go:embed count_set_aside.sql
	countSetAside string
)

// asOf is where an answer holds.
type asOf struct {
	position figure.Position
	recorded time.Time // of the youngest counted event, zero when none is counted
}

// asked is what a request says about where its answer is to hold: at a position, at a time, or at the end.
type asked struct {
	position *es.Position
	time     *time.Time
	atLeast  es.Position
}

func askedOf(position *logv1.Position, at *timestamppb.Timestamp, atLeast *logv1.Position) (asked, error) {
	a := asked{atLeast: request.PositionOf(atLeast)}
	if position != nil {
		p := request.PositionOf(position)
		a.position = &p
	}
	if at != nil {
		t, err := request.Time(at, time.Time{}, "as_of_time")
		if err != nil {
			return asked{}, err
		}
		a.time = &t
	}
	return a, nil
}

// wait returns when the view has seen everything that the answer needs.
func (a asked) wait(ctx context.Context, v View) error {
	p := a.atLeast
	if a.position != nil && p.Before(*a.position) {
		p = *a.position
	}
	if err := v.WaitFor(ctx, p); err != nil {
		return fmt.Errorf("wait for the figure: %w", err)
	}
	return nil
}

// resolve finds the position in the snapshot of tx.
func (a asked) resolve(ctx context.Context, tx pgx.Tx) (asOf, error) {
	if a.time != nil {
		return resolveTime(ctx, tx, *a.time)
	}
	var p es.Position
	if a.position != nil {
		p = *a.position
	} else {
		var err error
		if p, err = pg.LoadPosition(ctx, tx, "view:"+statusesName); err != nil {
			return asOf{}, err
		}
	}
	out := asOf{position: placeOf(p)}
	commit, prepare := numbers(out.position)
	err := tx.QueryRow(ctx, getRecorded, commit, prepare).Scan(&out.recorded)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return asOf{}, fmt.Errorf("find the youngest counted event: %w", err)
	}
	return out, nil
}

func resolveTime(ctx context.Context, tx pgx.Tx, at time.Time) (asOf, error) {
	var out asOf
	var commit, prepare int64
	err := tx.QueryRow(ctx, getPositionAt, at).Scan(&commit, &prepare, &out.recorded)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return asOf{}, fmt.Errorf("find the position of %v: %w", at, err)
	}
	out.position = place(commit, prepare)
	return out, nil
}

// setAside counts the events up to the position that the view could not apply.
func (a asOf) setAside(ctx context.Context, tx pgx.Tx) (n int64, err error) {
	commit, prepare := numbers(a.position)
	if err := tx.QueryRow(ctx, countSetAside, "view:"+statusesName, commit, prepare).Scan(&n); err != nil {
		return 0, fmt.Errorf("count what was set aside: %w", err)
	}
	return n, nil
}

// arguments for the queries of view_statuses.status.
func (a asOf) arguments(args pgx.NamedArgs) {
	args["commit"], args["prepare"] = numbers(a.position)
}

func (a asOf) message() *logv1.Position {
	return &logv1.Position{Commit: a.position.Commit, Prepare: a.position.Prepare}
}
