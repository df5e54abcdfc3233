package eventstore_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/EventStore/EventStore-Client-Go/v4/esdb"
	"github.com/EventStore/EventStore-Client-Go/v4/protos/shared"
	"github.com/EventStore/EventStore-Client-Go/v4/protos/streams"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"anjie.internal/services/eventstore"
)

// pythonExcludesSystemEvents is what the Python client sends by default. It looks ahead, which Go's regexp cannot.
const pythonExcludesSystemEvents = `^(?!(\$.+$))`

func TestFilteredSubscription(t *testing.T) {
	t.Parallel()
	before := []string{"dispute-1/0", "dispute-2/0", "clock-1/0", "$$dispute-1/0", "Dispute-3/0"}
	for _, c := range []struct {
		name   string
		filter esdb.SubscriptionFilter
		want   []int // of before
		live   bool  // matches dispute-9/0 of type registered
	}{
		{"stream prefix", esdb.SubscriptionFilter{Type: esdb.StreamFilterType, Prefixes: []string{"dispute-", "clock-"}}, []int{0, 1, 2}, true},
		{"stream regex", esdb.SubscriptionFilter{Type: esdb.StreamFilterType, Regex: `^dispute-\d$`}, []int{0, 1}, true},
		{"regex is unanchored", esdb.SubscriptionFilter{Type: esdb.StreamFilterType, Regex: `ispute`}, []int{0, 1, 3, 4}, true},
		{"type prefix", esdb.SubscriptionFilter{Type: esdb.EventFilterType, Prefixes: []string{"regi"}}, []int{0, 4}, true},
		{"type regex", esdb.SubscriptionFilter{Type: esdb.EventFilterType, Regex: `^(started|withdrawn)$`}, []int{1, 2}, false},
		{"Go's system filter", *esdb.ExcludeSystemEventsFilter(), []int{0, 1, 2, 4}, true},
		{"Python's system filter", esdb.SubscriptionFilter{Type: esdb.EventFilterType, Regex: pythonExcludesSystemEvents}, []int{0, 1, 2, 4}, true},
		{"empty prefix", esdb.SubscriptionFilter{Type: esdb.StreamFilterType, Prefixes: []string{""}}, []int{0, 1, 2, 3, 4}, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			client := connect(t, serve(t))
			write(t, client, "dispute-1", esdb.NoStream{}, event("registered", "{}"))
			write(t, client, "dispute-2", esdb.NoStream{}, event("withdrawn", "{}"))
			write(t, client, "clock-1", esdb.NoStream{}, event("started", "{}"))
			setMetadata(t, client, "dispute-1", func(m *esdb.StreamMetadata) { m.SetMaxCount(10) })
			write(t, client, "Dispute-3", esdb.NoStream{}, event("registered", "{}"))
			f := followAll(t, client, esdb.SubscribeToAllOptions{From: esdb.Start{}, Filter: &c.filter})
			var want []string
			for _, i := range c.want {
				want = append(want, before[i])
			}
			f.expect(append(want, "checkpoint 5", "caught up")...)
			write(t, client, "dispute-9", esdb.NoStream{}, event("registered", "{}"))
			if c.live {
				f.expect("dispute-9/0")
				return
			}
			fill(t, client, "noise", 31) // the event and these make a window
			f.expect("checkpoint 37")
		})
	}
}

func TestCheckpoints(t *testing.T) {
	t.Parallel()
	const window, multiplier = 10, 3
	server := serve(t)
	client := connect(t, server)
	fill(t, client, "noise", 100)
	opts := esdb.SubscribeToAllOptions{
		From: esdb.Start{}, Filter: &esdb.SubscriptionFilter{Type: esdb.StreamFilterType, Prefixes: []string{"wanted"}},
		MaxSearchWindow: window, CheckpointInterval: multiplier,
	}
	f := followAll(t, client, opts)
	f.expect("checkpoint 30", "checkpoint 60", "checkpoint 90", "checkpoint 100", "caught up")
	fill(t, client, "wanted", 1)
	f.expect("wanted/0")
	fill(t, client, "noise", 29) // the thirtieth after the last checkpoint
	f.expect("checkpoint 130")
	// A checkpoint settles all up to it: resuming from it neither misses nor repeats what comes after.
	fill(t, client, "wanted", 1)
	f.expect("wanted/1")
	opts.From = esdb.Position{Commit: 130, Prepare: 130}
	resumed := followAll(t, client, opts)
	resumed.expect("wanted/1", "checkpoint 131", "caught up")
	// Nothing considered, nothing to tell.
	opts.From = esdb.Position{Commit: 131, Prepare: 131}
	followAll(t, client, opts).expect("caught up")
}

