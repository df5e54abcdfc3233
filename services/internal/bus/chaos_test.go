package bus_test

import (
	"context"
	"errors"
	"iter"
	"math/rand/v2"
	"sync/atomic"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"anjie.internal/services/internal/bus"
	"anjie.internal/services/internal/bus/busnats"
	"anjie.internal/services/internal/bus/bustest"
	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/longtest"
)

// Every test here disturbs the channel while facts flow and asks the same at the end: has each fact had one effect, in order?
// Each is void when its disturbance did not happen, and says so.

// progress waits until more facts were handled.
func (r *rig) progress(n int) {
	r.t.Helper()
	want := r.effects.Count() + n
	bustest.Eventually(r.t, "progress", func() bool { return r.effects.Count() >= want })
}

func TestNATSIsStoppedAndStarted(t *testing.T) {
	r := newRig(t)
	var e ear
	relay, c := r.relay(r.conn, nil), r.consumer(e.listens)
	run(t, relay)
	run(t, c)
	stop := r.flow()
	n := longtest.Pick(t, 2, 5)
	for range n {
		r.heard(&e)
		before, failures := c.Stats(), relay.Stats().Failures
		r.server.Stop()
		bustest.Eventually(t, "facts by the second road", func() bool { return c.Stats().Backfilled >= before.Backfilled+100 })
		bustest.Eventually(t, "a relay that cannot publish", func() bool { return relay.Stats().Failures > failures })
		r.start()
		r.heard(&e)
		if s := c.Stats(); s.Drops == before.Drops { // the server forgets its consumers, so this is another subscription
			t.Fatalf("a drop was not counted: %+v, before the stop %+v", s, before)
		}
	}
	stop()
	r.settle()
	bustest.Eventually(t, "everything published", func() bool { return r.tail() == r.lastFact() })
	if err := chained(r.published(), r.events()); err != nil { // nothing was lost on disk, so the relay left nothing out
		t.Fatal(err)
	}
	t.Logf("%d facts, %d stops: %+v %+v", len(r.events()), n, c.Stats(), relay.Stats())
}

func TestTheDiskOfNATSIsDeleted(t *testing.T) {
	r := newRig(t)
	var e ear
	relay, c := r.relay(r.conn, nil), r.consumer(e.listens)
	run(t, relay)
	run(t, c)
	stop := r.flow()
	n := longtest.Pick(t, 2, 4)
	for i := range n {
		r.heard(&e)
		if i%2 == 0 { // under the running server
			r.wipe()
			r.server.Stop()
		} else {
			r.server.Stop()
			r.wipe()
		}
		r.progress(50)
		r.start()
		r.heard(&e)
	}
	stop()
	r.settle()
	bustest.Eventually(t, "everything published", func() bool { return r.tail() == r.lastFact() })
	left := r.published()
	if len(left) >= len(r.events()) || left[0].Previous.IsZero() {
		t.Fatalf("void: the stream still has %d of %d facts", len(left), len(r.events()))
	}
	t.Logf("%d facts, %d disks: %+v %+v", len(r.events()), n, c.Stats(), relay.Stats())
}

func TestTheStreamIsDeleted(t *testing.T) {
	r := newRig(t)
	var e ear
	relay, c := r.relay(r.conn, nil), r.consumer(e.listens)
	run(t, relay)
	run(t, c)
	stop := r.flow()
	for range longtest.Pick(t, 2, 5) {
		r.heard(&e)
		if err := r.operator.JetStream().DeleteStream(t.Context(), busnats.StreamName(bustest.Feed)); err != nil {
			t.Fatal("void: ", err)
		}
		r.heard(&e)
	}
	stop()
	r.settle()
	t.Logf("%d facts: %+v %+v", len(r.events()), c.Stats(), relay.Stats())
}

// TestEverySeventhMessageIsRemoved: a consumer meets a stream with holes that the first look of its backfill did not cover.
func TestEverySeventhMessageIsRemoved(t *testing.T) {
	r := newRig(t)
	r.write(1500)
	stop := run(t, r.relay(r.conn, nil))
	bustest.Eventually(t, "everything published", func() bool { return r.tail() == r.lastFact() })
	stop()
	removed := int64(0)
	for seq := uint64(7); seq < r.channel().CachedInfo().State.LastSeq; seq += 7 {
		r.delete(seq)
		removed++
	}
	var looks atomic.Int64
	c := r.consumer(func(cfg bus.ConsumerConfig) bus.ConsumerConfig {
		cfg.Interval = time.Hour
		backfill := cfg.Backfill
		cfg.Backfill = func(ctx context.Context, after es.Position) iter.Seq2[bus.Fact, error] {
			if looks.Add(1) == 1 {
				return func(func(bus.Fact, error) bool) {}
			}
			return backfill(ctx, after)
		}
		return cfg
	})
	run(t, c)
	r.settle()
	if s := c.Stats(); removed < 100 || s.Holes != removed || s.Backfilled != removed {
		t.Fatalf("void: %d messages were removed: %+v", removed, s)
	}
}

