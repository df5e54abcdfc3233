package eventstore_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/EventStore/EventStore-Client-Go/v4/esdb"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"anjie.internal/services/eventstore"
)

func refusedAsDeleted(t testing.TB, err error) {
	t.Helper()
	s, _ := status.FromError(err)
	if s.Code() != codes.FailedPrecondition || s.Message() != "Event stream 's' is deleted." {
		t.Errorf("got %v, want stream deleted", err)
	}
}

func setMetadata(t testing.TB, client *esdb.Client, stream string, set func(*esdb.StreamMetadata)) {
	t.Helper()
	var m esdb.StreamMetadata
	set(&m)
	if _, err := client.SetStreamMetadata(within(t), stream, esdb.AppendToStreamOptions{}, m); err != nil {
		t.Fatalf("set metadata of %s: %v", stream, err)
	}
}

func TestReadTellsUnknownDeletedAndInvisibleApart(t *testing.T) {
	t.Parallel()
	client := connect(t, serve(t))
	read := func(stream string) (int, error) {
		got, err := collect(client.ReadStream(within(t), stream, esdb.ReadStreamOptions{}, all))
		return len(got), err
	}
	if _, err := read("never"); codeOf(err) != esdb.ErrorCodeResourceNotFound {
		t.Errorf("unknown stream: %v", err)
	}
	if _, err := read("$$never"); codeOf(err) != esdb.ErrorCodeResourceNotFound {
		t.Errorf("metadata of an unknown stream: %v", err)
	}
	setMetadata(t, client, "only-metadata", func(m *esdb.StreamMetadata) { m.SetMaxCount(3) })
	if _, err := read("only-metadata"); codeOf(err) != esdb.ErrorCodeResourceNotFound {
		t.Errorf("stream with metadata only: %v", err)
	}
	fill(t, client, "soft", 3)
	if _, err := client.DeleteStream(within(t), "soft", esdb.DeleteStreamOptions{}); err != nil {
		t.Fatal(err)
	}
	if _, err := read("soft"); codeOf(err) != esdb.ErrorCodeResourceNotFound {
		t.Errorf("soft-deleted stream: %v", err)
	}
	fill(t, client, "soft", 2)
	got, err := collect(client.ReadStream(within(t), "soft", esdb.ReadStreamOptions{}, all))
	if err != nil || !slices.Equal(revisions(got), []uint64{3, 4}) {
		t.Errorf("re-created stream: %v, %v", revisions(got), err)
	}
	fill(t, client, "hidden", 3)
	setMetadata(t, client, "hidden", func(m *esdb.StreamMetadata) { m.SetTruncateBefore(50) })
	if n, err := read("hidden"); n != 0 || err != nil {
		t.Errorf("invisible stream: %d events, %v", n, err)
	}
	fill(t, client, "gone", 3)
	if _, err := client.TombstoneStream(within(t), "gone", esdb.TombstoneStreamOptions{}); err != nil {
		t.Fatal(err)
	}
	if _, err := read("gone"); codeOf(err) != esdb.ErrorCodeStreamDeleted {
		t.Errorf("tombstoned stream: %v", err)
	}
}

func TestMetadataHidesEventsOfStreamReadsOnly(t *testing.T) {
	t.Parallel()
	clock := newClock()
	client := connect(t, serve(t, func(c *eventstore.Config) { c.Now = clock.now }))
	for i, c := range []struct {
		name string
		set  func(*esdb.StreamMetadata)
		want []uint64
	}{
		{"maxCount", func(m *esdb.StreamMetadata) { m.SetMaxCount(2) }, []uint64{4, 5}},
		{"maxCount larger than the stream", func(m *esdb.StreamMetadata) { m.SetMaxCount(100) }, []uint64{0, 1, 2, 3, 4, 5}},
		{"truncate before", func(m *esdb.StreamMetadata) { m.SetTruncateBefore(3) }, []uint64{3, 4, 5}},
		{"maxAge", func(m *esdb.StreamMetadata) { m.SetMaxAge(90 * time.Second) }, []uint64{3, 4, 5}},
		{"maxAge longer than time", func(m *esdb.StreamMetadata) { m.SetMaxAge(9_000_000_000 * time.Second) }, []uint64{0, 1, 2, 3, 4, 5}},
		{"all together", func(m *esdb.StreamMetadata) {
			m.SetMaxCount(5)
			m.SetTruncateBefore(2)
			m.SetMaxAge(90 * time.Second)
		}, []uint64{3, 4, 5}},
		{"none", func(*esdb.StreamMetadata) {}, []uint64{0, 1, 2, 3, 4, 5}},
	} {
		t.Run(c.name, func(t *testing.T) {
			stream := fmt.Sprintf("s%d", i)
			fill(t, client, stream, 3)
			clock.advance(time.Minute)
			fill(t, client, stream, 3)
			clock.advance(time.Minute)
			setMetadata(t, client, stream, c.set)
			got, err := collect(client.ReadStream(within(t), stream, esdb.ReadStreamOptions{}, all))
			if err != nil || !slices.Equal(revisions(got), c.want) {
				t.Errorf("forwards: %v, %v; want %v", revisions(got), err, c.want)
			}
			got, err = collect(client.ReadStream(within(t), stream, esdb.ReadStreamOptions{Direction: esdb.Backwards, From: esdb.End{}}, all))
			back := slices.Clone(c.want)
			slices.Reverse(back)
			if err != nil || !slices.Equal(revisions(got), back) {
				t.Errorf("backwards: %v, %v; want %v", revisions(got), err, back)
			}
			f := followStream(t, client, stream, esdb.SubscribeToStreamOptions{From: esdb.Start{}})
			var script []string
			for _, r := range c.want {
				script = append(script, fmt.Sprintf("%s/%d", stream, r))
			}
			f.expect(append(script, "caught up")...)
			n := 0
			everything, err := collect(client.ReadAll(within(t), esdb.ReadAllOptions{}, all))
			for _, e := range everything {
				if e.Event.StreamID == stream {
					n++
				}
			}
			if err != nil || n != 6 {
				t.Errorf("$all shows %d events of the stream, %v; want all 6", n, err)
			}
		})
	}
}

