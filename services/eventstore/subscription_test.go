package eventstore_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/EventStore/EventStore-Client-Go/v4/esdb"
	"github.com/EventStore/EventStore-Client-Go/v4/protos/streams"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"

	"anjie.internal/services/eventstore"
)

// follower reads one subscription message by message, with a limit.
type follower struct {
	t   testing.TB
	sub *esdb.Subscription
}

func followAll(t testing.TB, client *esdb.Client, opts esdb.SubscribeToAllOptions) follower {
	t.Helper()
	sub, err := client.SubscribeToAll(within(t), opts)
	if err != nil {
		t.Fatalf("subscribe to $all: %v", err)
	}
	t.Cleanup(func() { _ = sub.Close() })
	return follower{t, sub}
}

func followStream(t testing.TB, client *esdb.Client, stream string, opts esdb.SubscribeToStreamOptions) follower {
	t.Helper()
	sub, err := client.SubscribeToStream(within(t), stream, opts)
	if err != nil {
		t.Fatalf("subscribe to %s: %v", stream, err)
	}
	t.Cleanup(func() { _ = sub.Close() })
	return follower{t, sub}
}

// script renders the next n messages: "stream/revision", "caught up", "checkpoint p", "dropped".
func (f follower) script(n int) []string {
	f.t.Helper()
	var out []string
	for range n {
		switch m := f.sub.Recv(); {
		case m.EventAppeared != nil:
			e := m.EventAppeared.OriginalEvent()
			out = append(out, fmt.Sprintf("%s/%d", e.StreamID, e.EventNumber))
		case m.CaughtUp != nil:
			out = append(out, "caught up")
		case m.CheckPointReached != nil:
			out = append(out, fmt.Sprintf("checkpoint %d", m.CheckPointReached.Commit))
		case m.SubscriptionDropped != nil:
			f.t.Fatalf("dropped after %v: %v", out, m.SubscriptionDropped.Error)
		default:
			f.t.Fatalf("unexpected message %+v after %v", m, out)
		}
	}
	return out
}

func (f follower) expect(want ...string) {
	f.t.Helper()
	if got := f.script(len(want)); !slices.Equal(got, want) {
		f.t.Fatalf("got %v, want %v", got, want)
	}
}

// dropped waits for the end of the subscription and returns why.
func (f follower) dropped() error {
	f.t.Helper()
	for {
		if m := f.sub.Recv(); m.SubscriptionDropped != nil {
			return m.SubscriptionDropped.Error
		}
	}
}

func TestSubscriptionToAStreamByStart(t *testing.T) {
	t.Parallel()
	client := connect(t, serve(t))
	for _, c := range []struct {
		name string
		from esdb.StreamPosition
		want []string // before and after three more events
	}{
		{"start", esdb.Start{}, []string{"S/0", "S/1", "S/2", "caught up", "S/3", "S/4", "S/5"}},
		{"end", esdb.End{}, []string{"caught up", "S/3", "S/4", "S/5"}},
		{"a revision, exclusive", esdb.Revision(1), []string{"S/2", "caught up", "S/3", "S/4", "S/5"}},
		{"the last revision", esdb.Revision(2), []string{"caught up", "S/3", "S/4", "S/5"}},
		{"a revision in the future", esdb.Revision(4), []string{"caught up", "S/5"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			stream := "s-" + c.name
			fill(t, client, stream, 3)
			f := followStream(t, client, stream, esdb.SubscribeToStreamOptions{From: c.from})
			caughtUp := slices.Index(c.want, "caught up") + 1
			for i, w := range c.want {
				if w[0] == 'S' {
					c.want[i] = stream + w[1:]
				}
			}
			f.expect(c.want[:caughtUp]...)
			fill(t, client, "noise", 2)
			fill(t, client, stream, 1)
			fill(t, client, stream, 2)
			f.expect(c.want[caughtUp:]...)
		})
	}
}

func TestSubscriptionToAStreamThatIsNotThereYet(t *testing.T) {
	t.Parallel()
	client := connect(t, serve(t))
	for _, from := range []esdb.StreamPosition{esdb.Start{}, esdb.End{}} {
		stream := fmt.Sprintf("later-%T", from)
		f := followStream(t, client, stream, esdb.SubscribeToStreamOptions{From: from})
		f.expect("caught up")
		fill(t, client, stream, 2)
		f.expect(stream+"/0", stream+"/1")
	}
}

