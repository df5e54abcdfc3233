package busnats_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"anjie.internal/services/internal/bus"
	"anjie.internal/services/internal/bus/busnats"
	"anjie.internal/services/internal/bus/bustest"
	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/fault"
)

// readable is a server with a reader of the suite's feed, which holds three facts.
func readable(t *testing.T) (*busnats.Server, bus.Publisher, bus.Tail) {
	t.Helper()
	s := embedded(t, busnats.Config{
		Listen:   "127.0.0.1:0",
		Services: []busnats.Service{{Name: "suite", Feeds: []string{bustest.Feed, "other"}}},
		Readers:  []busnats.Reader{{Name: "reader", Feeds: []string{bustest.Feed}}, {Name: "blind"}},
	})
	c := connect(t, s, "suite")
	if _, err := c.EnsureStream(t.Context(), "other", busnats.Limits{}); err != nil {
		t.Fatal(err)
	}
	p := c.Publisher(bustest.Feed, busnats.Limits{})
	tail, err := p.Tail(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, tail, err = p.Publish(t.Context(), tail, bustest.Facts(1, 3)); err != nil {
		t.Fatal(err)
	}
	return s, p, tail
}

func TestContractOfReaders(t *testing.T) {
	bustest.Run(t, func(t *testing.T) bustest.Channel {
		s := embedded(t, busnats.Config{Readers: []busnats.Reader{{Name: "reader", Feeds: []string{bustest.Feed}}}})
		c := connect(t, s, "suite")
		return bustest.Channel{
			Publisher:  func() bus.Publisher { return c.Publisher(bustest.Feed, busnats.Limits{}) },
			Subscriber: connect(t, s, "reader").Reader(bustest.Feed),
			TooLarge:   1<<20 + 1,
		}
	})
}

func TestAReaderReadsOverThePort(t *testing.T) {
	s, p, tail := readable(t)
	c, err := busnats.Connect(busnats.Options{URL: s.URL(), User: "reader", Password: s.Password("reader")})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if err := c.Await(t.Context()); err != nil {
		t.Fatal(err)
	}
	facts := bustest.Facts(1, 4)
	if last, err := c.Reader(bustest.Feed).Last(t.Context()); err != nil || last != facts[2].Position {
		t.Fatalf("last %v, %v", last, err)
	}
	var got []es.Position
	for f, err := range c.Reader(bustest.Feed).Subscribe(t.Context(), facts[0].Position) {
		if err != nil {
			t.Fatal(err)
		}
		if got = append(got, f.Position); f.Position == facts[2].Position { // the fourth comes while it waits
			if _, _, err := p.Publish(t.Context(), tail, facts[3:]); err != nil {
				t.Fatal(err)
			}
		}
		if len(got) == 3 {
			break
		}
	}
	if want := []es.Position{facts[1].Position, facts[2].Position, facts[3].Position}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// TestAReaderChangesNothing: whatever a reader tries, no stream has another message, consumer or limit afterwards. That
// answers of JetStream do not reach a feed is the reason for its own account.
func TestAReaderChangesNothing(t *testing.T) {
	s, _, _ := readable(t)
	suite := connect(t, s, "suite").JetStream()
	before := map[string]jetstream.StreamState{}
	state := func(feed string) jetstream.StreamState {
		stream, err := suite.Stream(t.Context(), busnats.StreamName(feed))
		if err != nil {
			t.Fatal(err)
		}
		return stream.CachedInfo().State
	}
	for _, feed := range []string{bustest.Feed, "other"} {
		before[feed] = state(feed)
	}
	name := busnats.StreamName(bustest.Feed)
	for _, who := range []string{"reader", "blind"} {
		nc := connect(t, s, who).NATS()
		refused := make(chan error, 64)
		nc.SetErrorHandler(func(_ *nats.Conn, _ *nats.Subscription, err error) { refused <- err })
		attempts := []string{
			"centre.$JS.API.STREAM.PURGE." + name, "anjie.suite.x", "anjie.other.x", "$JS.API.STREAM.DELETE." + name, "$JS.API.STREAM.PURGE." + name, "$JS.API.STREAM.UPDATE." + name,
			"$JS.API.STREAM.MSG.DELETE." + name, "$JS.API.CONSUMER.CREATE." + name + ".x.anjie.suite.>", "$JS.API.CONSUMER.CREATE." + name,
			"$JS.API.STREAM.INFO." + busnats.StreamName("other"), "$JS.API.STREAM.MSG.GET." + busnats.StreamName("other"),
			"$JS.API.STREAM.NAMES", "$JS.API.INFO",
		}
		for _, subject := range attempts {
			if err := nc.Publish(subject, []byte(`{}`)); err != nil {
				t.Fatal(err)
			}
		}
		for _, subject := range []string{">", "anjie.other.>", "_INBOX.suite.>", "$JS.>"} {
			attempts = append(attempts, subject)
			if _, err := nc.SubscribeSync(subject); err != nil {
				t.Fatal(err)
			}
		}
		// What it may ask, with the answer to go into a feed.
		for _, reply := range []string{"anjie.suite.x", "anjie.other.x"} {
			if err := nc.PublishRequest("centre.$JS.API.STREAM.INFO."+name, reply, nil); err != nil {
				t.Fatal(err)
			}
			if err := nc.PublishRequest("centre.$JS.API.STREAM.MSG.GET."+name, reply, []byte(`{"seq":1}`)); err != nil {
				t.Fatal(err)
			}
		}
		if err := nc.Flush(); err != nil {
			t.Fatal(err)
		}
		for range attempts {
			if err := <-refused; !errors.Is(err, nats.ErrPermissionViolation) {
				t.Errorf("%s: %v", who, err)
			}
		}
	}
	// A question that is answered after the hostile ones: the server has handled those.
	if _, err := connect(t, s, "reader").Reader(bustest.Feed).Last(t.Context()); err != nil {
		t.Fatal(err)
	}
	for feed, want := range before {
		if got := state(feed); got.Msgs != want.Msgs || got.LastSeq != want.LastSeq || got.Consumers != want.Consumers {
			t.Errorf("%s: %+v, was %+v", feed, got, want)
		}
	}
}

func TestAwaitSaysWhyThereIsNoConnection(t *testing.T) {
	s, _, _ := readable(t)
	for code, o := range map[string]busnats.Options{
		"nats-refused":     {URL: s.URL(), User: "reader", Password: "wrong"},
		"nats-unreachable": {URL: "nats://127.0.0.1:1", User: "reader", Password: "x"},
	} {
		c, err := busnats.Connect(o)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
		defer cancel()
		if f := fault.As(c.Await(ctx)); f == nil || f.Code != code {
			t.Errorf("%v, want %s", f, code)
		}
	}
}
