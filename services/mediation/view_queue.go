package mediation

import (
	"context"
	_ "embed"
	"fmt"
	"strings"
	"time"

	mediationv1 "anjie.internal/proto/gen/anjie/mediation/v1"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"anjie.internal/services/internal/calendar"
	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/pg/view"
	"anjie.internal/services/mediation/proceeding"
)

var (
	//go:embed view_queue.sql
	queueSchema string
	//go:embed load_proceedings.sql
	loadProceedings string
	//go:embed upsert_proceedings.sql
	upsertProceedings string
)

// QueueView is the queue of proceedings: one row each, without personal data.
func QueueView() (view.Definition, error) {
	codec, err := Codec()
	if err != nil {
		return view.Definition{}, err
	}
	return view.Definition{
		Name:   "proceedings",
		Schema: queueSchema,
		Tables: []view.Table{{Name: "proceeding", OrderBy: "proceeding"}},
		Filter: streams(),
		Apply: func(ctx context.Context, tx pgx.Tx, batch []es.Record) error {
			b := &queueBatch{rows: make(map[uuid.UUID]*queueRow, len(batch))}
			if err := b.load(ctx, tx, batch); err != nil {
				return err
			}
			if err := b.fold(codec, batch); err != nil {
				return err
			}
			return b.write(ctx, tx)
		},
	}, nil
}

// queueRow is a row of view_proceedings.proceeding.
type queueRow struct {
	Proceeding uuid.UUID
	Dispute    uuid.UUID
	Ordinal    int32
	State      int16
	Unit       string
	Mode       string
	Basis      string
	Mediators  []string
	Sessions   int32
	DueOn      *time.Time
	Outcome    string
	Late       bool
	OpenedAt   time.Time
	RecordedAt time.Time
	EndedAt    *time.Time
	ConfirmBy  *time.Time
	NextDueOn  *time.Time
	Revision   int64
}

// queueBatch is what a batch does to the queue: the rows of its proceedings, as they were before it and are after it, in the order
// in which the batch comes to them.
type queueBatch struct {
	rows  map[uuid.UUID]*queueRow
	order []uuid.UUID
}

// load reads the rows that the batch goes on from.
func (b *queueBatch) load(ctx context.Context, tx pgx.Tx, batch []es.Record) error {
	begun := make(map[uuid.UUID]bool, len(batch))
	var older []uuid.UUID
	for _, rec := range batch {
		id, err := uuid.Parse(proceedingOf(rec.Stream))
		if err != nil {
			return fmt.Errorf("stream %s: %w", rec.Stream, err)
		}
		if !begun[id] && rec.Revision > 0 {
			older = append(older, id)
		}
		begun[id] = true
	}
	if len(older) == 0 {
		return nil
	}
	rows, err := tx.Query(ctx, loadProceedings, older)
	if err != nil {
		return fmt.Errorf("load proceedings: %w", err)
	}
	found, err := pgx.CollectRows(rows, pgx.RowToAddrOfStructByName[queueRow])
	if err != nil {
		return fmt.Errorf("load proceedings: %w", err)
	}
	for _, r := range found {
		b.rows[r.Proceeding] = r
	}
	return nil
}

func (b *queueBatch) fold(codec *es.Codec[proceeding.Event], batch []es.Record) error {
	known := make(map[string]bool)
	for _, name := range codec.Names() {
		known[name] = true
	}
	touched := make(map[uuid.UUID]bool, len(batch))
	for _, rec := range batch {
		// Events that this release does not know do not concern the queue; a release that shows them rebuilds the view.
		if !known[rec.Type] {
			continue
		}
		id := uuid.MustParse(proceedingOf(rec.Stream)) // load has read it
		event, err := codec.Decode(rec.Type, rec.Data)
		if err != nil {
			return err
		}
		row := b.rows[id]
		if e, ok := event.(*proceeding.OpenedV1); ok {
			if row, err = openedRow(id, e); err != nil {
				return err
			}
			b.rows[id] = row
		}
		if row == nil {
			return fmt.Errorf("%s at revision %d comes before the opening", rec.Stream, rec.Revision)
		}
		row.apply(event)
		row.Revision = int64(rec.Revision) //nolint:gosec // G115: a stream is never that long
		if !touched[id] {
			touched[id] = true
			b.order = append(b.order, id)
		}
	}
	return nil
}

func openedRow(id uuid.UUID, e *proceeding.OpenedV1) (*queueRow, error) {
	dispute, err := uuid.Parse(string(e.Dispute))
	if err != nil {
		return nil, fmt.Errorf("proceeding %s: dispute: %w", id, err)
	}
	row := &queueRow{
		Proceeding: id, Dispute: dispute, Ordinal: int32(e.Ordinal), State: int16(mediationv1.ProceedingState_PROCEEDING_STATE_OPENED), //nolint:gosec // G115: the rules bound it
		Unit: string(e.Unit), Mode: e.Mode, Basis: e.Basis, DueOn: dateOut(e.Limit.DueOn), Late: e.LateReason != "",
		OpenedAt: e.OccurredAt, RecordedAt: e.RecordedAt,
	}
	for _, m := range e.Mediators {
		row.Mediators = append(row.Mediators, m.Account)
	}
	return row, nil
}

