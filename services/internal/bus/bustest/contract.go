package bustest

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"anjie.internal/services/internal/bus"
	"anjie.internal/services/internal/es"
)

// Channel is one empty channel for the feed Feed.
type Channel struct {
	Publisher  func() bus.Publisher // a further publisher of the same channel
	Subscriber bus.Subscriber
	TooLarge   int // bytes of a fact that the channel never takes; 0 when it takes all
}

// Run is the contract. open makes a fresh channel and has the test clean it up.
func Run(t *testing.T, open func(t *testing.T) Channel) {
	for name, test := range map[string]func(t *testing.T, c Channel){
		"an empty channel has a zero tail":                     emptyTail,
		"what is published is the tail":                        tailMoves,
		"facts arrive as they were, in order":                  roundTrip,
		"a subscription begins after its position":             beginsAfter,
		"a subscription goes on with what comes":               goesOn,
		"a subscription ends with its context":                 ends,
		"a publisher with an old tail is refused":              fenced,
		"two publishers never interleave":                      interleave,
		"what the channel remembers is not stored again":       remembers,
		"a fact that is too large stops the ones after it":     tooLarge,
		"nothing is published for a context that ended before": canceled,
	} {
		t.Run(name, func(t *testing.T) { test(t, open(t)) })
	}
}

func publish(t *testing.T, p bus.Publisher, facts []bus.Fact) bus.Tail {
	t.Helper()
	tail, err := p.Tail(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	n, tail, err := p.Publish(t.Context(), tail, facts)
	if err != nil || n != len(facts) {
		t.Fatalf("published %d of %d: %v", n, len(facts), err)
	}
	return tail
}

// receive reads n facts after a position.
func receive(t *testing.T, s bus.Subscriber, after es.Position, n int) []bus.Fact {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), Patience)
	defer cancel()
	var facts []bus.Fact
	if n == 0 {
		return nil
	}
	for f, err := range s.Subscribe(ctx, after) {
		if err != nil {
			t.Fatalf("after %d facts of %d: %v", len(facts), n, err)
		}
		if facts = append(facts, f); len(facts) == n {
			break
		}
	}
	return facts
}

func same(t *testing.T, got, want []bus.Fact) {
	t.Helper()
	if !slices.EqualFunc(got, want, func(a, b bus.Fact) bool {
		return a.ID == b.ID && a.Subject == b.Subject && a.Position == b.Position && a.Previous == b.Previous &&
			bytes.Equal(a.Data, b.Data) && a.Traceparent == b.Traceparent && a.Recorded.Equal(b.Recorded)
	}) {
		t.Fatalf("got %v\nwant %v", got, want)
	}
}

func emptyTail(t *testing.T, c Channel) {
	for range 2 { // the first call may create it
		if tail, err := c.Publisher().Tail(t.Context()); err != nil || tail != (bus.Tail{}) {
			t.Fatal(tail, err)
		}
	}
}

func tailMoves(t *testing.T, c Channel) {
	p := c.Publisher()
	tail := publish(t, p, Facts(1, 3))
	if tail.Position != Position(3) {
		t.Fatal("the tail after publishing: ", tail)
	}
	if again, err := c.Publisher().Tail(t.Context()); err != nil || again != tail {
		t.Fatalf("publish says %v, tail says %v, %v", tail, again, err)
	}
	if n, tail, err := p.Publish(t.Context(), tail, Facts(4, 4)); err != nil || n != 1 || tail.Position != Position(4) {
		t.Fatal(n, tail, err)
	}
}

func roundTrip(t *testing.T, c Channel) {
	facts := Facts(1, 600)
	facts[1].Traceparent, facts[1].Recorded, facts[1].Data = "", time.Time{}, nil
	facts[2].Position.Prepare--
	facts[3].Previous = facts[2].Position
	facts[4].Subject = bus.Subject(Feed, "a.b", "*", ">", "", "市 局")
	publish(t, c.Publisher(), facts)
	same(t, receive(t, c.Subscriber, es.Position{}, len(facts)), facts)
}

