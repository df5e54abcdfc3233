package main

import (
	"context"
	"fmt"
	"time"

	"github.com/EventStore/EventStore-Client-Go/v4/esdb"
	"github.com/go-json-experiment/json"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"anjie.internal/services/internal/es"
	anjiestore "anjie.internal/services/internal/es/esdb"
	"anjie.internal/services/internal/pg"
	"anjie.internal/services/internal/pg/view"
)

// following measures a follower that catches up into a PostgreSQL view: lease, position and rows in one transaction, poison
// events set apart, read through the platform's store. The baseline does the bare minimum by hand: the official client's
// subscription, a fold in memory, one unnest upsert and the checkpoint per 10,000 events.
//
// What bounds it: reading the log (see readAll), decoding JSON and PostgreSQL's share per row; both sides have all three.
func (b *bench) following(ctx context.Context, p *place, events int) error {
	server, stop, err := p.server(ctx)
	if err != nil {
		return err
	}
	defer stop()
	store, err := anjiestore.Open(ctx, server.ConnectionString(), anjiestore.Options{})
	if err != nil {
		return err
	}
	defer func() { _ = store.Close() }()
	cfg, err := esdb.ParseConnectionString(server.ConnectionString())
	if err != nil {
		return err
	}
	cfg.Logger = esdb.NoopLogging()
	client, err := esdb.NewClient(cfg)
	if err != nil {
		return err
	}
	defer func() { _ = client.Close() }()
	if err := fillDisputes(ctx, client, events); err != nil {
		return err
	}
	head, err := store.Head(ctx)
	if err != nil {
		return err
	}

	timed := func(follow func(context.Context, *pgxpool.Pool, es.Position) error) func(context.Context, time.Duration) (sample, error) {
		return func(ctx context.Context, _ time.Duration) (sample, error) {
			dsn, err := p.database(ctx, "view")
			if err != nil {
				return sample{}, err
			}
			if err := pg.MigratePlatform(ctx, dsn); err != nil {
				return sample{}, err
			}
			pool, err := pg.Open(ctx, dsn, pg.Options{MaxConns: 4, Name: "bench-view"})
			if err != nil {
				return sample{}, err
			}
			defer pool.Close()
			start := time.Now()
			if err := follow(ctx, pool, head); err != nil {
				return sample{}, err
			}
			return sample{rate: float64(events) / time.Since(start).Seconds()}, nil
		}
	}
	ours := func(ctx context.Context, pool *pgxpool.Pool, head es.Position) error {
		v := view.New(view.Config{Pool: pool, Store: store, Definition: benchView(), Now: time.Now})
		ctx, cancel := context.WithCancel(ctx)
		done := make(chan struct{})
		go func() { defer close(done); _ = v.Run(ctx) }()
		defer func() { cancel(); <-done }()
		return v.WaitFor(ctx, head)
	}
	byHand := func(ctx context.Context, pool *pgxpool.Pool, head es.Position) error {
		return followByHand(ctx, client, pool, head)
	}
	o, h, err := b.duel(ctx, side{"follower", timed(ours)}, side{"follower by hand", timed(byHand)})
	if err != nil {
		return err
	}
	b.rate("follow-into-view", o.rate, h.rate, "raw subscription, fold and one unnest upsert per 10,000 events by hand", 0.8)
	return nil
}

const (
	benchViewSchema = `create table dispute (stream text primary key, category text not null, unit text not null, revision bigint not null)`
	benchViewUpsert = `insert into dispute as d select * from unnest($1::text[], $2::text[], $3::text[], $4::bigint[])
		on conflict (stream) do update set category = excluded.category, unit = excluded.unit, revision = excluded.revision`
)

// benchRow is what both sides make of an event.
type benchRow struct {
	Category string `json:"category"`
	Unit     string `json:"unit"`
}

// benchColumns folds events in memory; both sides use it.
type benchColumns struct {
	index                    map[string]int
	streams, category, units []string
	revisions                []int64
}

