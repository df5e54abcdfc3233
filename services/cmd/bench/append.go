package main

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/EventStore/EventStore-Client-Go/v4/esdb"
	"github.com/google/uuid"
)

// appends measures the store's appends through the official client over gRPC: every worker writes to its own stream at an
// exact revision and waits for the durable answer.
//
// What bounds it: at one client, one fsync and one transaction's round trips; from 64 on, the CPU of a client-streaming call
// (the official client's append is one, dearer than a unary call) plus PostgreSQL's share per row, all on the same cores.
func (b *bench) appends(ctx context.Context, p *place) error {
	ours, closeStore, err := p.store(ctx)
	if err != nil {
		return err
	}
	defer closeStore()
	hand, err := p.handStore(ctx)
	if err != nil {
		return err
	}
	h, err := p.hop(ctx)
	if err != nil {
		return err
	}
	defer h.close()

	var run atomic.Int64
	round := func(n int, put func(ctx context.Context, stream string, expected int64, e event) error) func(context.Context, time.Duration) (sample, error) {
		return func(ctx context.Context, d time.Duration) (sample, error) {
			k := run.Add(1)
			return load(ctx, n, d, func(ctx context.Context, w, i int) error {
				return put(ctx, fmt.Sprintf("bench-%d-%d", k, w), int64(i)-1, newEvent())
			})
		}
	}
	client := func(ctx context.Context, stream string, expected int64, e event) error {
		o := esdb.AppendToStreamOptions{ExpectedRevision: esdb.NoStream{}}
		if expected >= 0 {
			o.ExpectedRevision = esdb.Revision(uint64(expected))
		}
		_, err := ours.AppendToStream(ctx, stream, o, esdb.EventData{
			EventID: e.id, EventType: e.typ, ContentType: esdb.ContentTypeJson, Data: e.data, Metadata: e.meta,
		})
		return err
	}

	for _, n := range []int{1, 64, 256} {
		us := side{"store append", round(n, client)}
		o, a, err := b.duel(ctx, us, side{"hand-written store", round(n, hand.append)})
		if err != nil {
			return err
		}
		goal := map[int]float64{1: 0.5, 64: 1.5, 256: noGoal}[n]
		b.rate(fmt.Sprintf("append-%d-vs-handwritten", n), o.rate, a.rate, "one transaction per append by hand, called directly", goal)
	}
	at64 := side{"store append at 64", round(64, client)}
	o, g, err := b.duel(ctx, at64, side{"group commit behind a hop", round(64, h.append)})
	if err != nil {
		return err
	}
	b.rate("append-64-vs-bound", o.rate, g.rate, "in-process group commit behind one unary gRPC hop", 0.6)
	many, few, err := b.duel(ctx, side{"store append at 256", round(256, client)}, at64)
	if err != nil {
		return err
	}
	b.rate("append-256-vs-own-64", many.rate, few.rate, "own rate at 64 clients", 0.9)
	return nil
}

// fill appends n events to many streams in big batches, as fast as it goes: material for the reading figures.
func fill(ctx context.Context, c *esdb.Client, n int) error {
	const batch = 1000
	for done := 0; done < n; done += batch {
		events := make([]esdb.EventData, 0, batch)
		for range min(batch, n-done) {
			e := newEvent()
			events = append(events, esdb.EventData{EventID: e.id, EventType: e.typ, ContentType: esdb.ContentTypeJson, Data: e.data, Metadata: e.meta})
		}
		if _, err := c.AppendToStream(ctx, "fill-"+uuid.NewString(), esdb.AppendToStreamOptions{ExpectedRevision: esdb.NoStream{}}, events...); err != nil {
			return fmt.Errorf("fill the log at %d: %w", done, err)
		}
	}
	return nil
}
