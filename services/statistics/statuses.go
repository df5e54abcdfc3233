package statistics

import (
	"time"

	"github.com/google/uuid"

	"anjie.internal/services/statistics/figure"
)

// How rows of view_statuses.status go into PostgreSQL and come out of it.

func place(commit, prepare int64) figure.Position {
	return figure.Position{Commit: uint64(commit), Prepare: uint64(prepare)} //nolint:gosec // G115: positions are stored as positive numbers
}

func numbers(p figure.Position) (commit, prepare int64) {
	return int64(p.Commit), int64(p.Prepare) //nolint:gosec // G115: the view refuses positions that do not fit before this
}

// storedStatus is where a row is scanned to, as get_statuses.sql lists the columns.
type storedStatus struct {
	dispute                      uuid.UUID
	commit, prepare              int64
	unit, category               string
	outcome                      *string
	closedCommit, closedPrepare  *int64
	registered, accepted, closed *time.Time
	merged, voided               bool
}

func (s *storedStatus) columns() []any {
	return []any{
		&s.dispute, &s.commit, &s.prepare, &s.unit, &s.category, &s.outcome, &s.closedCommit, &s.closedPrepare,
		&s.registered, &s.accepted, &s.closed, &s.merged, &s.voided,
	}
}

func (s *storedStatus) row() *statusRow {
	r := &statusRow{
		Status: figure.Status{
			Unit: s.unit, Category: s.category, Registered: dayOf(s.registered), Accepted: dayOf(s.accepted), Closed: dayOf(s.closed),
			Merged: s.merged, Voided: s.voided,
		},
		dispute: figure.ID(s.dispute), from: place(s.commit, s.prepare), stored: true,
	}
	if s.outcome != nil {
		r.Outcome = *s.outcome
	}
	if s.closedCommit != nil && s.closedPrepare != nil {
		r.ClosedAt = place(*s.closedCommit, *s.closedPrepare)
	}
	return r
}

// statusColumns are rows column by column, as add_statuses.sql takes them.
type statusColumns struct {
	fromCommit, fromPrepare      []int64
	toCommit, toPrepare          []*int64
	recorded                     []time.Time
	disputes                     []uuid.UUID
	units, categories            []string
	outcomes                     []*string
	closedCommit, closedPrepare  []*int64
	registered, accepted, closed []*time.Time
	merged, voided               []bool
}

func (c *statusColumns) add(r *statusRow) {
	commit, prepare := numbers(r.from)
	c.fromCommit, c.fromPrepare = append(c.fromCommit, commit), append(c.fromPrepare, prepare)
	toCommit, toPrepare := optional(r.to)
	c.toCommit, c.toPrepare = append(c.toCommit, toCommit), append(c.toPrepare, toPrepare)
	c.recorded, c.disputes = append(c.recorded, r.recorded), append(c.disputes, uuid.UUID(r.dispute))
	c.units, c.categories = append(c.units, r.Unit), append(c.categories, r.Category)
	var outcome *string
	if r.Outcome != "" {
		outcome = &r.Outcome
	}
	c.outcomes = append(c.outcomes, outcome)
	closedCommit, closedPrepare := optional(r.ClosedAt)
	c.closedCommit, c.closedPrepare = append(c.closedCommit, closedCommit), append(c.closedPrepare, closedPrepare)
	c.registered, c.accepted, c.closed = append(c.registered, day(r.Registered)), append(c.accepted, day(r.Accepted)), append(c.closed, day(r.Closed))
	c.merged, c.voided = append(c.merged, r.Merged), append(c.voided, r.Voided)
}

func optional(p figure.Position) (commit, prepare *int64) {
	if p.IsZero() {
		return nil, nil
	}
	c, q := numbers(p)
	return &c, &q
}

func (c *statusColumns) arguments() []any {
	return []any{
		c.fromCommit, c.fromPrepare, c.toCommit, c.toPrepare, c.recorded, c.disputes, c.units, c.categories, c.outcomes,
		c.closedCommit, c.closedPrepare, c.registered, c.accepted, c.closed, c.merged, c.voided,
	}
}