func TestSubscriptionToAllByStart(t *testing.T) {
	t.Parallel()
	at := func(p uint64) esdb.Position { return esdb.Position{Commit: p, Prepare: p} }
	for _, c := range []struct {
		name string
		from esdb.AllPosition
		want []string
	}{
		{"start", esdb.Start{}, []string{"s/0", "s/1", "s/2", "caught up", "s/3", "s/4", "s/5"}},
		{"position zero", at(0), []string{"s/0", "s/1", "s/2", "caught up", "s/3", "s/4", "s/5"}},
		{"end", esdb.End{}, []string{"caught up", "s/3", "s/4", "s/5"}},
		{"a position, exclusive", at(2), []string{"s/2", "caught up", "s/3", "s/4", "s/5"}},
		{"a position within an event", esdb.Position{Commit: 2, Prepare: 1}, []string{"s/1", "s/2", "caught up", "s/3", "s/4", "s/5"}},
		{"a position in the future", at(5), []string{"caught up", "s/5"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			client := connect(t, serve(t))
			fill(t, client, "s", 3)
			f := followAll(t, client, esdb.SubscribeToAllOptions{From: c.from})
			caughtUp := slices.Index(c.want, "caught up") + 1
			f.expect(c.want[:caughtUp]...)
			fill(t, client, "s", 1)
			fill(t, client, "s", 2)
			f.expect(c.want[caughtUp:]...)
		})
	}
}

// While writers append, subscriptions begin at all sorts of places and go from catch-up to live. The ring is so small that
// they fall out of it again and again.
func TestSubscriptionsMissNothingBetweenCatchUpAndLive(t *testing.T) {
	t.Parallel()
	const writers, each, batch = 8, 60, 5
	server := serve(t, func(c *eventstore.Config) { c.RingBytes = 4 << 10 })
	client := connect(t, server)
	fill(t, client, "before", 700)
	done := make(chan error, writers)
	for w := range writers {
		go func() {
			stream := fmt.Sprintf("w-%d", w)
			for i := range each {
				list := make([]esdb.EventData, batch)
				for j := range list {
					list[j] = event("t", "{}")
				}
				var expected esdb.ExpectedRevision = esdb.NoStream{}
				if i > 0 {
					expected = esdb.Revision(uint64(i*batch - 1))
				}
				if _, err := client.AppendToStream(within(t), stream, esdb.AppendToStreamOptions{ExpectedRevision: expected}, list...); err != nil {
					done <- err
					return
				}
			}
			done <- nil
		}()
	}
	const last = 700 + writers*each*batch
	results := make(chan error, 16)
	for i := range 8 {
		from := uint64(i * 100)
		go func() { results <- seesAll(within(t), client, from, last) }()
		go func() { results <- seesStream(within(t), client, fmt.Sprintf("w-%d", i), each*batch) }()
	}
	for range writers {
		if err := <-done; err != nil {
			t.Fatal(err)
		}
	}
	for range 16 {
		if err := <-results; err != nil {
			t.Error(err)
		}
	}
}

func seesAll(ctx context.Context, client *esdb.Client, from, last uint64) error {
	sub, err := client.SubscribeToAll(ctx, esdb.SubscribeToAllOptions{From: esdb.Position{Commit: from, Prepare: from}})
	if err != nil {
		return err
	}
	defer func() { _ = sub.Close() }()
	for at := from; at < last; {
		switch m := sub.Recv(); {
		case m.EventAppeared != nil:
			at++
			if p := m.EventAppeared.OriginalEvent().Position.Commit; p != at {
				return fmt.Errorf("$all from %d: position %d follows %d", from, p, at-1)
			}
		case m.SubscriptionDropped != nil:
			return m.SubscriptionDropped.Error
		}
	}
	return nil
}

func seesStream(ctx context.Context, client *esdb.Client, stream string, n uint64) error {
	sub, err := client.SubscribeToStream(ctx, stream, esdb.SubscribeToStreamOptions{From: esdb.Start{}})
	if err != nil {
		return err
	}
	defer func() { _ = sub.Close() }()
	for at := uint64(0); at < n; {
		switch m := sub.Recv(); {
		case m.EventAppeared != nil:
			if r := m.EventAppeared.OriginalEvent().EventNumber; r != at {
				return fmt.Errorf("%s: revision %d instead of %d", stream, r, at)
			}
			at++
		case m.SubscriptionDropped != nil:
			return m.SubscriptionDropped.Error
		}
	}
	return nil
}

