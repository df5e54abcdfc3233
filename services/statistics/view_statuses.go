package statistics

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"anjie.internal/services/internal/calendar"
	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/pg/view"
	"anjie.internal/services/statistics/figure"
)

var (
	//go:embed view_statuses.sql
	statusesSchema string
	//go:embed get_statuses.sql
	getStatuses string
	//go:embed get_last_status.sql
	getLastStatus string
	//go:embed end_statuses.sql
	endStatuses string
	//go:embed add_statuses.sql
	addStatuses string
)

// statusesName is the name of the view, its checkpoint and, behind "view_", of its PostgreSQL schema.
const statusesName = "statuses"

// StatusesView keeps the status of every dispute at every position, as figure.Fold finds it.
func StatusesView() view.Definition {
	return view.Definition{
		Name:   statusesName,
		Schema: statusesSchema,
		Tables: []view.Table{{Name: "status", OrderBy: "from_commit, from_prepare"}},
		Filter: es.Filter{Types: figure.Types()},
		Apply:  applyStatuses,
	}
}

// errOutOfOrder comes of an event that was set aside and is applied when later ones are: what was recorded up to them is wrong then.
var errOutOfOrder = errors.New("later events are counted already: rebuild the view instead")

// applyStatuses folds the batch in memory and writes what it made in two statements.
func applyStatuses(ctx context.Context, tx pgx.Tx, batch []es.Record) error {
	facts, err := readFacts(batch)
	if err != nil || len(facts) == 0 {
		return err
	}
	c := statusChanges{present: make(map[figure.ID]*statusRow, len(facts))}
	if err := c.load(ctx, tx, facts); err != nil {
		return err
	}
	for _, f := range facts {
		if err := c.add(f); err != nil {
			return err
		}
	}
	return c.write(ctx, tx)
}

// placed is a fact with its dispute and its place in the log.
type placed struct {
	figure.Fact

	dispute figure.ID
	at      figure.Position
}

func readFacts(batch []es.Record) ([]placed, error) {
	var reader figure.Reader
	facts := make([]placed, 0, len(batch))
	for _, rec := range batch {
		fact, counted, err := reader.Read(rec.Type, rec.Data)
		if err != nil {
			return nil, fmt.Errorf("%s of %s: %w", rec.Position, rec.Stream, err)
		}
		if !counted {
			continue
		}
		id, err := figure.Dispute(rec.Stream)
		if err != nil {
			return nil, err
		}
		facts = append(facts, placed{fact, id, placeOf(rec.Position)})
	}
	return facts, nil
}

func placeOf(p es.Position) figure.Position {
	return figure.Position{Commit: p.Commit, Prepare: p.Prepare}
}

// statusRow is a row of view_statuses.status.
type statusRow struct {
	figure.Status

	dispute  figure.ID
	from, to figure.Position // to is zero while the row holds
	recorded time.Time
	stored   bool // before this batch
}

// statusChanges is what a batch does to the statuses.
type statusChanges struct {
	present  map[figure.ID]*statusRow // by dispute
	ended    []*statusRow             // stored rows that hold no more
	made     []*statusRow             // in the order of the log
	last     figure.Position
	recorded time.Time
}

func (c *statusChanges) load(ctx context.Context, tx pgx.Tx, facts []placed) error {
	var commit, prepare int64
	err := tx.QueryRow(ctx, getLastStatus).Scan(&commit, &prepare, &c.recorded)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return fmt.Errorf("find the last status: %w", err)
	}
	c.last = place(commit, prepare)
	ids := make([]uuid.UUID, 0, len(facts))
	for _, f := range facts {
		if f.Kind != figure.Registered {
			ids = append(ids, uuid.UUID(f.dispute))
		}
	}
	rows, err := tx.Query(ctx, getStatuses, ids)
	if err != nil {
		return fmt.Errorf("get statuses: %w", err)
	}
	var r storedStatus
	_, err = pgx.ForEachRow(rows, r.columns(), func() error {
		row := r.row()
		c.present[row.dispute] = row
		return nil
	})
	if err != nil {
		return fmt.Errorf("get statuses: %w", err)
	}
	return nil
}

func (c *statusChanges) add(f placed) error {
	if !c.last.Before(f.at) {
		return errOutOfOrder
	}
	former := c.present[f.dispute]
	var status figure.Status
	if former != nil {
		status = former.Status
	}
	status, err := status.Next(f.Fact, f.at)
	if err != nil {
		return fmt.Errorf("dispute %s: %w", f.dispute, err)
	}
	if former != nil {
		former.to = f.at
		if former.stored {
			c.ended = append(c.ended, former)
		}
	}
	if f.Recorded.After(c.recorded) {
		c.recorded = f.Recorded
	}
	row := &statusRow{Status: status, dispute: f.dispute, from: f.at, recorded: c.recorded}
	c.present[f.dispute], c.last = row, f.at
	c.made = append(c.made, row)
	return nil
}

func (c *statusChanges) write(ctx context.Context, tx pgx.Tx) error {
	if n := len(c.ended); n > 0 {
		fromCommit, fromPrepare, toCommit, toPrepare := make([]int64, n), make([]int64, n), make([]int64, n), make([]int64, n)
		for i, r := range c.ended {
			fromCommit[i], fromPrepare[i] = numbers(r.from)
			toCommit[i], toPrepare[i] = numbers(r.to)
		}
		if _, err := tx.Exec(ctx, endStatuses, fromCommit, fromPrepare, toCommit, toPrepare); err != nil {
			return fmt.Errorf("end statuses: %w", err)
		}
	}
	var columns statusColumns
	for _, r := range c.made {
		columns.add(r)
	}
	if _, err := tx.Exec(ctx, addStatuses, columns.arguments()...); err != nil {
		return fmt.Errorf("add statuses: %w", err)
	}
	return nil
}

// day is how PostgreSQL is given a civil day; nil is none.
func day(d calendar.Date) *time.Time {
	if d.IsZero() {
		return nil
	}
	t := time.Date(d.Year(), d.Month(), d.Day(), 0, 0, 0, 0, time.UTC)
	return &t
}

func dayOf(t *time.Time) calendar.Date {
	if t == nil {
		return calendar.Date{}
	}
	return calendar.On(t.Year(), t.Month(), t.Day())
}
