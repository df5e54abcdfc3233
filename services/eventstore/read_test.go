package eventstore_test

import (
	"slices"
	"testing"
	"time"

	"github.com/EventStore/EventStore-Client-Go/v4/esdb"
)

func TestReadOfAStreamByDirectionAndBound(t *testing.T) {
	t.Parallel()
	client := connect(t, serve(t))
	fill(t, client, "other", 3)
	fill(t, client, "s", 5)
	for _, c := range []struct {
		name      string
		direction esdb.Direction
		from      esdb.StreamPosition
		count     uint64
		want      []uint64
	}{
		{"forwards from the start", esdb.Forwards, esdb.Start{}, all, []uint64{0, 1, 2, 3, 4}},
		{"forwards from a revision, inclusive", esdb.Forwards, esdb.Revision(2), all, []uint64{2, 3, 4}},
		{"forwards from the last", esdb.Forwards, esdb.Revision(4), all, []uint64{4}},
		{"forwards past the end", esdb.Forwards, esdb.Revision(5), all, []uint64{}},
		{"forwards from far past the end", esdb.Forwards, esdb.Revision(all), all, []uint64{}},
		{"forwards from the end", esdb.Forwards, esdb.End{}, all, []uint64{}},
		{"forwards, some", esdb.Forwards, esdb.Revision(1), 2, []uint64{1, 2}},
		{"forwards, none", esdb.Forwards, esdb.Start{}, 0, []uint64{}},
		{"backwards from the end", esdb.Backwards, esdb.End{}, all, []uint64{4, 3, 2, 1, 0}},
		{"backwards from a revision, inclusive", esdb.Backwards, esdb.Revision(2), all, []uint64{2, 1, 0}},
		{"backwards from past the end", esdb.Backwards, esdb.Revision(50), all, []uint64{4, 3, 2, 1, 0}},
		{"backwards from the start", esdb.Backwards, esdb.Start{}, all, []uint64{0}},
		{"backwards, some", esdb.Backwards, esdb.End{}, 2, []uint64{4, 3}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := collect(client.ReadStream(within(t), "s", esdb.ReadStreamOptions{Direction: c.direction, From: c.from}, c.count))
			if err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(revisions(got), c.want) {
				t.Errorf("got %v, want %v", revisions(got), c.want)
			}
		})
	}
}

func TestReadOfAllByDirectionAndBound(t *testing.T) {
	t.Parallel()
	client := connect(t, serve(t))
	fill(t, client, "a", 2)
	fill(t, client, "b", 3)
	at := func(p uint64) esdb.Position { return esdb.Position{Commit: p, Prepare: p} }
	for _, c := range []struct {
		name      string
		direction esdb.Direction
		from      esdb.AllPosition
		count     uint64
		want      []uint64
	}{
		{"forwards from the start", esdb.Forwards, esdb.Start{}, all, []uint64{1, 2, 3, 4, 5}},
		{"forwards from position zero", esdb.Forwards, at(0), all, []uint64{1, 2, 3, 4, 5}},
		{"forwards from a position, inclusive", esdb.Forwards, at(3), all, []uint64{3, 4, 5}},
		{"forwards from within an event", esdb.Forwards, esdb.Position{Commit: 3, Prepare: 4}, all, []uint64{4, 5}},
		{"forwards past the end", esdb.Forwards, at(6), all, []uint64{}},
		{"forwards from the end", esdb.Forwards, esdb.End{}, all, []uint64{}},
		{"forwards, some", esdb.Forwards, at(2), 2, []uint64{2, 3}},
		{"forwards, none", esdb.Forwards, esdb.Start{}, 0, []uint64{}},
		{"backwards from the end", esdb.Backwards, esdb.End{}, all, []uint64{5, 4, 3, 2, 1}},
		{"backwards from a position, exclusive", esdb.Backwards, at(3), all, []uint64{2, 1}},
		{"backwards from past the end", esdb.Backwards, at(60), all, []uint64{5, 4, 3, 2, 1}},
		{"backwards from the largest position", esdb.Backwards, at(all), all, []uint64{5, 4, 3, 2, 1}},
		{"backwards from the start", esdb.Backwards, esdb.Start{}, all, []uint64{}},
		{"backwards, some", esdb.Backwards, esdb.End{}, 2, []uint64{5, 4}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := collect(client.ReadAll(within(t), esdb.ReadAllOptions{Direction: c.direction, From: c.from}, c.count))
			if err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(positions(got), c.want) {
				t.Errorf("got %v, want %v", positions(got), c.want)
			}
		})
	}
}

