package view_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/es/esmem"
	"anjie.internal/services/internal/pg/pgtest"
	"anjie.internal/services/internal/pg/view"
)

const (
	benchEvents = 100_000
	benchCases  = 20_000
	benchTable  = "create table bench (stream text primary key, events bigint not null, total bigint not null);"
	benchUpsert = `insert into bench as b select * from unnest($1::text[], $2::bigint[], $3::bigint[])
		on conflict (stream) do update set events = b.events + excluded.events, total = b.total + excluded.total`
)

type row struct{ events, total int64 }

// benchFold adds a batch up in memory.
func benchFold(batch []es.Record) (streams []string, events, totals []int64, err error) {
	rows := make(map[string]*row, len(batch))
	for i := range batch {
		var p payload
		if err := json.Unmarshal(batch[i].Data, &p); err != nil {
			return nil, nil, nil, err
		}
		r := rows[batch[i].Stream]
		if r == nil {
			r = &row{}
			rows[batch[i].Stream] = r
		}
		r.events++
		r.total += int64(p.N)
	}
	for s, r := range rows {
		streams, events, totals = append(streams, s), append(events, r.events), append(totals, r.total)
	}
	return streams, events, totals, nil
}

func benchStore(b *testing.B) (*esmem.Store, es.Position) {
	store := esmem.New(clock)
	padding := strings.Repeat("x", 560)
	for c := range benchCases {
		var events []es.Pending
		for i := range benchEvents / benchCases {
			data, err := json.Marshal(payload{N: i, Name: padding})
			if err != nil {
				b.Fatal(err)
			}
			events = append(events, es.Pending{ID: uuid.New(), Type: "noted-v1", Data: data, Metadata: []byte("{}")})
		}
		if _, err := store.Append(b.Context(), fmt.Sprintf("dispute-%d", c), es.NoStream, events); err != nil {
			b.Fatal(err)
		}
	}
	head, err := store.Head(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	return store, head
}

// BenchmarkCatchUp compares a view that catches up with the loop that somebody would write by hand for the same tables: fold
// 10,000 events in memory, one unnest upsert, the position in the same transaction. What bounds both is decoding JSON and the
// upsert; the view overlaps reading with applying and adds one round trip and the row lock of its position.
func BenchmarkCatchUp(b *testing.B) {
	store, head := benchStore(b)
	b.Run("view", func(b *testing.B) {
		for range b.N {
			b.StopTimer()
			pool := pgtest.Fresh(b)
			v := view.New(view.Config{
				Pool: pool, Store: store, Now: clock,
				Definition: view.Definition{
					Name: "bench", Schema: benchTable, Tables: []view.Table{{Name: "bench", OrderBy: "stream"}},
					Apply: func(ctx context.Context, tx pgx.Tx, batch []es.Record) error {
						streams, events, totals, err := benchFold(batch)
						if err != nil {
							return err
						}
						_, err = tx.Exec(ctx, benchUpsert, streams, events, totals)
						return err
					},
				},
			})
			ctx, cancel := context.WithCancel(b.Context())
			done := make(chan struct{})
			b.StartTimer()
			go func() { defer close(done); _ = v.Run(ctx) }()
			if err := v.WaitFor(ctx, head); err != nil {
				b.Fatal(err)
			}
			b.StopTimer()
			cancel()
			<-done
			b.StartTimer()
		}
		b.ReportMetric(float64(benchEvents*b.N)/b.Elapsed().Seconds(), "events/s")
	})
	b.Run("by hand", func(b *testing.B) {
		for range b.N {
			b.StopTimer()
			pool := pgtest.Fresh(b)
			if _, err := pool.Exec(b.Context(), benchTable+"create table checkpoint (at bigint); insert into checkpoint values (0)"); err != nil {
				b.Fatal(err)
			}
			b.StartTimer()
			byHand(b, pool, store)
		}
		b.ReportMetric(float64(benchEvents*b.N)/b.Elapsed().Seconds(), "events/s")
	})
}

func byHand(b *testing.B, pool *pgxpool.Pool, store *esmem.Store) {
	var batch []es.Record
	flush := func() {
		streams, events, totals, err := benchFold(batch)
		if err != nil {
			b.Fatal(err)
		}
		err = pgx.BeginFunc(b.Context(), pool, func(tx pgx.Tx) error {
			if _, err := tx.Exec(b.Context(), benchUpsert, streams, events, totals); err != nil {
				return err
			}
			_, err := tx.Exec(b.Context(), "update checkpoint set at = $1", int64(batch[len(batch)-1].Position.Commit))
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
		batch = batch[:0]
	}
	for r, err := range store.ReadAll(b.Context(), es.Position{}) {
		if err != nil {
			b.Fatal(err)
		}
		if batch = append(batch, r); len(batch) == 10_000 {
			flush()
		}
	}
	if len(batch) > 0 {
		flush()
	}
}
