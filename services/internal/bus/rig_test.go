package bus_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/nats-io/nats.go/jetstream"

	"anjie.internal/services/internal/bus"
	"anjie.internal/services/internal/bus/busnats"
	"anjie.internal/services/internal/bus/bustest"
	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/es/esmem"
)

var now = time.Now //nolint:forbidigo // the one clock of these tests

// feed makes facts of "fact-v1" and keeps "private-v1" inside.
var feed = bus.Feed{
	Name:   bustest.Feed,
	Filter: es.Filter{Streams: []string{"thing-"}},
	Translate: func(r es.Record) (bus.Fact, bool, error) {
		return bus.Fact{Subject: bus.Subject(bustest.Feed, "thing"), Data: r.Data}, r.Type == "fact-v1", nil
	},
}

// rig is a log, a real NATS server, a relay, and a consumer that counts its effects.
type rig struct {
	t           testing.TB
	store       *esmem.Store
	checkpoints *checkpoints
	effects     *bustest.Effects

	cfg    busnats.Config
	server *busnats.Server
	conn   *busnats.Conn

	operator *busnats.Conn // may delete, which no service may

	mu     sync.Mutex
	facts  []uuid.UUID // ids of the public events, in log order
	stream string
	last   int64
}

func newRig(t testing.TB) *rig {
	t.Helper()
	r := &rig{
		t: t, store: esmem.New(now), checkpoints: &checkpoints{}, effects: &bustest.Effects{},
		stream: "thing-" + uuid.NewString(), last: es.NoStream,
		cfg: busnats.Config{
			Dir: t.TempDir() + "/nats", Listen: "127.0.0.1:0",
			Services: []busnats.Service{
				{Name: "suite", Password: "suite-password", Feeds: []string{bustest.Feed}},
				{Name: "operator", Password: "suite-password", Operator: true},
			},
		},
	}
	r.start()
	t.Cleanup(func() { r.server.Stop() })
	r.cfg.Listen = r.server.Addr()
	r.conn, r.operator = r.connect("suite"), r.connect("operator")
	return r
}

func (r *rig) connect(user string) *busnats.Conn {
	r.t.Helper()
	c, err := busnats.Connect(busnats.Options{URL: r.server.URL(), User: user, Password: "suite-password", MaxWait: 100 * time.Millisecond})
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(c.Close)
	bustest.Eventually(r.t, "a connection", func() bool { return c.Ready() == nil })
	return c
}

// start starts NATS. Another process may hold the port for a moment after a stop.
func (r *rig) start() {
	r.t.Helper()
	bustest.Eventually(r.t, "a start of NATS", func() bool {
		s, err := busnats.Embedded(r.cfg)
		if err == nil {
			r.server = s
		}
		return err == nil
	})
}

// channel is the stream itself, in the hands of the operator.
func (r *rig) channel() jetstream.Stream {
	r.t.Helper()
	var s jetstream.Stream
	bustest.Eventually(r.t, "a look at the stream", func() (ok bool) { // the connection may still be on its way back
		var err error
		s, err = r.operator.JetStream().Stream(r.t.Context(), busnats.StreamName(bustest.Feed))
		return err == nil
	})
	return s
}

// write appends n events, of which every third is private and some belong to other services, in appends of up to five.
func (r *rig) write(n int) {
	r.t.Helper()
	r.mu.Lock()
	defer r.mu.Unlock()
	for n > 0 {
		var events []es.Pending
		for range min(n, 1+len(r.facts)%5) {
			e := es.Pending{ID: uuid.New(), Type: "fact-v1", Data: fmt.Appendf(nil, `{"n":%d}`, len(r.facts)), Metadata: []byte(`{}`)}
			if n%3 == 0 {
				e.Type = "private-v1"
			} else {
				r.facts = append(r.facts, e.ID)
			}
			events = append(events, e)
			n--
		}
		if _, err := r.store.Append(r.t.Context(), r.stream, r.last, events); err != nil {
			r.t.Error(err)
			return
		}
		r.last += int64(len(events))
		if n%7 == 0 {
			if _, err := r.store.Append(r.t.Context(), "other-"+uuid.NewString(), es.NoStream,
				[]es.Pending{{ID: uuid.New(), Type: "fact-v1", Data: []byte(`{}`), Metadata: []byte(`{}`)}}); err != nil {
				r.t.Error(err)
				return
			}
		}
	}
}

// bulk appends n public events in large appends, rounded up to hundreds.
func (r *rig) bulk(n int) {
	r.t.Helper()
	for ; n > 0; n -= 100 {
		events := make([]es.Pending, 100)
		for i := range events {
			events[i] = es.Pending{ID: uuid.New(), Type: "fact-v1", Data: []byte(`{}`), Metadata: []byte(`{}`)}
			r.facts = append(r.facts, events[i].ID)
		}
		if _, err := r.store.Append(r.t.Context(), r.stream, r.last, events); err != nil {
			r.t.Fatal(err)
		}
		r.last += 100
	}
}

