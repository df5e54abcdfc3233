package intake

import (
	"context"
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

var (
	//go:embed load_disputes.sql
	loadDisputes string
	//go:embed load_serials.sql
	loadSerials string
	//go:embed upsert_disputes.sql
	upsertDisputes string
	//go:embed upsert_serials.sql
	upsertSerials string
	//go:embed upsert_desks.sql
	upsertDesks string
	//go:embed delete_desks.sql
	deleteDesks string
)

// load takes the rows that are there already.
func (q *queueFold) load(ctx context.Context, tx pgx.Tx, ids []uuid.UUID) error {
	if len(ids) == 0 {
		return nil
	}
	rows, err := tx.Query(ctx, loadDisputes, ids)
	if err != nil {
		return fmt.Errorf("load disputes: %w", err)
	}
	found, err := pgx.CollectRows(rows, pgx.RowToAddrOfStructByName[foldedRow])
	if err != nil {
		return fmt.Errorf("load disputes: %w", err)
	}
	for _, r := range found {
		q.rows[r.Dispute], q.desks[r.Dispute] = r, r.desks()
	}
	for _, id := range ids {
		if q.rows[id] != nil { // what is missing is found by the fold
			q.order = append(q.order, id)
		}
	}
	return nil
}

func (q *queueFold) loadSerials(ctx context.Context, tx pgx.Tx, keys []serialKey) error {
	if len(keys) == 0 {
		return nil
	}
	units, years := make([]string, 0, len(keys)), make([]int16, 0, len(keys))
	for _, k := range keys {
		if _, twice := q.serials[k]; !twice {
			q.serials[k] = 0
			units, years = append(units, k.unit), append(years, k.year)
		}
	}
	rows, err := tx.Query(ctx, loadSerials, units, years)
	if err != nil {
		return fmt.Errorf("load serials: %w", err)
	}
	var k serialKey
	var last int32
	_, err = pgx.ForEachRow(rows, []any{&k.unit, &k.year, &last}, func() error {
		q.serials[k] = last
		return nil
	})
	if err != nil {
		return fmt.Errorf("load serials: %w", err)
	}
	return nil
}

// write sends the rows column by column: one statement for each table, whatever the size of the batch.
func (q *queueFold) write(ctx context.Context, tx pgx.Tx) error {
	if len(q.order) == 0 {
		return nil
	}
	if _, err := tx.Exec(ctx, upsertDisputes, columns(q)...); err != nil {
		return fmt.Errorf("upsert disputes: %w", err)
	}
	if err := q.writeSerials(ctx, tx); err != nil {
		return err
	}
	return q.writeDesks(ctx, tx)
}

// column lists one value of every row.
func column[T any](q *queueFold, of func(*foldedRow) T) []T {
	out := make([]T, 0, len(q.order))
	for _, id := range q.order {
		out = append(out, of(q.rows[id]))
	}
	return out
}

// columns are the arguments of upsert_disputes.sql.
func columns(q *queueFold) []any {
	type row = *foldedRow
	return []any{
		q.order,
		column(q, func(r row) string { return r.Number }),
		column(q, func(r row) int16 { return r.State }),
		column(q, func(r row) bool { return r.Open }),
		column(q, func(r row) string { return r.Category }),
		column(q, func(r row) string { return r.Channel }),
		column(q, func(r row) string { return r.Unit }),
		column(q, func(r row) string { return r.Area }),
		column(q, func(r row) string { return r.Scale }),
		column(q, func(r row) int32 { return r.Involved }),
		column(q, func(r row) bool { return r.Late }),
		column(q, func(r row) time.Time { return r.ReceivedAt }),
		column(q, func(r row) time.Time { return r.RegisteredAt }),
		column(q, func(r row) string { return r.Owner }),
		column(q, func(r row) string { return r.Lead }),
		column(q, func(r row) string { return strings.Join(r.Assisting, " ") }),
		column(q, func(r row) string { return strings.Join(r.Acknowledged, " ") }),
		column(q, func(r row) *time.Time { return r.DueOn }),
		column(q, func(r row) bool { return r.Urgent }),
		column(q, func(r row) string { return r.Risk }),
		column(q, func(r row) *uuid.UUID { return r.Import }),
		column(q, func(r row) time.Time { return r.LastStepAt }),
		column(q, func(r row) int64 { return r.Revision }),
		column(q, func(r row) int16 { return r.Phase }),
		column(q, func(r row) int16 { return r.Before }),
		column(q, func(r row) string { return r.Objector }),
		column(q, func(r row) bool { return r.Contested }),
		column(q, func(r row) bool { return r.Unrouted }),
		column(q, func(r row) bool { return r.NextRoute }),
		column(q, func(r row) *time.Time { return r.RiskUntil }),
		column(q, func(r row) *time.Time { return r.LimitOn }),
		column(q, func(r row) *time.Time { return r.AcceptBy }),
		column(q, func(r row) *time.Time { return r.AcknowledgeBy }),
		column(q, func(r row) *uuid.UUID { return r.MergedInto }),
	}
}

func (q *queueFold) writeSerials(ctx context.Context, tx pgx.Tx) error {
	if len(q.raised) == 0 {
		return nil
	}
	var units []string
	var years []int16
	var last []int32
	for k := range q.raised {
		units, years, last = append(units, k.unit), append(years, k.year), append(last, q.serials[k])
	}
	if _, err := tx.Exec(ctx, upsertSerials, units, years, last); err != nil {
		return fmt.Errorf("upsert serials: %w", err)
	}
	return nil
}

// writeDesks writes what has changed on the desks.
func (q *queueFold) writeDesks(ctx context.Context, tx pgx.Tx) error {
	var (
		gone    []string
		goneOf  []uuid.UUID
		names   []string
		of      []uuid.UUID
		since   []time.Time
		due     []*time.Time
		mine    []bool
		waiting []bool
	)
	for _, id := range q.order {
		r, before := q.rows[id], q.desks[id]
		after := r.desks()
		for _, d := range before {
			if !slices.ContainsFunc(after, func(a desk) bool { return a.handler == d.handler }) {
				gone, goneOf = append(gone, d.handler), append(goneOf, id)
			}
		}
		for _, d := range after {
			if !slices.ContainsFunc(before, d.equal) {
				names, of, since = append(names, d.handler), append(of, id), append(since, r.RegisteredAt)
				due, mine, waiting = append(due, d.dueOn), append(mine, d.mine), append(waiting, d.unacknowledged)
			}
		}
	}
	if len(gone) > 0 {
		if _, err := tx.Exec(ctx, deleteDesks, gone, goneOf); err != nil {
			return fmt.Errorf("delete desks: %w", err)
		}
	}
	if len(names) == 0 {
		return nil
	}
	if _, err := tx.Exec(ctx, upsertDesks, names, of, since, due, mine, waiting); err != nil {
		return fmt.Errorf("upsert desks: %w", err)
	}
	return nil
}
