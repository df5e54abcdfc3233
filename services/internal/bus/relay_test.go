package bus_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"anjie.internal/services/internal/bus"
	"anjie.internal/services/internal/bus/busnats"
	"anjie.internal/services/internal/bus/bustest"
	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/es/esmem"
)

func TestFactsFlow(t *testing.T) {
	r := newRig(t)
	r.write(300)
	relay, c := r.relay(r.conn, nil), r.consumer(nil)
	run(t, relay)
	run(t, c)
	stop := r.flow()
	bustest.Eventually(t, "facts by the channel", func() bool { return c.Stats().Received > 100 })
	stop()
	r.settle()
	bustest.Eventually(t, "no lag", func() bool { return relay.Lag() == 0 && c.Lag() == 0 })
	if err := chained(r.published(), r.events()); err != nil {
		t.Fatal(err)
	}
	head, err := r.store.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	bustest.Eventually(t, "a saved checkpoint at the head", func() bool {
		at, err := r.checkpoints.Load(t.Context())
		return err == nil && at.Scanned == head
	})
}

func TestReplayIsTheSameFactsAsTheRelays(t *testing.T) {
	r := newRig(t)
	r.write(500)
	stop := run(t, r.relay(r.conn, nil))
	bustest.Eventually(t, "everything published", func() bool { return r.tail() == r.lastFact() })
	stop()
	var replayed []bus.Fact
	for f, err := range feed.Replay(t.Context(), r.store, es.Position{}) {
		if err != nil {
			t.Fatal(err)
		}
		replayed = append(replayed, f)
	}
	if last := replayed[len(replayed)-1]; last.ID == (bus.Fact{}).ID { // a bare checkpoint
		replayed = replayed[:len(replayed)-1]
	}
	if !slices.EqualFunc(r.published(), replayed, func(a, b bus.Fact) bool {
		return a.ID == b.ID && a.Subject == b.Subject && a.Position == b.Position && a.Previous == b.Previous && string(a.Data) == string(b.Data) &&
			a.Recorded.Equal(b.Recorded)
	}) {
		t.Fatal("the two roads differ")
	}
}

// tail is the position of the last fact in the stream.
func (r *rig) tail() es.Position {
	tail, err := r.conn.Publisher(bustest.Feed, busnats.Limits{}).Tail(r.t.Context())
	if err != nil {
		return es.Position{}
	}
	return tail.Position
}

// lastFact is the position of the last fact in the log.
func (r *rig) lastFact() es.Position {
	var last es.Position
	for f, err := range feed.Replay(r.t.Context(), r.store, es.Position{}) {
		if err != nil {
			r.t.Fatal(err)
		}
		if f.ID != (bus.Fact{}).ID {
			last = f.Position
		}
	}
	return last
}

func TestAnEmptyChannelGoesOnFromTheCheckpointAndShowsTheHole(t *testing.T) {
	r := newRig(t)
	r.write(200)
	relay := r.relay(r.conn, nil)
	stop := run(t, relay)
	bustest.Eventually(t, "everything acknowledged", func() bool { return relay.Stats().Published == int64(len(r.events())) })
	stop() // which saves the checkpoint
	before := r.lastFact()
	r.server.Stop()
	r.wipe()
	r.start()
	r.write(100)
	run(t, r.relay(r.conn, nil))
	bustest.Eventually(t, "the new facts published", func() bool { return r.tail() == r.lastFact() })
	facts := r.published()
	if facts[0].Previous != before {
		t.Fatalf("the first fact after the loss names %s as the one before it, that was %s", facts[0].Previous, before)
	}
	if n := len(r.events()); facts[len(facts)-1].ID != r.events()[n-1] || len(facts) >= n {
		t.Fatalf("%d facts of %d events", len(facts), n)
	}
}

// Within the window NATS remembers the ids of the messages that it lost, and takes them for stored.
func TestALostTailIsPublishedAgainOrLeftAsAHole(t *testing.T) {
	for name, window := range map[string]time.Duration{"remembered": busnats.DedupeWindow, "forgotten": 100 * time.Millisecond} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t)
			if _, err := r.conn.JetStream().CreateStream(t.Context(), jetstream.StreamConfig{
				Name: busnats.StreamName(bustest.Feed), Subjects: []string{busnats.Subjects(bustest.Feed)}, Duplicates: window,
			}); err != nil {
				t.Fatal(err)
			}
			r.write(100)
			stop := run(t, r.relay(r.conn, nil))
			bustest.Eventually(t, "everything published", func() bool { return r.tail() == r.lastFact() })
			stop()
			s := r.channel()
			last := s.CachedInfo().State.LastSeq
			for seq := last - 19; seq <= last; seq++ {
				r.delete(seq)
			}
			if window < time.Second {
				tick := time.NewTimer(2 * window)
				<-tick.C
			}
			r.write(100)
			run(t, r.relay(r.conn, nil))
			c := r.consumer(nil)
			run(t, c)
			r.settle()
			bustest.Eventually(t, "everything published", func() bool { return r.tail() == r.lastFact() })
			facts := r.published()
			missing := len(r.events()) - len(facts)
			if want := map[string]int{"remembered": 20, "forgotten": 0}[name]; missing != want {
				t.Fatalf("%d facts are missing in the channel, want %d", missing, want)
			}
		})
	}
}