func (c *benchColumns) add(stream string, revision uint64, data []byte) error {
	var r benchRow
	if err := json.Unmarshal(data, &r); err != nil {
		return err
	}
	if c.index == nil {
		c.index = map[string]int{}
	}
	if i, ok := c.index[stream]; ok {
		c.category[i], c.units[i], c.revisions[i] = r.Category, r.Unit, int64(revision) //nolint:gosec // G115: a bench's revisions are small
		return nil
	}
	c.index[stream] = len(c.streams)
	c.streams, c.category, c.units = append(c.streams, stream), append(c.category, r.Category), append(c.units, r.Unit)
	c.revisions = append(c.revisions, int64(revision)) //nolint:gosec // G115: a bench's revisions are small
	return nil
}

func (c *benchColumns) write(ctx context.Context, tx pgx.Tx) error {
	_, err := tx.Exec(ctx, benchViewUpsert, c.streams, c.category, c.units, c.revisions)
	return err
}

func benchView() view.Definition {
	return view.Definition{
		Name: "bench", Schema: benchViewSchema, Tables: []view.Table{{Name: "dispute", OrderBy: "stream"}},
		Filter: es.Filter{Streams: []string{"dispute-"}},
		Apply: func(ctx context.Context, tx pgx.Tx, batch []es.Record) error {
			var c benchColumns
			for _, r := range batch {
				if err := c.add(r.Stream, r.Revision, r.Data); err != nil {
					return err
				}
			}
			return c.write(ctx, tx)
		},
	}
}

func followByHand(ctx context.Context, client *esdb.Client, pool *pgxpool.Pool, head es.Position) error {
	if _, err := pool.Exec(ctx, benchViewSchema+`; create table checkpoint (position bigint not null); insert into checkpoint values (0)`); err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	sub, err := client.SubscribeToAll(ctx, esdb.SubscribeToAllOptions{
		From: esdb.Start{}, Filter: &esdb.SubscriptionFilter{Type: esdb.StreamFilterType, Prefixes: []string{"dispute-"}}, MaxSearchWindow: 1000, CheckpointInterval: 10,
	})
	if err != nil {
		return err
	}
	defer func() { _ = sub.Close() }()
	var c benchColumns
	flush := func(at uint64) error {
		err := pgx.BeginFunc(ctx, pool, func(tx pgx.Tx) error {
			if err := c.write(ctx, tx); err != nil {
				return err
			}
			_, err := tx.Exec(ctx, `update checkpoint set position = $1`, int64(at)) //nolint:gosec // G115: a bench's log is short
			return err
		})
		c = benchColumns{}
		return err
	}
	for n := 1; ; n++ {
		e := sub.Recv()
		switch {
		case e.SubscriptionDropped != nil:
			return fmt.Errorf("subscription dropped: %w", e.SubscriptionDropped.Error)
		case e.EventAppeared == nil:
			n--
			continue
		}
		r := e.EventAppeared.OriginalEvent()
		if err := c.add(r.StreamID, r.EventNumber, r.Data); err != nil {
			return err
		}
		last := r.Position.Commit >= head.Commit
		if last || n%10_000 == 0 {
			if err := flush(r.Position.Commit); err != nil {
				return err
			}
		}
		if last {
			return nil
		}
	}
}

// fillDisputes appends registrations, five to a stream, as a city's log has several steps per case.
func fillDisputes(ctx context.Context, c *esdb.Client, n int) error {
	const perStream, streamsPerRound = 5, 64
	meta := payload[400:600]
	for done := 0; done < n; {
		errs := make(chan error, streamsPerRound)
		started := 0
		for range streamsPerRound {
			if done >= n {
				break
			}
			k := min(perStream, n-done)
			done += k
			started++
			go func() {
				events := make([]esdb.EventData, k)
				for i := range events {
					data := fmt.Appendf(nil, `{"category":"A%02d","unit":"3202%02d001001","text":%q}`, i+1, done%40, payload[20:340])
					events[i] = esdb.EventData{EventID: uuid.New(), EventType: "dispute-registered-v1", ContentType: esdb.ContentTypeJson, Data: data, Metadata: meta}
				}
				_, err := c.AppendToStream(ctx, "dispute-"+uuid.NewString(), esdb.AppendToStreamOptions{ExpectedRevision: esdb.NoStream{}}, events...)
				errs <- err
			}()
		}
		for range started {
			if err := <-errs; err != nil {
				return fmt.Errorf("fill the log: %w", err)
			}
		}
	}
	return nil
}
