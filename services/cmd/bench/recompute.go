package main

import (
	"context"
	"fmt"
	"time"

	client "github.com/EventStore/EventStore-Client-Go/v4/esdb"
	"github.com/google/uuid"

	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/es/esdb"
	"anjie.internal/services/statistics"
	"anjie.internal/services/statistics/figure"
)

// recompute measures how fast the success rate comes out of the log alone, beside reading the log at all: both in events of the log
// per second. Ours goes through the same client, folds every dispute, picks those of a year, and digests them.
//
// What bounds it: reading, as for read-all. The store leaves out what no figure looks at, which saves encoding, sending and
// decoding it; of the rest only the first members of each event are looked at.
func (b *bench) recompute(ctx context.Context, p *place, events int) error {
	server, stop, err := p.server(ctx)
	if err != nil {
		return err
	}
	defer stop()
	raw, closeClient, err := dialStore(server.ConnectionString())
	if err != nil {
		return err
	}
	defer closeClient()
	store, err := esdb.Open(ctx, server.ConnectionString(), esdb.Options{})
	if err != nil {
		return err
	}
	defer store.Close() //nolint:errcheck // only read
	cases := events / len(caseSteps)
	if err := fillCases(ctx, store, cases); err != nil {
		return err
	}
	events = cases * len(caseSteps)
	year, err := figure.ParseWindow("2012")
	if err != nil {
		return err
	}
	timed := func(read func(ctx context.Context) error) func(context.Context, time.Duration) (sample, error) {
		return func(ctx context.Context, _ time.Duration) (sample, error) {
			start := time.Now()
			err := read(ctx)
			return sample{rate: float64(events) / time.Since(start).Seconds()}, err
		}
	}
	ours := timed(func(ctx context.Context) error {
		fold, err := statistics.Recompute(ctx, store, figure.Cut{}, nil)
		if err != nil {
			return err
		}
		counted := fold.Cases(year, "32")
		rate := figure.TallyOf(counted).Rate(figure.SuccessRates()[0])
		if _ = figure.DigestOf(counted).String(); rate.Denominator != uint64(cases) || len(fold.SetAside()) > 0 { //nolint:gosec // G115: positive
			return fmt.Errorf("recomputed %d/%d of %d cases", rate.Numerator, rate.Denominator, cases)
		}
		return nil
	})
	all := timed(func(ctx context.Context) error {
		n, err := drainAll(ctx, raw)
		if err == nil && n != events {
			err = fmt.Errorf("read %d events, want %d", n, events)
		}
		return err
	})
	o, r, err := b.duel(ctx, side{"recompute", ours}, side{"read $all", all})
	if err != nil {
		return err
	}
	b.rate("recompute", o.rate, r.rate, fmt.Sprintf("reading the same %d events of $all through the official client", events), 0.5)
	return nil
}

// caseSteps are the events of a case of the bench: what it says, and how many bytes of sealed parts are behind that.
var caseSteps = []struct {
	typ, members string
	sealed       int
}{
	{"registered", `"codes":"2026-11","category":"A%02d","channel":"S01","unit":"3202%02d101203","area":"320205101203","scale":"01","involved":2,"receivedAt":"2012-03-04T05:06:07Z","registeredAt":"2026-11-23T01:30:00.123456Z"`, 1600},
	{"classified", `"occurredAt":"2012-03-04T05:06:07Z","recordedAt":"2026-11-23T01:30:00.123456Z","codes":"2026-11","category":"A%02d","exchange":"%04d","involved":2,"scale":"01","complexity":"general"`, 0},
	{"accepted", `"occurredAt":"2012-03-04T05:06:07Z","recordedAt":"2026-11-23T01:30:00.123456Z","codes":"2026-11","category":"A%02d","unit":"3202%02d101203","limit":{"profile":1,"rule":"l1","amount":30,"clock":"d","dueOn":"2012-04-03","calendar":"2026-1"}`, 0},
	{"dispatched", `"occurredAt":"2012-03-05T05:06:07Z","recordedAt":"2026-11-23T01:30:00.123456Z","round":%d,"lead":{"unit":"3202%02d101203","department":"justice"},"assisting":[],"objectBy":"2012-03-12","rule":"r1","profile":1`, 0},
	{"acknowledged", `"occurredAt":"2012-03-05T06:06:07Z","recordedAt":"2026-11-23T01:30:00.123456Z","round":%d,"handler":{"unit":"3202%02d101203","department":"justice"}`, 0},
	{"proceeding-ended", `"occurredAt":"2012-03-15T06:06:07Z","recordedAt":"2026-11-23T01:30:00.123456Z","proceeding":"01a205df-bcc1-77bd-a39d-aea8ec41fbc6","mode":"M%02d","outcome":"R%02d"`, 0},
	{"concluded", `"occurredAt":"2012-03-15T06:06:07Z","recordedAt":"2026-11-23T01:30:00.123456Z","codes":"2026-11","category":"A%02d","unit":"3202%02d101203","handler":{"unit":"320205101203","department":""},"outcome":"R11","onTheSpot":false`, 240},
	{"followed-up", `"occurredAt":"2012-04-15T06:06:07Z","recordedAt":"2026-11-23T01:30:00.123456Z","method":"H%02d","reached":true,"performance":"V%d"`, 240},
}

// fillCases appends whole cases, each in a stream of its own, with metadata as large as ours.
func fillCases(ctx context.Context, store es.Store, cases int) error {
	const atOnce = 64
	metadata, err := es.Meta{
		Schema: es.MetaSchema, Actor: "clerk-320205101203-7", Unit: "320205101203", Command: uuid.New(), CommandDigest: "hmac:" + uuid.NewString(),
		OccurredAt: time.Now(), RecordedAt: time.Now(), Prev: es.NoPrev,
		Traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", Key: uuid.New(),
	}.Append(nil)
	if err != nil {
		return err
	}
	next, failed := make(chan int), make(chan error, atOnce)
	for range atOnce {
		go func() {
			for n := range next {
				if err := appendCase(ctx, store, n, metadata); err != nil {
					failed <- fmt.Errorf("fill the log with cases: %w", err)
					return
				}
			}
			failed <- nil
		}()
	}
	for n := range cases {
		select {
		case next <- n:
		case err := <-failed:
			return err
		}
	}
	close(next)
	for range atOnce {
		if err := <-failed; err != nil {
			return err
		}
	}
	return nil
}

func appendCase(ctx context.Context, store es.Store, n int, metadata []byte) error {
	events := make([]es.Pending, 0, len(caseSteps))
	for _, step := range caseSteps {
		data := fmt.Appendf(nil, "{"+step.members, 1+n%17, 1+n%9)
		if step.sealed > 0 {
			data = fmt.Appendf(data, `,"note":{"sealed":%q}`, sealedText(step.sealed))
		}
		events = append(events, es.Pending{ID: uuid.New(), Type: "dispute-" + step.typ + "-v1", Data: append(data, '}'), Metadata: metadata})
	}
	_, err := store.Append(ctx, "dispute-"+uuid.Must(uuid.NewV7()).String(), es.NoStream, events)
	return err
}

// sealedText is a text as long as that of a box.
func sealedText(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = 'A' + byte(i%26)
	}
	return b
}

// dialStore connects the official client to a store.
func dialStore(connection string) (*client.Client, func(), error) {
	cfg, err := client.ParseConnectionString(connection)
	if err != nil {
		return nil, nil, err
	}
	cfg.Logger = client.NoopLogging()
	c, err := client.NewClient(cfg)
	if err != nil {
		return nil, nil, err
	}
	return c, func() { _ = c.Close() }, nil
}