// A subscriber that does not read while more is written than the ring holds catches up from the table, and says so.
func TestSlowSubscriptionCatchesUpAgain(t *testing.T) {
	t.Parallel()
	server := serve(t, func(c *eventstore.Config) { c.RingBytes = 64 << 10 })
	client := connect(t, server)
	slow := followAll(t, client, esdb.SubscribeToAllOptions{From: esdb.Start{}, Filter: esdb.ExcludeSystemEventsFilter()})
	slowStream := followStream(t, client, "s", esdb.SubscribeToStreamOptions{From: esdb.Start{}})
	slow.expect("caught up")
	slowStream.expect("caught up")
	big := make([]byte, 8<<10)
	const n = 400 // 3 MiB: more than the windows of the connection and the ring hold
	quick := followAll(t, connect(t, server), esdb.SubscribeToAllOptions{From: esdb.Start{}})
	quick.expect("caught up")
	for i := range n {
		e := event("t", "")
		e.Data = big
		write(t, client, "s", esdb.Any{}, e)
		quick.expect(fmt.Sprintf("s/%d", i)) // costs others nothing
	}
	for name, f := range map[string]follower{"$all": slow, "stream": slowStream} {
		next, caughtUp := 0, 0
		for next < n || caughtUp == 0 {
			switch got := f.script(1)[0]; got {
			case "caught up":
				caughtUp++
			case fmt.Sprintf("s/%d", next):
				next++
			default:
				if got[0] != 'c' {
					t.Fatalf("%s: got %s instead of s/%d", name, got, next)
				}
			}
		}
		if caughtUp == 0 {
			t.Errorf("%s: not caught up again", name)
		}
	}
}

func TestSubscriptionGoesOnAfterSoftDelete(t *testing.T) {
	t.Parallel()
	client := connect(t, serve(t))
	fill(t, client, "s", 2)
	f := followStream(t, client, "s", esdb.SubscribeToStreamOptions{From: esdb.Start{}})
	f.expect("s/0", "s/1", "caught up")
	if _, err := client.DeleteStream(within(t), "s", esdb.DeleteStreamOptions{}); err != nil {
		t.Fatal(err)
	}
	fill(t, client, "s", 1)
	f.expect("s/2")
}

func TestTombstoneEndsSubscription(t *testing.T) {
	t.Parallel()
	client := connect(t, serve(t))
	fill(t, client, "s", 1)
	f := followStream(t, client, "s", esdb.SubscribeToStreamOptions{From: esdb.Start{}})
	future := followStream(t, client, "s", esdb.SubscribeToStreamOptions{From: esdb.Revision(100)})
	f.expect("s/0", "caught up")
	future.expect("caught up")
	if _, err := client.TombstoneStream(within(t), "s", esdb.TombstoneStreamOptions{}); err != nil {
		t.Fatal(err)
	}
	for _, f := range []follower{f, future} {
		f.expect("s/9223372036854775807")
		refusedAsDeleted(t, f.dropped())
	}
	for _, from := range []esdb.StreamPosition{esdb.Start{}, esdb.End{}, esdb.Revision(0)} {
		f := followStream(t, client, "s", esdb.SubscribeToStreamOptions{From: from}) // confirmed first
		m := f.sub.Recv()
		if m.SubscriptionDropped == nil {
			t.Fatalf("got %+v of a closed stream", m)
		}
		refusedAsDeleted(t, m.SubscriptionDropped.Error)
	}
}

// A subscription that is so far behind that it reads the table meets the tombstone there: everything before it is sent, then
// the tombstone, then the call fails.
func TestTombstoneEndsSubscriptionThatIsBehind(t *testing.T) {
	t.Parallel()
	server := serve(t, func(c *eventstore.Config) { c.RingBytes = 16 << 10 })
	conn, err := grpc.NewClient(server.Addr(), grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithInitialWindowSize(64<<10), grpc.WithInitialConnWindowSize(64<<10)) // what is not read soon blocks the server
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	call, err := streams.NewStreamsClient(conn).Read(within(t), &streams.ReadReq{Options: readOptions(func(o *streams.ReadReq_Options) {
		o.StreamOption, o.CountOption = streamOption("s"), subscriptionOption()
	})})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"confirmation", "caught up"} {
		if _, err := call.Recv(); err != nil {
			t.Fatalf("%s: %v", want, err)
		}
	}
	client := connect(t, server)
	const batches, each = 4, 200
	for range batches {
		list := make([]esdb.EventData, each)
		for i := range list {
			list[i] = event("t", "")
			list[i].Data = make([]byte, 4<<10)
		}
		write(t, client, "s", esdb.Any{}, list...)
	}
	if _, err := client.TombstoneStream(within(t), "s", esdb.TombstoneStreamOptions{}); err != nil {
		t.Fatal(err)
	}
	next, last := uint64(0), ""
	for {
		m, err := call.Recv()
		if err != nil {
			refusedAsDeleted(t, err)
			break
		}
		e := m.GetEvent().GetEvent()
		if e == nil {
			continue // caught up again
		}
		if last = e.GetMetadata()["type"]; last == "$streamDeleted" {
			continue
		}
		if e.GetStreamRevision() != next {
			t.Fatalf("revision %d instead of %d", e.GetStreamRevision(), next)
		}
		next++
	}
	if next != batches*each || last != "$streamDeleted" {
		t.Errorf("ended after %d events of %d, the last was a %s", next, batches*each, last)
	}
}