func TestReadCrossesPages(t *testing.T) {
	t.Parallel()
	client := connect(t, serve(t))
	const n = 5000
	for range n / 500 {
		fill(t, client, "s", 500)
	}
	for _, direction := range []esdb.Direction{esdb.Forwards, esdb.Backwards} {
		var from esdb.StreamPosition = esdb.Start{}
		var fromAll esdb.AllPosition = esdb.Start{}
		if direction == esdb.Backwards {
			from, fromAll = esdb.End{}, esdb.End{}
		}
		got, err := collect(client.ReadStream(within(t), "s", esdb.ReadStreamOptions{Direction: direction, From: from}, all))
		if err != nil {
			t.Fatal(err)
		}
		gotAll, err := collect(client.ReadAll(within(t), esdb.ReadAllOptions{Direction: direction, From: fromAll}, all))
		if err != nil {
			t.Fatal(err)
		}
		if len(got) != n || len(gotAll) != n {
			t.Fatalf("got %d and %d events, want %d", len(got), len(gotAll), n)
		}
		for i := range n {
			want := uint64(i)
			if direction == esdb.Backwards {
				want = uint64(n - 1 - i)
			}
			if got[i].Event.EventNumber != want || gotAll[i].Event.Position.Commit != want+1 {
				t.Fatalf("event %d: revision %d, position %d", i, got[i].Event.EventNumber, gotAll[i].Event.Position.Commit)
			}
		}
	}
}

func TestReadEventIsAsAppended(t *testing.T) {
	t.Parallel()
	client := connect(t, serve(t))
	before := time.Now().Add(-time.Minute) //nolint:forbidigo // the server runs on the real clock
	json := event("registered", `{"a":1}`)
	binary := event("scanned", "\x00\x01\xff")
	binary.ContentType, binary.Metadata = esdb.ContentTypeBinary, nil
	result := write(t, client, "s", esdb.NoStream{}, json, binary)
	got, err := collect(client.ReadStream(within(t), "s", esdb.ReadStreamOptions{}, all))
	if err != nil || len(got) != 2 {
		t.Fatalf("got %d events, %v", len(got), err)
	}
	for i, want := range []esdb.EventData{json, binary} {
		e := got[i].Event
		if got[i].Link != nil || e.EventID != want.EventID || e.EventType != want.EventType || e.StreamID != "s" || e.EventNumber != uint64(i) ||
			string(e.Data) != string(want.Data) || string(e.UserMetadata) != string(want.Metadata) {
			t.Errorf("event %d is %+v", i, e)
		}
		if e.CreatedDate.Before(before) || e.CreatedDate.After(before.Add(2*time.Minute)) {
			t.Errorf("event %d was created %v", i, e.CreatedDate)
		}
		if got[i].Commit == nil || *got[i].Commit != e.Position.Commit || e.Position.Commit != e.Position.Prepare {
			t.Errorf("event %d has position %v, commit %v", i, e.Position, got[i].Commit)
		}
	}
	if got[0].Event.ContentType != "application/json" || got[1].Event.ContentType != "application/octet-stream" {
		t.Errorf("content types %q, %q", got[0].Event.ContentType, got[1].Event.ContentType)
	}
	if last := got[1].Event.Position; last.Commit != result.CommitPosition || last.Prepare != result.PreparePosition {
		t.Errorf("append said %d/%d, read says %v", result.CommitPosition, result.PreparePosition, last)
	}
}

// Pages are bounded in bytes too: large events after small ones cut the page that expected small ones.
func TestReadOfLargeEventsAfterSmallOnes(t *testing.T) {
	t.Parallel()
	client := connect(t, serve(t))
	fill(t, client, "s", 500)
	large := make([]byte, 900<<10)
	for range 12 {
		e := event("t", "")
		e.Data = large
		write(t, client, "s", esdb.Any{}, e)
	}
	fill(t, client, "s", 300)
	for _, direction := range []esdb.Direction{esdb.Forwards, esdb.Backwards} {
		var from esdb.AllPosition = esdb.Start{}
		var fromStream esdb.StreamPosition = esdb.Start{}
		if direction == esdb.Backwards {
			from, fromStream = esdb.End{}, esdb.End{}
		}
		got, err := collect(client.ReadAll(within(t), esdb.ReadAllOptions{Direction: direction, From: from}, all))
		if err != nil {
			t.Fatal(err)
		}
		ofStream, err := collect(client.ReadStream(within(t), "s", esdb.ReadStreamOptions{Direction: direction, From: fromStream}, all))
		if err != nil {
			t.Fatal(err)
		}
		for _, list := range [][]*esdb.ResolvedEvent{got, ofStream} {
			if len(list) != 812 {
				t.Fatalf("got %d events", len(list))
			}
			for i, e := range list {
				want := uint64(i)
				if direction == esdb.Backwards {
					want = uint64(811 - i)
				}
				if e.Event.EventNumber != want {
					t.Fatalf("event %d has revision %d", i, e.Event.EventNumber)
				}
			}
		}
	}
}