func TestAFactThatIsTooLargeIsLeftToTheSecondRoad(t *testing.T) {
	r := newRig(t)
	big := feed
	big.Translate = func(rec es.Record) (bus.Fact, bool, error) {
		f, ok, err := feed.Translate(rec)
		if rec.Position.Commit%50 == 0 {
			f.Data = make([]byte, 1<<20+1)
		}
		return f, ok, err
	}
	r.write(400)
	relay := r.relay(r.conn, func(cfg bus.RelayConfig) bus.RelayConfig { cfg.Feed = big; return cfg })
	run(t, relay)
	run(t, r.consumer(nil))
	r.settle()
	bustest.Eventually(t, "the last fact", func() bool { return r.tail() == r.lastFact() })
	// The last fact is in the channel before its acknowledgement is counted.
	bustest.Eventually(t, "everything counted", func() bool {
		s := relay.Stats()
		return s.TooLarge > 0 && s.TooLarge+s.Published == int64(len(r.events()))
	})
}

func TestATranslationThatFailsLosesNothing(t *testing.T) {
	r := newRig(t)
	bad := feed
	failures := 0
	bad.Translate = func(rec es.Record) (bus.Fact, bool, error) {
		if rec.Position.Commit == 40 && failures < 5 {
			failures++
			return bus.Fact{}, false, errors.New("a type that this release does not know")
		}
		return feed.Translate(rec)
	}
	r.write(100)
	run(t, r.relay(r.conn, func(cfg bus.RelayConfig) bus.RelayConfig { cfg.Feed = bad; return cfg }))
	bustest.Eventually(t, "everything published", func() bool { return r.tail() == r.lastFact() })
	if err := chained(r.published(), r.events()); err != nil || failures != 5 {
		t.Fatal(err, failures)
	}
}

func TestARelayRefusesAChannelOfAnotherLog(t *testing.T) {
	r := newRig(t)
	r.write(100)
	stop := run(t, r.relay(r.conn, nil))
	bustest.Eventually(t, "everything published", func() bool { return r.tail() == r.lastFact() })
	stop()
	before := r.tail()
	other := esmem.New(now)
	if _, err := other.Append(t.Context(), "thing-1", es.NoStream, []es.Pending{{ID: bustest.ID(1), Type: "fact-v1", Data: []byte(`{}`), Metadata: []byte(`{}`)}}); err != nil {
		t.Fatal(err)
	}
	relay := r.relay(r.conn, func(cfg bus.RelayConfig) bus.RelayConfig { cfg.Store = other; return cfg })
	run(t, relay)
	bustest.Eventually(t, "refusals", func() bool { return relay.Stats().Failures > 2 })
	if r.tail() != before || relay.Stats().Published != 0 {
		t.Fatal("it published")
	}
}

func TestNewRefusesWhatIsIncomplete(t *testing.T) {
	if _, err := bus.NewRelay(bus.RelayConfig{Feed: feed}); err == nil {
		t.Error("a relay of nothing")
	}
	if _, err := bus.NewConsumer(bus.ConsumerConfig{Name: "x"}); err == nil {
		t.Error("a consumer of nothing")
	}
}

func TestAFactStaysBelowItsFeed(t *testing.T) {
	for _, subject := range []string{"", "anjie.other.x", "anjie.suite", "anjie.suitex.y", "anjie.suite.*", "anjie.suite.a b", "anjie.suite."} {
		f := bus.Feed{Name: bustest.Feed, Translate: func(es.Record) (bus.Fact, bool, error) { return bus.Fact{Subject: subject}, true, nil }}
		if _, _, err := f.Fact(es.Record{}, es.Position{}); err == nil {
			t.Errorf("accepted %q", subject)
		}
	}
}

func TestTheTraceOfTheEventIsTheTraceOfTheFact(t *testing.T) {
	const parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
	for metadata, want := range map[string]string{`{"traceparent":"` + parent + `","x":1}`: parent, `{}`: "", `no json`: "", ``: ""} {
		f, ok, err := feed.Fact(es.Record{Type: "fact-v1", Metadata: []byte(metadata)}, es.Position{})
		if err != nil || !ok || f.Traceparent != want {
			t.Errorf("%s: %q, %v", metadata, f.Traceparent, err)
		}
	}
}

// delete removes a message.
func (r *rig) delete(seq uint64) {
	r.t.Helper()
	ctx, cancel := context.WithTimeout(r.t.Context(), 5*time.Second)
	defer cancel()
	if err := r.channel().DeleteMsg(ctx, seq); err != nil {
		r.t.Fatal(err)
	}
}
