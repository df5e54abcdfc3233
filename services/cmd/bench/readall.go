package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"time"

	"github.com/EventStore/EventStore-Client-Go/v4/esdb"
	"github.com/EventStore/EventStore-Client-Go/v4/protos/shared"
	"github.com/EventStore/EventStore-Client-Go/v4/protos/streams"
)

// readAll measures reading the whole log forwards through the official client.
//
// What bounds it: encoding, HTTP/2 and decoding of one message an event on both ends, which the bare server has too; ours adds
// fetching the rows from PostgreSQL and making the messages.
func (b *bench) readAll(ctx context.Context, p *place, events int) error {
	c, closeStore, err := p.store(ctx)
	if err != nil {
		return err
	}
	defer closeStore()
	if err := fill(ctx, c, events); err != nil {
		return err
	}
	bare, err := newBareStream(ctx, events, bareMessage())
	if err != nil {
		return err
	}
	defer bare.close()
	whole := func(read func(context.Context) (int, error)) func(context.Context, time.Duration) (sample, error) {
		return func(ctx context.Context, _ time.Duration) (sample, error) {
			start := time.Now()
			n, err := read(ctx)
			if err == nil && n != events {
				err = fmt.Errorf("read %d events, want %d", n, events)
			}
			return sample{rate: float64(n) / time.Since(start).Seconds()}, err
		}
	}
	o, s, err := b.duel(ctx,
		side{"read $all", whole(func(ctx context.Context) (int, error) { return drainAll(ctx, c) })},
		side{"bare stream", whole(bare.read)})
	if err != nil {
		return err
	}
	b.rate("read-all", o.rate, s.rate, fmt.Sprintf("bare gRPC server streaming the same %d messages", events), 0.5)
	return nil
}

func drainAll(ctx context.Context, c *esdb.Client) (int, error) {
	r, err := c.ReadAll(ctx, esdb.ReadAllOptions{Direction: esdb.Forwards, From: esdb.Start{}}, math.MaxUint64)
	if err != nil {
		return 0, err
	}
	defer r.Close()
	for n := 0; ; n++ {
		switch _, err := r.Recv(); {
		case errors.Is(err, io.EOF):
			return n, nil
		case err != nil:
			return n, err
		}
	}
}

// bareMessage is a message of the size and shape that the store sends for one of fill's events.
func bareMessage() *streams.ReadResp {
	e := newEvent()
	return &streams.ReadResp{Content: &streams.ReadResp_Event{Event: &streams.ReadResp_ReadEvent{
		Event: &streams.ReadResp_ReadEvent_RecordedEvent{
			Id:               &shared.UUID{Value: &shared.UUID_Structured_{Structured: &shared.UUID_Structured{MostSignificantBits: 1 << 60, LeastSignificantBits: 1 << 59}}},
			StreamIdentifier: &shared.StreamIdentifier{StreamName: []byte("fill-" + e.id.String())},
			StreamRevision:   500, CommitPosition: 500_000, PreparePosition: 500_000,
			Metadata:       map[string]string{"type": e.typ, "content-type": "application/json", "created": "17954208000000000"},
			CustomMetadata: e.meta, Data: e.data,
		},
		Position: &streams.ReadResp_ReadEvent_CommitPosition{CommitPosition: 500_000},
	}}}
}
