package suite_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"testing"
	"time"

	"github.com/EventStore/EventStore-Client-Go/v4/esdb"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"anjie.internal/services/internal/pg/pgtest"
)

// served is the event store, through the official client.
type served struct{ client *esdb.Client }

func newServed(t *testing.T, address string) *served { return &served{connect(t, address)} }

func revision(expected int64) esdb.ExpectedRevision {
	if expected < 0 {
		return esdb.NoStream{}
	}
	return esdb.Revision(uint64(expected))
}

func (s *served) append(ctx context.Context, stream string, expected int64, id uuid.UUID, abort bool) error {
	if abort { // gone before the answer can come; the event may be there or not
		c, cancel := context.WithTimeout(ctx, time.Millisecond)
		defer cancel()
		ctx = c
	}
	_, err := s.client.AppendToStream(ctx, stream, esdb.AppendToStreamOptions{ExpectedRevision: revision(expected)},
		esdb.EventData{EventID: id, EventType: "trial", ContentType: esdb.ContentTypeJson, Data: []byte(`{}`)})
	var e *esdb.Error
	if errors.As(err, &e) && e.Code() == esdb.ErrorCodeWrongExpectedVersion {
		return errConflict
	}
	return err
}

func (s *served) follow(ctx context.Context, seen func(uuid.UUID, string, int64, uint64)) error {
	var from esdb.AllPosition = esdb.Start{}
	for ctx.Err() == nil { // the client never reopens a dropped subscription
		sub, err := s.client.SubscribeToAll(ctx, esdb.SubscribeToAllOptions{From: from, Filter: esdb.ExcludeSystemEventsFilter()})
		if err != nil {
			rest(ctx, 10*time.Millisecond)
			continue
		}
		for dropped := false; !dropped; {
			e := sub.Recv()
			if e.EventAppeared != nil {
				r := e.EventAppeared.OriginalEvent()
				seen(r.EventID, r.StreamID, int64(r.EventNumber), r.Position.Commit)
				from = r.Position
			}
			dropped = e.SubscriptionDropped != nil
		}
		_ = sub.Close()
	}
	return ctx.Err()
}

// last waits for the store to answer again when it does not.
func (s *served) last(ctx context.Context, stream string) (int64, error) {
	for {
		n, err := last(ctx, s.client, stream)
		if err == nil || ctx.Err() != nil {
			return n, err
		}
		rest(ctx, 10*time.Millisecond)
	}
}

func (s *served) all(ctx context.Context) ([]uuid.UUID, error) {
	r, err := s.client.ReadAll(ctx, esdb.ReadAllOptions{From: esdb.Start{}}, math.MaxUint64)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	var ids []uuid.UUID
	for {
		e, err := r.Recv()
		if errors.Is(err, io.EOF) {
			return ids, nil
		}
		if err != nil {
			return nil, err
		}
		ids = append(ids, e.OriginalEvent().EventID)
	}
}

// serialLog is the log that loses events: its positions come from a bigserial.
type serialLog struct{ pool *pgxpool.Pool }

func newSerialLog(t *testing.T) *serialLog {
	t.Helper()
	cfg, err := pgxpool.ParseConfig(pgtest.FreshDSN(t))
	if err != nil {
		t.Fatal(err)
	}
	cfg.MaxConns = 48
	pool, err := pgxpool.NewWithConfig(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	if _, err := pool.Exec(t.Context(), `create table serial_log (
		id bigserial primary key, stream text not null, revision bigint not null, event_id uuid not null, unique (stream, revision))`); err != nil {
		t.Fatal(err)
	}
	return &serialLog{pool}
}

var errAborted = errors.New("aborted on purpose")

func (s *serialLog) append(ctx context.Context, stream string, expected int64, id uuid.UUID, abort bool) error {
	err := pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		var last int64
		if err := tx.QueryRow(ctx, `select coalesce(max(revision), -1) from serial_log where stream = $1`, stream).Scan(&last); err != nil {
			return err
		}
		if last != expected {
			return errConflict
		}
		if _, err := tx.Exec(ctx, `insert into serial_log (stream, revision, event_id) values ($1, $2, $3)`, stream, expected+1, id); err != nil {
			return err
		}
		if abort {
			return errAborted
		}
		return nil
	})
	var e *pgconn.PgError
	if errors.As(err, &e) && e.Code == "23505" {
		return errConflict
	}
	return err
}

func (s *serialLog) follow(ctx context.Context, seen func(uuid.UUID, string, int64, uint64)) error {
	var last int64
	for ctx.Err() == nil {
		rows, err := s.pool.Query(ctx, `select id, event_id, stream, revision from serial_log where id > $1 order by id limit 500`, last)
		if err != nil {
			return err
		}
		var (
			id     uuid.UUID
			stream string
			rev    int64
		)
		if _, err := pgx.ForEachRow(rows, []any{&last, &id, &stream, &rev}, func() error {
			seen(id, stream, rev, uint64(last))
			return nil
		}); err != nil {
			return fmt.Errorf("tail: %w", err)
		}
	}
	return nil
}

func (s *serialLog) last(ctx context.Context, stream string) (n int64, err error) {
	err = s.pool.QueryRow(ctx, `select coalesce(max(revision), -1) from serial_log where stream = $1`, stream).Scan(&n)
	return n, err
}

func (s *serialLog) all(ctx context.Context) ([]uuid.UUID, error) {
	rows, err := s.pool.Query(ctx, `select event_id from serial_log order by id`)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[uuid.UUID])
}