func TestMetadataStreamShowsItsLastEventOnly(t *testing.T) {
	t.Parallel()
	client := connect(t, serve(t))
	for i := range 3 {
		setMetadata(t, client, "s", func(m *esdb.StreamMetadata) { m.SetMaxCount(uint64(i + 1)) })
	}
	got, err := collect(client.ReadStream(within(t), "$$s", esdb.ReadStreamOptions{}, all))
	if err != nil || !slices.Equal(revisions(got), []uint64{2}) {
		t.Errorf("got %v, %v", revisions(got), err)
	}
	m, err := client.GetStreamMetadata(within(t), "s", esdb.ReadStreamOptions{})
	if err != nil || m.MaxCount() == nil || *m.MaxCount() != 3 {
		t.Errorf("got %v, %v", m, err)
	}
}

func TestLinksAreResolved(t *testing.T) {
	t.Parallel()
	client := connect(t, serve(t))
	fill(t, client, "target@home", 3)
	fill(t, client, "deleted", 1)
	link := func(data string) esdb.EventData {
		e := event("$>", data)
		e.ContentType = esdb.ContentTypeBinary
		return e
	}
	write(t, client, "links", esdb.NoStream{}, link("1@target@home"), link("7@target@home"), link("0@deleted"), link("rubbish"), event("plain", "{}"))
	if _, err := client.DeleteStream(within(t), "deleted", esdb.DeleteStreamOptions{}); err != nil {
		t.Fatal(err)
	}
	check := func(list []*esdb.ResolvedEvent) {
		t.Helper()
		if len(list) != 5 {
			t.Fatalf("got %d events", len(list))
		}
		for i, e := range list[:4] {
			if e.Link == nil || e.Link.EventNumber != uint64(i) || e.Link.StreamID != "links" || *e.Commit != e.Link.Position.Commit {
				t.Errorf("link %d is %+v", i, e.Link)
			}
			if (i == 0) != (e.Event != nil) {
				t.Errorf("link %d points to %+v", i, e.Event)
			}
		}
		if e := list[0].Event; e.StreamID != "target@home" || e.EventNumber != 1 || e.EventType != "t" {
			t.Errorf("link 0 points to %+v", e)
		}
		if list[4].Link != nil || list[4].Event.EventType != "plain" {
			t.Errorf("the plain event is %+v", list[4])
		}
	}
	got, err := collect(client.ReadStream(within(t), "links", esdb.ReadStreamOptions{ResolveLinkTos: true}, all))
	if err != nil {
		t.Fatal(err)
	}
	check(got)
	for _, from := range []esdb.StreamPosition{esdb.Start{}} {
		sub := followStream(t, client, "links", esdb.SubscribeToStreamOptions{From: from, ResolveLinkTos: true})
		var list []*esdb.ResolvedEvent
		for range 5 {
			list = append(list, sub.sub.Recv().EventAppeared)
		}
		check(list)
	}
	got, err = collect(client.ReadStream(within(t), "links", esdb.ReadStreamOptions{}, all))
	if err != nil || got[0].Link != nil || got[0].Event.EventType != "$>" {
		t.Errorf("without resolving the link itself is the event: %+v, %v", got[0], err)
	}
	live := followAll(t, client, esdb.SubscribeToAllOptions{From: esdb.End{}, ResolveLinkTos: true})
	live.expect("caught up")
	write(t, client, "links", esdb.Any{}, link("2@target@home"))
	if e := live.sub.Recv().EventAppeared; e == nil || e.Link == nil || e.Event == nil || e.Event.EventNumber != 2 {
		t.Errorf("live link is %+v", e)
	}
}