// apply folds one event into the row.
func (r *queueRow) apply(event proceeding.Event) {
	switch e := event.(type) {
	case *proceeding.OpenedV1:
	case *proceeding.SessionHeldV1:
		r.Sessions = int32(e.Number) //nolint:gosec // G115: no proceeding has that many
		r.reach(mediationv1.ProceedingState_PROCEEDING_STATE_IN_MEDIATION)
	case *proceeding.AgreementRecordedV1:
		r.reach(mediationv1.ProceedingState_PROCEEDING_STATE_DRAFTED)
		r.NextDueOn = nil
		for _, o := range e.Obligations {
			if due := dateOut(o.DueOn); due != nil && (r.NextDueOn == nil || due.Before(*r.NextDueOn)) {
				r.NextDueOn = due
			}
		}
	case *proceeding.AgreementSignedV1:
	case *proceeding.AgreementEffectiveV1:
		r.ConfirmBy = dateOut(e.ConfirmBy)
	case *proceeding.AgreedV1:
		r.ended(e.Ending)
	case *proceeding.FailedV1:
		r.failed(e.Ending)
	case *proceeding.WithdrawnV1:
		r.failed(e.Ending)
	case *proceeding.RefusedV1:
		r.failed(e.Ending)
	case *proceeding.TerminatedV1:
		r.failed(e.Ending)
	}
}

// reach goes to a later state; an earlier one does not come back.
func (r *queueRow) reach(st mediationv1.ProceedingState) {
	r.State = max(r.State, int16(st)) //nolint:gosec // G115: an enum
}

func (r *queueRow) ended(e proceeding.Ending) {
	r.reach(mediationv1.ProceedingState_PROCEEDING_STATE_ENDED)
	r.Outcome, r.EndedAt = e.Outcome, &e.OccurredAt
}

// failed ends without an agreement: nothing is owed.
func (r *queueRow) failed(e proceeding.Ending) {
	r.ended(e)
	r.NextDueOn = nil
}

// dateOut is a civil date as PostgreSQL has it.
func dateOut(d calendar.Date) *time.Time {
	if d.IsZero() {
		return nil
	}
	t := time.Date(d.Year(), d.Month(), d.Day(), 0, 0, 0, 0, time.UTC)
	return &t
}

// write sends the rows column by column: one statement for a batch of any size.
func (b *queueBatch) write(ctx context.Context, tx pgx.Tx) error {
	if len(b.order) == 0 {
		return nil
	}
	rows := make([]*queueRow, 0, len(b.order))
	for _, id := range b.order {
		rows = append(rows, b.rows[id])
	}
	_, err := tx.Exec(ctx, upsertProceedings,
		column(rows, func(r *queueRow) uuid.UUID { return r.Proceeding }),
		column(rows, func(r *queueRow) uuid.UUID { return r.Dispute }),
		column(rows, func(r *queueRow) int32 { return r.Ordinal }),
		column(rows, func(r *queueRow) int16 { return r.State }),
		column(rows, func(r *queueRow) string { return r.Unit }),
		column(rows, func(r *queueRow) string { return r.Mode }),
		column(rows, func(r *queueRow) string { return r.Basis }),
		column(rows, func(r *queueRow) string { return strings.Join(r.Mediators, ",") }), // no account holds a comma
		column(rows, func(r *queueRow) int32 { return r.Sessions }),
		column(rows, func(r *queueRow) *time.Time { return r.DueOn }),
		column(rows, func(r *queueRow) string { return r.Outcome }),
		column(rows, func(r *queueRow) bool { return r.Late }),
		column(rows, func(r *queueRow) time.Time { return r.OpenedAt }),
		column(rows, func(r *queueRow) time.Time { return r.RecordedAt }),
		column(rows, func(r *queueRow) *time.Time { return r.EndedAt }),
		column(rows, func(r *queueRow) *time.Time { return r.ConfirmBy }),
		column(rows, func(r *queueRow) *time.Time { return r.NextDueOn }),
		column(rows, func(r *queueRow) int64 { return r.Revision }),
	)
	if err != nil {
		return fmt.Errorf("upsert proceedings: %w", err)
	}
	return nil
}

// column takes one value of each row.
func column[R, V any](rows []R, of func(R) V) []V {
	out := make([]V, 0, len(rows))
	for _, r := range rows {
		out = append(out, of(r))
	}
	return out
}