func TestCheckpointsAreMonotone(t *testing.T) {
	t.Parallel()
	server := serve(t, func(c *eventstore.Config) { c.RingBytes = 2 << 10 })
	client := connect(t, server)
	const n = 1500
	go func() {
		for range n / 5 {
			list := make([]esdb.EventData, 5)
			for i := range list {
				list[i] = event("t", "{}")
			}
			_, _ = client.AppendToStream(t.Context(), "s", esdb.AppendToStreamOptions{ExpectedRevision: esdb.Any{}}, list...)
		}
	}()
	f := followAll(t, client, esdb.SubscribeToAllOptions{
		From: esdb.Start{}, Filter: &esdb.SubscriptionFilter{Type: esdb.StreamFilterType, Prefixes: []string{"s"}}, MaxSearchWindow: 7, CheckpointInterval: 1,
	})
	checkpoint, seen := uint64(0), uint64(0)
	for seen < n {
		switch m := f.sub.Recv(); {
		case m.EventAppeared != nil:
			if seen++; m.EventAppeared.Event.Position.Commit != seen {
				t.Fatalf("position %d instead of %d", m.EventAppeared.Event.Position.Commit, seen)
			}
		case m.CheckPointReached != nil:
			if c := m.CheckPointReached.Commit; c <= checkpoint || c > seen {
				t.Fatalf("checkpoint %d after checkpoint %d and event %d", c, checkpoint, seen)
			}
			checkpoint = m.CheckPointReached.Commit
		case m.SubscriptionDropped != nil:
			t.Fatal(m.SubscriptionDropped.Error)
		}
	}
	if checkpoint < n/2 {
		t.Errorf("the last checkpoint is %d", checkpoint)
	}
}

func TestFilteredReadCountsMatches(t *testing.T) {
	t.Parallel()
	server := serve(t)
	client, plain := connect(t, server), rawClient(t, server)
	for i := range 400 {
		fill(t, client, fmt.Sprintf("s-%d", i%4), 1)
	}
	options := readOptions(func(o *streams.ReadReq_Options) {
		o.CountOption = &streams.ReadReq_Options_Count{Count: 90}
		o.FilterOption = filterOption(func(f *streams.ReadReq_Options_FilterOptions) {
			f.Filter = &streams.ReadReq_Options_FilterOptions_StreamIdentifier{
				StreamIdentifier: &streams.ReadReq_Options_FilterOptions_Expression{Prefix: []string{"s-1"}},
			}
		})
	})
	forwards, err := plain.read(options)
	if err != nil || len(forwards) != 90 || forwards[0].GetEvent().GetCommitPosition() != 2 || forwards[89].GetEvent().GetCommitPosition() != 2+89*4 {
		t.Fatalf("forwards: %d messages, %v", len(forwards), err)
	}
	options.ReadDirection = streams.ReadReq_Options_Backwards
	options.GetAll().AllOption = &streams.ReadReq_Options_AllOptions_End{End: &shared.Empty{}}
	backwards, err := plain.read(options)
	if err != nil || len(backwards) != 90 || backwards[0].GetEvent().GetCommitPosition() != 398 {
		t.Fatalf("backwards: %d messages, %v", len(backwards), err)
	}
}

func TestHiddenStreamsStayHidden(t *testing.T) {
	t.Parallel()
	server := serve(t)
	client, plain := connect(t, server), rawClient(t, server)
	hidden := []string{"$epoch-information", "$persistentsubscription-$all::g-checkpoint", "$persistentsubscription-$all::g-parked"}
	shown := []string{"$persistentsubscription-s::g-checkpoint", "$other", "plain"}
	for _, stream := range slices.Concat(hidden, shown) {
		fill(t, client, stream, 1)
	}
	unfiltered, err := plain.read(readOptions())
	if err != nil {
		t.Fatal(err)
	}
	filtered, err := plain.read(readOptions(func(o *streams.ReadReq_Options) {
		o.FilterOption = filterOption(func(f *streams.ReadReq_Options_FilterOptions) {
			f.Filter = &streams.ReadReq_Options_FilterOptions_StreamIdentifier{StreamIdentifier: &streams.ReadReq_Options_FilterOptions_Expression{Regex: "."}}
		})
	}))
	if err != nil {
		t.Fatal(err)
	}
	for _, list := range [][]*streams.ReadResp{unfiltered, filtered} {
		var got []string
		for _, m := range list {
			got = append(got, string(m.GetEvent().GetEvent().GetStreamIdentifier().GetStreamName()))
		}
		if !slices.Equal(got, shown) {
			t.Errorf("$all shows %v, want %v", got, shown)
		}
	}
}

func TestRegexThatBacktracksForEverEndsTheCall(t *testing.T) {
	t.Parallel()
	server := serve(t)
	client, plain := connect(t, server), rawClient(t, server)
	fill(t, client, strings.Repeat("a", 60)+"!", 1)
	_, err := plain.read(readOptions(func(o *streams.ReadReq_Options) {
		o.FilterOption = filterOption(func(f *streams.ReadReq_Options_FilterOptions) {
			f.Filter = &streams.ReadReq_Options_FilterOptions_StreamIdentifier{StreamIdentifier: &streams.ReadReq_Options_FilterOptions_Expression{Regex: `^(a+)+$`}}
		})
	}))
	if status.Code(err) != codes.InvalidArgument {
		t.Errorf("got %v", err)
	}
}