func beginsAfter(t *testing.T, c Channel) {
	facts := Facts(1, 50)
	publish(t, c.Publisher(), facts)
	for n := range 50 {
		same(t, receive(t, c.Subscriber, Position(n), min(3, 50-n)), facts[n:min(n+3, 50)])
	}
	between := Position(20)
	between.Commit, between.Prepare = between.Commit+5, between.Prepare+5
	same(t, receive(t, c.Subscriber, between, 1), facts[20:21])
}

func goesOn(t *testing.T, c Channel) {
	p := c.Publisher()
	tail := publish(t, p, Facts(1, 2))
	ctx, cancel := context.WithTimeout(t.Context(), Patience)
	defer cancel()
	var got []bus.Fact
	for f, err := range c.Subscriber.Subscribe(ctx, Position(1)) {
		if err != nil {
			t.Fatal(err)
		}
		if got = append(got, f); len(got) == 5 {
			break
		}
		if _, tail, err = p.Publish(ctx, tail, Facts(len(got)+2, len(got)+2)); err != nil {
			t.Fatal(err)
		}
	}
	same(t, got, Facts(2, 6))
}

func ends(t *testing.T, c Channel) {
	publish(t, c.Publisher(), Facts(1, 1))
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var last error
	for _, err := range c.Subscriber.Subscribe(ctx, es.Position{}) {
		last = err
		cancel()
	}
	if !errors.Is(last, context.Canceled) {
		t.Fatal("the last error: ", last)
	}
}

func fenced(t *testing.T, c Channel) {
	first, second := c.Publisher(), c.Publisher()
	old, err := first.Tail(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	tail := publish(t, second, Facts(1, 2))
	n, _, err := first.Publish(t.Context(), old, Facts(3, 5))
	if n != 0 || !errors.Is(err, bus.ErrMoved) {
		t.Fatalf("published %d: %v", n, err)
	}
	if now, err := first.Tail(t.Context()); err != nil || now != tail {
		t.Fatalf("something was stored: %v, want %v, %v", now, tail, err)
	}
}

// interleave has several publishers write the same list, as relays do: each goes on behind what is there.
func interleave(t *testing.T, c Channel) {
	const total, publishers = 400, 4
	var moved sync.Map
	var wg sync.WaitGroup
	for i := range publishers {
		p := c.Publisher()
		wg.Go(func() {
			for {
				tail, err := p.Tail(t.Context())
				if err != nil {
					t.Error(err)
					return
				}
				from := int(tail.Position.Commit/10) + 1
				if from > total {
					return
				}
				if _, _, err = p.Publish(t.Context(), tail, Facts(from, min(from+6, total))); errors.Is(err, bus.ErrMoved) {
					moved.Store(i, true)
				} else if err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	same(t, receive(t, c.Subscriber, es.Position{}, total), Facts(1, total))
	collided := false
	moved.Range(func(any, any) bool { collided = true; return false })
	if !collided {
		t.Fatal("void: no publisher ever met another")
	}
}

func remembers(t *testing.T, c Channel) {
	p := c.Publisher()
	tail := publish(t, p, Facts(1, 4))
	n, again, err := p.Publish(t.Context(), tail, Facts(3, 6))
	if err != nil || n != 4 || again.Position != Position(6) {
		t.Fatal(n, again, err)
	}
	same(t, receive(t, c.Subscriber, es.Position{}, 6), Facts(1, 6))
}

func tooLarge(t *testing.T, c Channel) {
	if c.TooLarge == 0 {
		t.Skip("this channel takes everything")
	}
	facts := Facts(1, 4)
	facts[2].Data = make([]byte, c.TooLarge)
	p := c.Publisher()
	tail, err := p.Tail(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	n, tail, err := p.Publish(t.Context(), tail, facts)
	if n != 2 || !errors.Is(err, bus.ErrTooLarge) || tail.Position != Position(2) {
		t.Fatal(n, tail, err)
	}
	if n, _, err = p.Publish(t.Context(), tail, facts[3:]); n != 1 || err != nil {
		t.Fatal(n, err)
	}
}

func canceled(t *testing.T, c Channel) {
	p := c.Publisher()
	tail := publish(t, p, Facts(1, 1))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if n, _, err := p.Publish(ctx, tail, Facts(2, 3)); n != 0 || !errors.Is(err, context.Canceled) {
		t.Fatal(n, err)
	}
	if again, err := p.Tail(t.Context()); err != nil || again != tail {
		t.Fatal(again, err)
	}
}
