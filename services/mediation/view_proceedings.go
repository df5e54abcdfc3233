package mediation

import (
	"context"
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"anjie.internal/services/internal/es"
	"anjie.internal/services/mediation/proceeding"
)

var (
	//go:embed load_proceedings.sql
	loadProceedings string
	//go:embed load_obligations.sql
	loadObligations string
	//go:embed upsert_proceedings.sql
	upsertProceedings string
	//go:embed delete_obligations.sql
	deleteObligations string
	//go:embed insert_obligations.sql
	insertObligations string
)

// applyProceedings reads the rows that a batch goes on from, folds its events into them, and writes them back.
func applyProceedings(ctx context.Context, tx pgx.Tx, codec *es.Codec[proceeding.Event], events []heard) error {
	rows := make(map[uuid.UUID]*queued, len(events))
	ids := older(events)
	found, err := loaded[queueRow](ctx, tx, loadProceedings, ids)
	if err != nil {
		return fmt.Errorf("load proceedings: %w", err)
	}
	for _, r := range found {
		rows[r.Proceeding] = &queued{queueRow: *r}
	}
	owed, err := loaded[owedRow](ctx, tx, loadObligations, ids)
	if err != nil {
		return fmt.Errorf("load obligations: %w", err)
	}
	for _, o := range owed {
		rows[o.Proceeding].owed = append(rows[o.Proceeding].owed, o)
	}
	order, err := foldProceedings(codec, rows, events)
	if err != nil {
		return err
	}
	return writeProceedings(ctx, tx, order)
}

// foldProceedings folds events into rows, and lists the rows in the order in which the events come to them.
func foldProceedings(codec *es.Codec[proceeding.Event], rows map[uuid.UUID]*queued, events []heard) ([]*queued, error) {
	names := codec.Names()
	touched := make(map[uuid.UUID]bool, len(events))
	var order []uuid.UUID
	for _, h := range events {
		// Events that this release does not know do not concern the queue; a release that shows them rebuilds the view.
		if _, known := slices.BinarySearch(names, h.rec.Type); !known {
			continue
		}
		event, err := codec.Decode(h.rec.Type, h.rec.Data)
		if err != nil {
			return nil, err
		}
		switch e := event.(type) {
		case *proceeding.OpenedV1:
			rows[h.id], err = openedRow(h.id, e)
		case *proceeding.DeclinedV1:
			rows[h.id], err = declinedRow(h.id, e)
		default: // it goes on from a row that is there
		}
		if err != nil {
			return nil, err
		}
		row := rows[h.id]
		if row == nil {
			return nil, fmt.Errorf("%s at revision %d comes before the opening", h.rec.Stream, h.rec.Revision)
		}
		row.apply(event)
		row.Revision = int64(h.rec.Revision) //nolint:gosec // G115: a stream is never that long
		if !touched[h.id] {
			touched[h.id] = true
			order = append(order, h.id)
		}
	}
	return column(order, func(id uuid.UUID) *queued { return rows[id] }), nil
}

// writeProceedings sends the rows column by column: one statement for a batch of any size, and two more when what is owed changed.
func writeProceedings(ctx context.Context, tx pgx.Tx, rows []*queued) error {
	if len(rows) == 0 {
		return nil
	}
	_, err := tx.Exec(ctx, upsertProceedings,
		column(rows, func(r *queued) uuid.UUID { return r.Proceeding }),
		column(rows, func(r *queued) uuid.UUID { return r.Dispute }),
		column(rows, func(r *queued) int32 { return r.Ordinal }),
		column(rows, func(r *queued) int16 { return r.State }),
		column(rows, func(r *queued) int16 { return r.Before }),
		column(rows, func(r *queued) string { return r.Unit }),
		column(rows, func(r *queued) string { return r.Mode }),
		column(rows, func(r *queued) string { return r.Basis }),
		column(rows, func(r *queued) string { return strings.Join(r.Mediators, ",") }), // no account holds a comma
		column(rows, func(r *queued) int32 { return r.Sessions }),
		column(rows, func(r *queued) *time.Time { return r.DueOn }),
		column(rows, func(r *queued) string { return r.Outcome }),
		column(rows, func(r *queued) bool { return r.Late }),
		column(rows, func(r *queued) time.Time { return r.OpenedAt }),
		column(rows, func(r *queued) time.Time { return r.RecordedAt }),
		column(rows, func(r *queued) *time.Time { return r.EndedAt }),
		column(rows, func(r *queued) *time.Time { return r.ConfirmBy }),
		column(rows, func(r *queued) string { return r.Confirmation }),
		column(rows, func(r *queued) *time.Time { return r.NextDueOn }),
		column(rows, func(r *queued) bool { return r.SetAside }),
		column(rows, func(r *queued) int64 { return r.Revision }),
	)
	if err != nil {
		return fmt.Errorf("upsert proceedings: %w", err)
	}
	var changed []uuid.UUID
	var owed []*owedRow
	for _, r := range rows {
		if r.changed {
			changed, owed = append(changed, r.Proceeding), append(owed, r.owed...)
		}
	}
	if len(changed) == 0 {
		return nil
	}
	if _, err := tx.Exec(ctx, deleteObligations, changed); err != nil {
		return fmt.Errorf("delete obligations: %w", err)
	}
	_, err = tx.Exec(ctx, insertObligations,
		column(owed, func(o *owedRow) uuid.UUID { return o.Proceeding }),
		column(owed, func(o *owedRow) int32 { return o.Place }),
		column(owed, func(o *owedRow) *time.Time { return o.DueOn }),
		column(owed, func(o *owedRow) bool { return o.Closed }),
	)
	if err != nil {
		return fmt.Errorf("insert obligations: %w", err)
	}
	return nil
}
