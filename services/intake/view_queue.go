package intake

import (
	"context"
	_ "embed"
	"errors"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"anjie.internal/services/intake/dispute"
	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/pg/view"
)

//go:embed view_queue.sql
var queueSchema string

// QueueView is the clerks' queue: one row per dispute, and one for each desk that an open one lies on, without personal data.
func QueueView() (view.Definition, error) {
	codec, err := Codec()
	if err != nil {
		return view.Definition{}, err
	}
	return view.Definition{
		Name:    "queue",
		Schema:  queueSchema,
		Version: 7,
		Tables: []view.Table{
			{Name: "dispute", OrderBy: "dispute"}, {Name: "serial", OrderBy: "unit, year"}, {Name: "desk", OrderBy: "handler, dispute"},
		},
		Filter: streams(),
		Apply: func(ctx context.Context, tx pgx.Tx, batch []es.Record) error {
			q, err := openQueue(ctx, tx, codec, batch)
			if err != nil {
				return err
			}
			if err := q.fold(); err != nil {
				return err
			}
			return q.write(ctx, tx)
		},
	}, nil
}

// queueFold is a batch on its way into the queue: the rows that it concerns, as they were before and as they are at its end.
type queueFold struct {
	steps   []queueStep
	rows    map[uuid.UUID]*foldedRow
	order   []uuid.UUID // of rows, as they came up
	desks   map[uuid.UUID][]desk
	serials map[serialKey]int32
	raised  map[serialKey]bool
}

// queueStep is one event of the batch.
type queueStep struct {
	dispute uuid.UUID
	rec     *es.Record
	meta    es.Meta
	event   dispute.Event
}

// openQueue decodes a batch and loads what it builds on.
func openQueue(ctx context.Context, tx pgx.Tx, codec *es.Codec[dispute.Event], batch []es.Record) (*queueFold, error) {
	q := &queueFold{
		steps: make([]queueStep, 0, len(batch)), rows: make(map[uuid.UUID]*foldedRow, len(batch)), desks: map[uuid.UUID][]desk{},
		serials: map[serialKey]int32{}, raised: map[serialKey]bool{},
	}
	begun := map[uuid.UUID]bool{} // registered in this batch
	var older []uuid.UUID
	var counters []serialKey
	for i := range batch {
		st, err := readStep(codec, &batch[i])
		if errors.Is(err, es.ErrUnknownEvent) {
			continue // it does not concern the queue; a release that shows it rebuilds the view
		}
		if err != nil {
			return nil, err
		}
		q.steps = append(q.steps, st)
		if e, ok := st.event.(*dispute.RegisteredV1); ok {
			begun[st.dispute] = true
			counters = append(counters, serialOf(e))
			continue
		}
		if !begun[st.dispute] {
			begun[st.dispute] = true
			older = append(older, st.dispute)
		}
	}
	if err := q.load(ctx, tx, older); err != nil {
		return nil, err
	}
	return q, q.loadSerials(ctx, tx, counters)
}

func readStep(codec *es.Codec[dispute.Event], rec *es.Record) (st queueStep, err error) {
	st.rec = rec
	if st.event, err = codec.Decode(rec.Type, rec.Data); err != nil {
		return st, err
	}
	if st.dispute, err = uuid.Parse(disputeOf(rec.Stream)); err != nil {
		return st, fmt.Errorf("stream %s: %w", rec.Stream, err)
	}
	st.meta, err = es.ParseMeta(rec.Metadata)
	return st, err
}

// fold applies the steps in the order of the log.
func (q *queueFold) fold() error {
	for _, st := range q.steps {
		row := q.rows[st.dispute]
		if e, ok := st.event.(*dispute.RegisteredV1); ok && row == nil {
			key := serialOf(e)
			q.serials[key]++
			q.raised[key] = true
			row = newRow(st.dispute, e, key.number(q.serials[key]))
			q.rows[st.dispute] = row
			q.order = append(q.order, st.dispute)
		}
		if row == nil {
			return fmt.Errorf("dispute %s is not in the queue and has an event at revision %d", st.dispute, st.rec.Revision)
		}
		row.apply(st.event)
		row.LastStepAt = st.meta.RecordedAt
		row.Revision = int64(st.rec.Revision) //nolint:gosec // G115: a stream is never that long
	}
	return nil
}
