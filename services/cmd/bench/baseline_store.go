package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

var errWrongRevision = errors.New("wrong revision")

// handStore is the event store that teams usually write by hand: one table, one transaction per append that selects the
// stream's last revision and inserts, a unique constraint for the losers of a race. It is called directly, without a network
// protocol of its own. (Its identity column is no log position for readers: rows become visible out of order. It is measured
// as it is usually written.)
type handStore struct{ pool *pgxpool.Pool }

const handSchema = `
create table events (
  id        bigint generated always as identity primary key,
  stream    text   not null,
  revision  bigint not null,
  event_id  uuid   not null,
  type      text   not null,
  data      bytea  not null,
  metadata  bytea  not null,
  created   timestamptz not null default now(),
  unique (stream, revision)
)`

func newHandStore(ctx context.Context, pool *pgxpool.Pool) (*handStore, error) {
	_, err := pool.Exec(ctx, handSchema)
	return &handStore{pool}, err
}

// append writes one event at the revision after expected; -1 expects no stream.
func (h *handStore) append(ctx context.Context, stream string, expected int64, e event) error {
	return pgx.BeginFunc(ctx, h.pool, func(tx pgx.Tx) error {
		var last int64
		if err := tx.QueryRow(ctx, `select coalesce(max(revision), -1) from events where stream = $1`, stream).Scan(&last); err != nil {
			return err
		}
		if last != expected {
			return fmt.Errorf("%w: %s is at %d, not at %d", errWrongRevision, stream, last, expected)
		}
		_, err := tx.Exec(ctx, `insert into events (stream, revision, event_id, type, data, metadata) values ($1, $2, $3, $4, $5, $6)`,
			stream, expected+1, e.id, e.typ, e.data, e.meta)
		return err
	})
}

// event is the 600-byte event of all append figures.
type event struct {
	id         uuid.UUID
	typ        string
	data, meta []byte
}

// newEvent makes an event whose data and metadata have 600 bytes together, as a registration of a dispute has.
func newEvent() event {
	return event{id: uuid.New(), typ: "bench-happened-v1", data: payload[:400], meta: payload[400:600]}
}

var payload = func() []byte {
	b := make([]byte, 600)
	for i := range b {
		b[i] = "0123456789abcdef"[i*7%16]
	}
	copy(b, `{"text":"`)
	copy(b[398:], `"}`)
	copy(b[400:], `{"text":"`)
	copy(b[598:], `"}`)
	return b
}()
