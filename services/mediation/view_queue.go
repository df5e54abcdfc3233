package mediation

import (
	"context"
	_ "embed"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/pg/view"
)

//go:embed view_queue.sql
var queueSchema string

// QueueView is what lists are answered from: the queue of proceedings, what is owed under their agreements, and committees. It
// holds no personal data.
func QueueView() (view.Definition, error) {
	codec, err := Codec()
	if err != nil {
		return view.Definition{}, err
	}
	rosterCodec, err := RosterCodec()
	if err != nil {
		return view.Definition{}, err
	}
	return view.Definition{
		Name:    "proceedings",
		Version: 4,
		Schema:  queueSchema,
		Tables: []view.Table{
			{Name: "proceeding", OrderBy: "proceeding"}, {Name: "obligation", OrderBy: "proceeding, place"}, {Name: "committee", OrderBy: "roster"},
		},
		Filter: es.Filter{Streams: []string{category + "-", rosterCategory + "-"}},
		Apply: func(ctx context.Context, tx pgx.Tx, batch []es.Record) error {
			proceedings, committees, err := parted(batch)
			if err != nil {
				return err
			}
			if err := applyProceedings(ctx, tx, codec, proceedings); err != nil {
				return err
			}
			return applyCommittees(ctx, tx, rosterCodec, committees)
		},
	}, nil
}

// heard is an event with the id of its stream.
type heard struct {
	id  uuid.UUID
	rec es.Record
}

// parted tells the events of proceedings from those of rosters.
func parted(batch []es.Record) (proceedings, committees []heard, err error) {
	of := es.Filter{Streams: []string{rosterCategory + "-"}}
	for _, rec := range batch {
		list, name := &proceedings, proceedingOf(rec.Stream)
		if of.Passes(rec.Stream, rec.Type) {
			list, name = &committees, rec.Stream[len(rosterCategory)+1:]
		}
		id, err := uuid.Parse(name)
		if err != nil {
			return nil, nil, fmt.Errorf("stream %s: %w", rec.Stream, err)
		}
		*list = append(*list, heard{id, rec})
	}
	return proceedings, committees, nil
}

// older lists the streams that a batch goes on with, rather than begins.
func older(events []heard) []uuid.UUID {
	seen := make(map[uuid.UUID]bool, len(events))
	var out []uuid.UUID
	for _, h := range events {
		if !seen[h.id] && h.rec.Revision > 0 {
			out = append(out, h.id)
		}
		seen[h.id] = true
	}
	return out
}

// loaded reads the rows that events go on from.
func loaded[R any](ctx context.Context, tx pgx.Tx, sql string, ids []uuid.UUID) ([]*R, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	rows, err := tx.Query(ctx, sql, ids)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToAddrOfStructByName[R])
}

// column takes one value of each row.
func column[R, V any](rows []R, of func(R) V) []V {
	out := make([]V, 0, len(rows))
	for _, r := range rows {
		out = append(out, of(r))
	}
	return out
}