// errKilled is what a dead relay's parts answer.
var errKilled = errors.New("killed")

// mortal is a relay's world that ends at a random point: before, during or after a publish, before or after a save.
type mortal struct {
	bus.Publisher
	bus.Checkpoints
	rng  *rand.Rand
	left int // calls until it dies
	dead bool
	kill context.CancelFunc

	unpublished, half, unsaved int

	acked es.Position // the last fact that the channel was heard to have
	early bool        // a checkpoint was saved ahead of that
}

func (m *mortal) dies() bool {
	if m.left--; m.left < 0 && !m.dead {
		m.dead = true
		m.kill()
		return true
	}
	return false
}

func (m *mortal) Publish(ctx context.Context, tail bus.Tail, facts []bus.Fact) (int, bus.Tail, error) {
	if m.dead {
		return 0, tail, errKilled
	}
	if m.dies() {
		n := m.rng.IntN(len(facts) + 1)
		if n == 0 {
			m.unpublished++
			return 0, tail, errKilled
		}
		m.half++ // the answers get lost
		_, _, err := m.Publisher.Publish(context.WithoutCancel(ctx), tail, facts[:n])
		return 0, tail, errors.Join(errKilled, err)
	}
	n, tail, err := m.Publisher.Publish(ctx, tail, facts)
	m.acked = tail.Position
	return n, tail, err
}

func (m *mortal) Tail(ctx context.Context) (bus.Tail, error) {
	tail, err := m.Publisher.Tail(ctx)
	m.acked = tail.Position
	return tail, err
}

func (m *mortal) Save(ctx context.Context, at bus.Checkpoint) error {
	if m.dead {
		return errKilled
	}
	m.early = m.early || m.acked.Before(at.Fact)
	if m.dies() {
		m.unsaved++
		return errKilled
	}
	return m.Checkpoints.Save(ctx, at)
}

// TestTheRelayIsKilled between any two steps, many times. In some lives the stream is gone as well.
func TestTheRelayIsKilled(t *testing.T) {
	r := newRig(t)
	c := r.consumer(nil)
	run(t, c)
	rng := rand.New(rand.NewPCG(7, 7))
	p := r.conn.Publisher(bustest.Feed, busnats.Limits{})
	stop := r.flow()
	var unpublished, half, unsaved int
	for range longtest.Pick(t, 200, 1000) {
		ctx, kill := context.WithCancel(t.Context())
		m := &mortal{Publisher: p, Checkpoints: r.checkpoints, rng: rng, left: rng.IntN(6), kill: kill}
		err := r.relay(r.conn, func(cfg bus.RelayConfig) bus.RelayConfig {
			cfg.Publisher, cfg.Checkpoints, cfg.SaveEvery = m, m, time.Millisecond
			return cfg
		}).Run(ctx)
		if kill(); !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
		if m.early {
			t.Fatal("a checkpoint was saved before the channel had acknowledged its facts")
		}
		unpublished, half, unsaved = unpublished+m.unpublished, half+m.half, unsaved+m.unsaved
	}
	stop()
	last := run(t, r.relay(r.conn, nil))
	r.settle()
	bustest.Eventually(t, "everything published", func() bool { return r.tail() == r.lastFact() })
	last()
	if err := chained(r.published(), r.events()); err != nil {
		t.Fatal(err)
	}
	if unpublished == 0 || half == 0 || unsaved == 0 {
		t.Fatal("void: ", unpublished, half, unsaved)
	}
	t.Logf("%d facts; killed before publishing %d times, within %d, before saving %d", len(r.events()), unpublished, half, unsaved)
}