// flow writes a little every few milliseconds until stop, which waits.
func (r *rig) flow() (stop func()) {
	enough := make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		tick := time.NewTicker(2 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-enough:
				return
			case <-tick.C:
				r.write(7)
			}
		}
	})
	stop = sync.OnceFunc(func() { close(enough); wg.Wait() })
	r.t.Cleanup(stop)
	return stop
}

func (r *rig) events() []uuid.UUID {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.facts
}

func (r *rig) relay(c *busnats.Conn, wrap func(bus.RelayConfig) bus.RelayConfig) *bus.Relay {
	r.t.Helper()
	cfg := bus.RelayConfig{
		Feed: feed, Store: r.store, Publisher: c.Publisher(bustest.Feed, busnats.Limits{}), Checkpoints: r.checkpoints,
		Now: now, SaveEvery: 10 * time.Millisecond, Retry: 100 * time.Millisecond,
	}
	if wrap != nil {
		cfg = wrap(cfg)
	}
	relay, err := bus.NewRelay(cfg)
	if err != nil {
		r.t.Fatal(err)
	}
	return relay
}

func (r *rig) consumer(wrap func(bus.ConsumerConfig) bus.ConsumerConfig) *bus.Consumer {
	r.t.Helper()
	cfg := bus.ConsumerConfig{
		Name: "test", Subscriber: r.conn.Subscriber(bustest.Feed), Checkpoint: r.effects.Checkpoint, Handle: r.effects.Handle,
		Backfill: func(ctx context.Context, after es.Position) iter.Seq2[bus.Fact, error] {
			return feed.Replay(ctx, r.store, after)
		},
		Interval: 300 * time.Millisecond, Now: now,
	}
	if wrap != nil {
		cfg = wrap(cfg)
	}
	c, err := bus.NewConsumer(cfg)
	if err != nil {
		r.t.Fatal(err)
	}
	return c
}

// settle waits until every event had its effect and checks that each had one, in order.
func (r *rig) settle() {
	r.t.Helper()
	events := r.events()
	bustest.Eventually(r.t, "an effect of every fact", func() bool { return r.effects.Count() >= len(events) })
	if err := r.effects.Check(events); err != nil {
		r.t.Fatal(err)
	}
}

// published reads what is in the stream.
func (r *rig) published() []bus.Fact {
	r.t.Helper()
	bustest.Eventually(r.t, "a connection", func() bool { return r.conn.Ready() == nil })
	n := int(r.channel().CachedInfo().State.Msgs)
	if n == 0 {
		return nil
	}
	ctx, cancel := context.WithTimeout(r.t.Context(), bustest.Patience)
	defer cancel()
	var facts []bus.Fact
	for f, err := range r.conn.Subscriber(bustest.Feed).Subscribe(ctx, es.Position{}) {
		if err != nil {
			r.t.Fatal(err)
		}
		if facts = append(facts, f); len(facts) == n {
			break
		}
	}
	return facts
}

// chained says whether the facts are the events, each once, in order, each naming the one before it.
func chained(facts []bus.Fact, events []uuid.UUID) error {
	if len(facts) != len(events) {
		return fmt.Errorf("%d facts of %d events", len(facts), len(events))
	}
	previous := es.Position{}
	for i, f := range facts {
		if f.ID != events[i] || f.Previous != previous {
			return fmt.Errorf("message %d at %s after %s is not event %d after %s", i, f.Position, f.Previous, i, previous)
		}
		previous = f.Position
	}
	return nil
}

// checkpoints keeps a relay's checkpoint in memory.
type checkpoints struct {
	mu    sync.Mutex
	at    bus.Checkpoint
	saves atomic.Int64
}

func (c *checkpoints) Load(context.Context) (bus.Checkpoint, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at, nil
}

func (c *checkpoints) Save(_ context.Context, at bus.Checkpoint) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if at.Scanned.Before(c.at.Scanned) || at.Fact.Before(c.at.Fact) {
		return errors.New("a checkpoint went backwards")
	}
	c.at = at
	c.saves.Add(1)
	return nil
}

// wipe deletes what NATS has on disk.
func (r *rig) wipe() {
	r.t.Helper()
	entries, err := os.ReadDir(r.cfg.Dir)
	if err != nil {
		r.t.Fatal(err)
	}
	found := false
	for _, e := range entries {
		found = found || strings.Contains(e.Name(), "jetstream")
	}
	if !found {
		r.t.Fatal("void: there is nothing to delete")
	}
	if err := os.RemoveAll(r.cfg.Dir); err != nil {
		r.t.Fatal(err)
	}
}
