package eventstore_test

import (
	"errors"
	"io"
	"strconv"
	"testing"

	"github.com/EventStore/EventStore-Client-Go/v4/esdb"
	"github.com/EventStore/EventStore-Client-Go/v4/protos/persistent"
	"github.com/EventStore/EventStore-Client-Go/v4/protos/shared"
	"github.com/EventStore/EventStore-Client-Go/v4/protos/streams"
	"github.com/google/uuid"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"anjie.internal/services/eventstore"
)

// rawReader reads with the generated client.
type rawReader struct {
	t       *testing.T
	streams streams.StreamsClient
}

func rawClient(t *testing.T, server *eventstore.Server) rawReader {
	t.Helper()
	client, _ := raw(t, server)
	return rawReader{t, client}
}

func (r rawReader) read(options *streams.ReadReq_Options) ([]*streams.ReadResp, error) {
	r.t.Helper()
	call, err := r.streams.Read(within(r.t), &streams.ReadReq{Options: options})
	if err != nil {
		return nil, err
	}
	var out []*streams.ReadResp
	for {
		m, err := call.Recv()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return out, err
		}
		out = append(out, m)
	}
}

// readOptions are those of a read of all of $all, changed as a test wants.
func readOptions(change ...func(*streams.ReadReq_Options)) *streams.ReadReq_Options {
	o := &streams.ReadReq_Options{
		StreamOption: &streams.ReadReq_Options_All{All: &streams.ReadReq_Options_AllOptions{
			AllOption: &streams.ReadReq_Options_AllOptions_Start{Start: &shared.Empty{}},
		}},
		CountOption:  &streams.ReadReq_Options_Count{Count: all},
		FilterOption: &streams.ReadReq_Options_NoFilter{NoFilter: &shared.Empty{}},
		UuidOption:   &streams.ReadReq_Options_UUIDOption{Content: &streams.ReadReq_Options_UUIDOption_Structured{Structured: &shared.Empty{}}},
	}
	for _, f := range change {
		f(o)
	}
	return o
}

func filterOption(change ...func(*streams.ReadReq_Options_FilterOptions)) *streams.ReadReq_Options_Filter {
	f := &streams.ReadReq_Options_FilterOptions{
		Filter: &streams.ReadReq_Options_FilterOptions_EventType{
			EventType: &streams.ReadReq_Options_FilterOptions_Expression{Prefix: []string{"t"}},
		},
		Window:                       &streams.ReadReq_Options_FilterOptions_Max{Max: 32},
		CheckpointIntervalMultiplier: 1,
	}
	for _, c := range change {
		c(f)
	}
	return &streams.ReadReq_Options_Filter{Filter: f}
}

func streamOption(name string) *streams.ReadReq_Options_Stream {
	return &streams.ReadReq_Options_Stream{Stream: &streams.ReadReq_Options_StreamOptions{
		StreamIdentifier: &shared.StreamIdentifier{StreamName: []byte(name)},
		RevisionOption:   &streams.ReadReq_Options_StreamOptions_Start{Start: &shared.Empty{}},
	}}
}

func subscriptionOption() *streams.ReadReq_Options_Subscription {
	return &streams.ReadReq_Options_Subscription{Subscription: &streams.ReadReq_Options_SubscriptionOptions{}}
}

func TestReadRefusesOptionsThatDoNotGoTogether(t *testing.T) {
	t.Parallel()
	plain := rawClient(t, serve(t))
	for name, change := range map[string]func(*streams.ReadReq_Options){
		"no target":             func(o *streams.ReadReq_Options) { o.StreamOption = nil },
		"no count":              func(o *streams.ReadReq_Options) { o.CountOption = nil },
		"no uuid option":        func(o *streams.ReadReq_Options) { o.UuidOption = nil },
		"empty uuid option":     func(o *streams.ReadReq_Options) { o.UuidOption = &streams.ReadReq_Options_UUIDOption{} },
		"unknown direction":     func(o *streams.ReadReq_Options) { o.ReadDirection = 7 },
		"stream with filter":    func(o *streams.ReadReq_Options) { o.StreamOption, o.FilterOption = streamOption("s"), filterOption() },
		"stream without name":   func(o *streams.ReadReq_Options) { o.StreamOption = streamOption("") },
		"stream name not UTF-8": func(o *streams.ReadReq_Options) { o.StreamOption = streamOption("\xff") },
		"stream name with NUL":  func(o *streams.ReadReq_Options) { o.StreamOption = streamOption("a\x00") },
		"stream without a bound": func(o *streams.ReadReq_Options) {
			o.StreamOption = streamOption("s")
			o.GetStream().RevisionOption = nil
		},
		"$all without a bound": func(o *streams.ReadReq_Options) { o.GetAll().AllOption = nil },
		"backwards subscription": func(o *streams.ReadReq_Options) {
			o.CountOption, o.ReadDirection = subscriptionOption(), streams.ReadReq_Options_Backwards
		},
		"subscription with filter": func(o *streams.ReadReq_Options) {
			o.StreamOption, o.CountOption, o.FilterOption = streamOption("s"), subscriptionOption(), filterOption()
		},
		"filter of nothing": func(o *streams.ReadReq_Options) {
			o.FilterOption = filterOption(func(f *streams.ReadReq_Options_FilterOptions) { f.Filter = nil })
		},
		"filter without window": func(o *streams.ReadReq_Options) {
			o.FilterOption = filterOption(func(f *streams.ReadReq_Options_FilterOptions) { f.Window = nil })
		},
		"malformed regex": func(o *streams.ReadReq_Options) {
			o.FilterOption = filterOption(func(f *streams.ReadReq_Options_FilterOptions) { f.GetEventType().Regex = "(" })
		},
		"subscription that never checkpoints": func(o *streams.ReadReq_Options) {
			o.CountOption = subscriptionOption()
			o.FilterOption = filterOption(func(f *streams.ReadReq_Options_FilterOptions) { f.CheckpointIntervalMultiplier = 0 })
		},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := plain.read(readOptions(change))
			if len(got) != 0 || status.Code(err) != codes.InvalidArgument {
				t.Errorf("%d messages, %v", len(got), err)
			}
		})
	}
	if _, err := plain.read(nil); status.Code(err) != codes.InvalidArgument {
		t.Errorf("no options: %v", err)
	}
	if got, err := plain.read(readOptions(func(o *streams.ReadReq_Options) { o.FilterOption = nil })); err != nil || len(got) != 0 {
		t.Errorf("an unset filter is none: %d messages, %v", len(got), err)
	}
}