// TestDuplicatesBeyondTheWindow: NATS has forgotten the ids and stores whole stretches again.
func TestDuplicatesBeyondTheWindow(t *testing.T) {
	r := newRig(t)
	const window = 100 * time.Millisecond
	if _, err := r.operator.JetStream().CreateStream(t.Context(), jetstream.StreamConfig{
		Name: busnats.StreamName(bustest.Feed), Subjects: []string{busnats.Subjects(bustest.Feed)}, Duplicates: window,
	}); err != nil {
		t.Fatal(err)
	}
	r.write(600)
	stop := run(t, r.relay(r.conn, nil))
	bustest.Eventually(t, "everything published", func() bool { return r.tail() == r.lastFact() })
	stop()
	facts := r.published()
	rng := rand.New(rand.NewPCG(1, 2))
	p := r.conn.Publisher(bustest.Feed, busnats.Limits{})
	stored := r.channel().CachedInfo().State.Msgs
	for range 10 {
		from := rng.IntN(len(facts) - 50)
		before := r.channel().CachedInfo().State.LastSeq
		bustest.Eventually(t, "a duplicate that is stored", func() bool {
			tail, err := p.Tail(t.Context())
			if err == nil {
				_, _, err = p.Publish(t.Context(), tail, facts[from:from+50])
			}
			return err == nil && r.channel().CachedInfo().State.LastSeq > before
		})
	}
	duplicates := r.channel().CachedInfo().State.Msgs - stored
	var looks atomic.Int64
	c := r.consumer(func(cfg bus.ConsumerConfig) bus.ConsumerConfig {
		backfill := cfg.Backfill
		cfg.Interval = time.Hour
		cfg.Backfill = func(ctx context.Context, after es.Position) iter.Seq2[bus.Fact, error] {
			if looks.Add(1) == 1 { // else the channel would come too late to matter
				return func(func(bus.Fact, error) bool) {}
			}
			return backfill(ctx, after)
		}
		return cfg
	})
	run(t, c)
	r.settle()
	bustest.Eventually(t, "the end of the stream", func() bool { return c.Stats().Received >= int64(stored+duplicates) })
	if err := r.effects.Check(r.events()); err != nil {
		t.Fatal(err)
	}
	if s := c.Stats(); duplicates < 50 || s.Repeated < int64(duplicates) {
		t.Fatalf("void: %d duplicates: %+v", duplicates, s)
	}
	// A relay that starts now finds an old fact at the end, and brings the channel up to date again.
	run(t, r.relay(r.conn, nil))
	r.write(30)
	r.settle()
	t.Logf("%d facts, %d duplicates: %+v", len(r.events()), duplicates, c.Stats())
}

func TestTwoRelaysAtOnce(t *testing.T) {
	r := newRig(t)
	c := r.consumer(nil)
	run(t, c)
	var relays []*bus.Relay
	for range 3 {
		relay := r.relay(r.connect("suite"), func(cfg bus.RelayConfig) bus.RelayConfig {
			cfg.Checkpoints = &checkpoints{} // each with its own, so that nothing but the channel is between them
			cfg.Batch = 16
			return cfg
		})
		relays = append(relays, relay)
		run(t, relay)
	}
	stop := r.flow()
	moved := func() (n int64) {
		for _, relay := range relays {
			n += relay.Stats().Moved
		}
		return n
	}
	bustest.Eventually(t, "relays that meet", func() bool { return moved() >= 50 })
	stop()
	r.settle()
	bustest.Eventually(t, "everything published", func() bool { return r.tail() == r.lastFact() })
	if err := chained(r.published(), r.events()); err != nil {
		t.Fatal(err)
	}
	for i, relay := range relays {
		t.Logf("relay %d: %+v", i, relay.Stats())
	}
}

// TestManyAreBackfilled from a channel that has nothing. The long form has a limit as well: 100,000 within a minute.
func TestManyAreBackfilled(t *testing.T) {
	r := newRig(t)
	r.bulk(longtest.Pick(t, 10_000, 100_000))
	begin := now()
	run(t, r.consumer(nil))
	r.settle()
	if took := now().Sub(begin); longtest.Long() && took > time.Minute {
		t.Errorf("it took %s", took)
	}
}

// BenchmarkRelay publishes to an embedded server over TCP. It is bounded by JetStream's acknowledgements, one window of 256 at a
// time, and by the two sides sharing the cores.
func BenchmarkRelay(b *testing.B) {
	r := newRig(b)
	r.bulk(b.N)
	relay := r.relay(r.conn, nil)
	b.ResetTimer()
	run(b, relay)
	bustest.Eventually(b, "everything published", func() bool { return relay.Stats().Published == int64(len(r.facts)) })
	b.ReportMetric(float64(len(r.facts))/b.Elapsed().Seconds(), "facts/s")
}
