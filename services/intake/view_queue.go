package intake

import (
	"context"
	_ "embed"
	"fmt"
	"time"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"anjie.internal/services/intake/dispute"
	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/pg/view"
)

var (
	//go:embed view_queue.sql
	queueSchema string
	//go:embed upsert_disputes.sql
	upsertDisputes string
	//go:embed close_disputes.sql
	closeDisputes string
)

// QueueView is the clerks' queue: one row per dispute, without personal data.
func QueueView() (view.Definition, error) {
	codec, err := Codec()
	if err != nil {
		return view.Definition{}, err
	}
	return view.Definition{
		Name:   "queue",
		Schema: queueSchema,
		Tables: []view.Table{{Name: "dispute", OrderBy: "dispute"}},
		Filter: streams(),
		Apply: func(ctx context.Context, tx pgx.Tx, batch []es.Record) error {
			changes, err := foldQueue(codec, batch)
			if err != nil {
				return err
			}
			return changes.write(ctx, tx)
		},
	}, nil
}

// queueChanges is what a batch does to the queue: rows of disputes that were registered in it, as they are at its end, and
// what became of older ones.
type queueChanges struct {
	rows   map[uuid.UUID]*queueRow
	order  []uuid.UUID
	closed []closedRow
}

type closedRow struct {
	dispute  uuid.UUID
	revision int64
}

func foldQueue(codec *es.Codec[dispute.Event], batch []es.Record) (*queueChanges, error) {
	c := &queueChanges{rows: make(map[uuid.UUID]*queueRow, len(batch))}
	for _, rec := range batch {
		// Events that this release does not know do not concern the queue; a release that shows them rebuilds the view.
		if rec.Type != registeredV1 && rec.Type != withdrawnV1 {
			continue
		}
		id, err := uuid.Parse(disputeOf(rec.Stream))
		if err != nil {
			return nil, fmt.Errorf("stream %s: %w", rec.Stream, err)
		}
		event, err := codec.Decode(rec.Type, rec.Data)
		if err != nil {
			return nil, err
		}
		switch e := event.(type) {
		case *dispute.RegisteredV1:
			c.order = append(c.order, id)
			c.rows[id] = &queueRow{
				Dispute: id, State: int16(intakev1.DisputeState_DISPUTE_STATE_OPEN),
				Category: e.Category, Channel: e.Channel, Unit: string(e.Unit), Area: string(e.Area), Scale: e.Scale,
				Involved: int32(e.Involved), Late: e.LateReason != "", //nolint:gosec // G115: the rules bound it
				ReceivedAt: e.ReceivedAt, RegisteredAt: e.RegisteredAt, Revision: revision(rec),
			}
		case *dispute.WithdrawnV1:
			if row, ok := c.rows[id]; ok {
				row.State, row.Revision = int16(intakev1.DisputeState_DISPUTE_STATE_WITHDRAWN), revision(rec)
				continue
			}
			c.closed = append(c.closed, closedRow{id, revision(rec)})
		default: // left out above
		}
	}
	return c, nil
}

func revision(rec es.Record) int64 { return int64(rec.Revision) } //nolint:gosec // G115: a stream is never that long

// write sends the rows column by column: one statement for a batch of any size, and a second one when older rows change.
func (c *queueChanges) write(ctx context.Context, tx pgx.Tx) error {
	if n := len(c.order); n > 0 {
		var (
			ids                                      = make([]uuid.UUID, 0, n)
			states                                   = make([]int16, 0, n)
			categories, channels, units, areas, scal = make([]string, 0, n), make([]string, 0, n), make([]string, 0, n), make([]string, 0, n), make([]string, 0, n)
			involved                                 = make([]int32, 0, n)
			late                                     = make([]bool, 0, n)
			received, registered                     = make([]time.Time, 0, n), make([]time.Time, 0, n)
			revisions                                = make([]int64, 0, n)
		)
		for _, id := range c.order {
			r := c.rows[id]
			ids, states, categories, channels = append(ids, r.Dispute), append(states, r.State), append(categories, r.Category), append(channels, r.Channel)
			units, areas, scal = append(units, r.Unit), append(areas, r.Area), append(scal, r.Scale)
			involved, late = append(involved, r.Involved), append(late, r.Late)
			received, registered, revisions = append(received, r.ReceivedAt), append(registered, r.RegisteredAt), append(revisions, r.Revision)
		}
		if _, err := tx.Exec(ctx, upsertDisputes,
			ids, states, categories, channels, units, areas, scal, involved, late, received, registered, revisions); err != nil {
			return fmt.Errorf("upsert disputes: %w", err)
		}
	}
	if len(c.closed) == 0 {
		return nil
	}
	ids, revisions := make([]uuid.UUID, 0, len(c.closed)), make([]int64, 0, len(c.closed))
	for _, r := range c.closed {
		ids, revisions = append(ids, r.dispute), append(revisions, r.revision)
	}
	withdrawn := int16(intakev1.DisputeState_DISPUTE_STATE_WITHDRAWN)
	if _, err := tx.Exec(ctx, closeDisputes, ids, revisions, withdrawn); err != nil {
		return fmt.Errorf("close disputes: %w", err)
	}
	return nil
}