func TestReadWritesIDsAsText(t *testing.T) {
	t.Parallel()
	server := serve(t)
	client, plain := connect(t, server), rawClient(t, server)
	e := event("t", "{}")
	write(t, client, "s", esdb.NoStream{}, e)
	got, err := plain.read(readOptions(func(o *streams.ReadReq_Options) {
		o.UuidOption = &streams.ReadReq_Options_UUIDOption{Content: &streams.ReadReq_Options_UUIDOption_String_{String_: &shared.Empty{}}}
	}))
	if err != nil || len(got) != 1 || got[0].GetEvent().GetEvent().GetId().GetString_() != e.EventID.String() {
		t.Fatalf("got %v, %v", got, err)
	}
	got, err = plain.read(readOptions())
	if err != nil || len(got) != 1 {
		t.Fatal(err)
	}
	half := got[0].GetEvent().GetEvent().GetId().GetStructured()
	if id, err := esdb.ParseUUIDFromInt64(half.GetMostSignificantBits(), half.GetLeastSignificantBits()); err != nil || id != e.EventID {
		t.Errorf("structured id is %v, %v", id, err)
	}
	created := got[0].GetEvent().GetEvent().GetMetadata()["created"]
	if n, err := strconv.ParseInt(created, 10, 64); err != nil || n < 17_000_000_000_000_000 {
		t.Errorf("created is %q", created)
	}
}

func TestReadTellsBoundsToNewerClients(t *testing.T) {
	t.Parallel()
	server := serve(t)
	client, plain := connect(t, server), rawClient(t, server)
	fill(t, client, "s", 3)
	for _, compatibility := range []uint32{0, 1} {
		read := func(from uint64, direction streams.ReadReq_Options_ReadDirection) []*streams.ReadResp {
			got, err := plain.read(readOptions(func(o *streams.ReadReq_Options) {
				o.StreamOption = streamOption("s")
				o.GetStream().RevisionOption = &streams.ReadReq_Options_StreamOptions_Revision{Revision: from}
				o.ReadDirection = direction
				o.ControlOption = &streams.ReadReq_Options_ControlOption{Compatibility: compatibility}
			}))
			if err != nil {
				t.Fatal(err)
			}
			return got
		}
		whole, back, past := read(0, streams.ReadReq_Options_Forwards), read(2, streams.ReadReq_Options_Backwards), read(9, streams.ReadReq_Options_Forwards)
		if compatibility == 0 {
			if len(whole) != 3 || len(back) != 3 || len(past) != 0 {
				t.Errorf("older clients get %d, %d, %d messages", len(whole), len(back), len(past))
			}
			continue
		}
		if len(whole) != 4 || whole[3].GetLastStreamPosition() != 2 || len(back) != 4 || back[3].GetLastStreamPosition() != 2 {
			t.Errorf("forwards %v, backwards %v", whole, back)
		}
		if len(past) != 2 || past[0].GetFirstStreamPosition() != 3 || past[1].GetLastStreamPosition() != 2 {
			t.Errorf("past the end: %v", past)
		}
	}
}

func TestSubscriptionConfirmsFirst(t *testing.T) {
	t.Parallel()
	server := serve(t)
	fill(t, connect(t, server), "s", 1)
	plain := rawClient(t, server)
	call, err := plain.streams.Read(within(t), &streams.ReadReq{Options: readOptions(func(o *streams.ReadReq_Options) { o.CountOption = subscriptionOption() })})
	if err != nil {
		t.Fatal(err)
	}
	first, err := call.Recv()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := uuid.Parse(first.GetConfirmation().GetSubscriptionId()); err != nil {
		t.Errorf("first message is %v", first)
	}
}

func TestPersistentSubscriptionsAreUnimplemented(t *testing.T) {
	t.Parallel()
	server := serve(t)
	_, conn := raw(t, server)
	_, err := persistent.NewPersistentSubscriptionsClient(conn).GetInfo(within(t), &persistent.GetInfoReq{})
	if status.Code(err) != codes.Unimplemented {
		t.Errorf("got %v", err)
	}
}
