package eventstore_test

import (
	"context"
	"math"
	"strings"
	"testing"

	"github.com/EventStore/EventStore-Client-Go/v4/esdb"
	"github.com/EventStore/EventStore-Client-Go/v4/protos/shared"
	"github.com/EventStore/EventStore-Client-Go/v4/protos/streams"
	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/testing/protocmp"
)

func TestOfficialClientAppends(t *testing.T) {
	t.Parallel()
	client := connect(t, serve(t))
	first := event("made", `{"n":1}`)
	done := write(t, client, "o-1", esdb.NoStream{}, first, event("made", `{"n":2}`))
	if done.NextExpectedVersion != 1 || done.CommitPosition != 2 || done.PreparePosition != 2 {
		t.Errorf("got %+v", done)
	}
	again := write(t, client, "o-1", esdb.Any{}, first)
	if again.NextExpectedVersion != 0 || again.CommitPosition != 1 {
		t.Errorf("repetition: got %+v", again)
	}
	if done := write(t, client, "o-1", esdb.StreamExists{}, event("made", `{}`)); done.NextExpectedVersion != 2 {
		t.Errorf("got %+v", done)
	}
	for name, expected := range map[string]esdb.ExpectedRevision{"no stream": esdb.NoStream{}, "below": esdb.Revision(0), "above": esdb.Revision(9)} {
		_, err := client.AppendToStream(within(t), "o-1", esdb.AppendToStreamOptions{ExpectedRevision: expected}, event("made", `{}`))
		if codeOf(err) != esdb.ErrorCodeWrongExpectedVersion {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestOfficialClientDeletesAndRevives(t *testing.T) {
	t.Parallel()
	client := connect(t, serve(t))
	fill(t, client, "d-1", 3)
	deleted, err := client.DeleteStream(within(t), "d-1", esdb.DeleteStreamOptions{ExpectedRevision: esdb.Revision(2)})
	if err != nil || deleted.Position.Commit != 4 {
		t.Fatalf("%+v, %v", deleted, err)
	}
	if _, err := collect(client.ReadStream(within(t), "d-1", esdb.ReadStreamOptions{}, 10)); codeOf(err) != esdb.ErrorCodeResourceNotFound {
		t.Errorf("soft-deleted: %v", err)
	}
	write(t, client, "d-1", esdb.NoStream{}, event("made", `{}`))
	list, err := collect(client.ReadStream(within(t), "d-1", esdb.ReadStreamOptions{}, 10))
	if diff := cmp.Diff([]uint64{3}, revisions(list)); err != nil || diff != "" {
		t.Errorf("revived: %v %s", err, diff)
	}
	_, err = client.DeleteStream(within(t), "d-1", esdb.DeleteStreamOptions{ExpectedRevision: esdb.Revision(1)})
	if err == nil || !strings.Contains(err.Error(), "Delete failed due to WrongExpectedVersion. Stream: d-1, Expected version: 1, Actual version: 3") {
		t.Errorf("got %v", err)
	}
	buried, err := client.TombstoneStream(within(t), "d-1", esdb.TombstoneStreamOptions{ExpectedRevision: esdb.Revision(3)})
	if err != nil || buried.Position.Commit == 0 {
		t.Fatalf("%+v, %v", buried, err)
	}
	for name, call := range map[string]func() error{
		"append": func() error {
			_, err := client.AppendToStream(within(t), "d-1", esdb.AppendToStreamOptions{ExpectedRevision: esdb.Any{}}, event("made", `{}`))
			return err
		},
		"read": func() error {
			_, err := collect(client.ReadStream(within(t), "d-1", esdb.ReadStreamOptions{}, 10))
			return err
		},
	} {
		if err := call(); codeOf(err) != esdb.ErrorCodeStreamDeleted {
			t.Errorf("%s on a tombstoned stream: %v", name, err)
		}
	}
}

func TestStreamMetadataByTheOfficialClient(t *testing.T) {
	t.Parallel()
	client := connect(t, serve(t))
	fill(t, client, "m-1", 5)
	var m esdb.StreamMetadata
	m.SetMaxCount(2)
	if _, err := client.SetStreamMetadata(within(t), "m-1", esdb.AppendToStreamOptions{ExpectedRevision: esdb.NoStream{}}, m); err != nil {
		t.Fatal(err)
	}
	list, err := collect(client.ReadStream(within(t), "m-1", esdb.ReadStreamOptions{}, 10))
	if diff := cmp.Diff([]uint64{3, 4}, revisions(list)); err != nil || diff != "" {
		t.Errorf("%v %s", err, diff)
	}
	got, err := client.GetStreamMetadata(within(t), "m-1", esdb.ReadStreamOptions{})
	if err != nil || got.MaxCount() == nil || *got.MaxCount() != 2 {
		t.Errorf("%v, %v", got, err)
	}
}

// sendAll makes one Append call of these messages and returns its answer, error and trailers.
func sendAll(t *testing.T, client streams.StreamsClient, messages ...*streams.AppendReq) (*streams.AppendResp, metadata.MD, error) {
	t.Helper()
	ctx, cancel := context.WithCancel(within(t))
	defer cancel()
	var trailers metadata.MD
	call, err := client.Append(ctx, grpc.Trailer(&trailers))
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range messages {
		if err := call.Send(m); err != nil {
			t.Fatalf("the server ended the call before everything was sent: %v", err)
		}
	}
	resp, err := call.CloseAndRecv()
	return resp, trailers, err
}

func options(stream string) *streams.AppendReq {
	return &streams.AppendReq{Content: &streams.AppendReq_Options_{Options: &streams.AppendReq_Options{
		StreamIdentifier: named(stream), ExpectedStreamRevision: &streams.AppendReq_Options_Any{Any: &shared.Empty{}},
	}}}
}

func proposed(change func(*streams.AppendReq_ProposedMessage)) *streams.AppendReq {
	m := &streams.AppendReq_ProposedMessage{
		Id: textID(uuid.New()), Data: []byte(`{}`), Metadata: map[string]string{"type": "made", "content-type": "application/json"},
	}
	if change != nil {
		change(m)
	}
	return &streams.AppendReq{Content: &streams.AppendReq_ProposedMessage_{ProposedMessage: m}}
}

func TestAppendRefusesWhatIsMalformed(t *testing.T) {
	t.Parallel()
	server := serve(t)
	client, _ := raw(t, server)
	var rest []*streams.AppendReq // what a client goes on sending while the refusal is certain already
	for range 50 {
		rest = append(rest, proposed(func(m *streams.AppendReq_ProposedMessage) { m.Data = make([]byte, 20_000) }))
	}
	unset := options("x")
	unset.GetOptions().ExpectedStreamRevision = nil
	required := map[string]string{"exception": "missing-required-metadata-property", "required-metadata-properties": "type,content-type"}
	tests := []struct {
		name     string
		messages []*streams.AppendReq
		code     codes.Code
		text     string
		trailers map[string]string
	}{
		{"nothing", nil, codes.InvalidArgument, "options are a required argument", nil},
		{"no options", []*streams.AppendReq{proposed(nil)}, codes.InvalidArgument, "must be its options", nil},
		{"options twice", []*streams.AppendReq{options("x"), options("x")}, codes.InvalidArgument, "options once", nil},
		{"no expectation", []*streams.AppendReq{unset}, codes.InvalidArgument, "expectedStreamRevision", nil},
		{"no stream", []*streams.AppendReq{options("")}, codes.InvalidArgument, "streamIdentifier", nil},
		{"a stream without a name behind $$", []*streams.AppendReq{options("$$")}, codes.InvalidArgument, "streamIdentifier", nil},
		{"the log", []*streams.AppendReq{options("$all")}, codes.PermissionDenied, "Access Denied", map[string]string{"exception": "access-denied"}},
		{"a long name", []*streams.AppendReq{options(strings.Repeat("x", 1025))}, codes.InvalidArgument, "too long", nil},
		{"a name that is not UTF-8", []*streams.AppendReq{options("x\xff")}, codes.InvalidArgument, "UTF-8", nil},
		{"a name with NUL", []*streams.AppendReq{options("x\x00y")}, codes.InvalidArgument, "NUL", nil},
		{"no id", []*streams.AppendReq{options("x"), proposed(func(m *streams.AppendReq_ProposedMessage) { m.Id = nil })}, codes.InvalidArgument, "eventId", nil},
		{"the nil id", []*streams.AppendReq{options("x"), proposed(func(m *streams.AppendReq_ProposedMessage) { m.Id = textID(uuid.Nil) })}, codes.InvalidArgument, "eventId", nil},
		{"no type", []*streams.AppendReq{options("x"), proposed(func(m *streams.AppendReq_ProposedMessage) { delete(m.GetMetadata(), "type") })}, codes.InvalidArgument, "Required Metadata Property 'type' is missing", required},
		{"no content type", []*streams.AppendReq{options("x"), proposed(func(m *streams.AppendReq_ProposedMessage) { delete(m.GetMetadata(), "content-type") })}, codes.InvalidArgument, "Required Metadata Property 'content-type' is missing", required},
		{"an empty type", []*streams.AppendReq{options("x"), proposed(func(m *streams.AppendReq_ProposedMessage) { m.Metadata["type"] = "" })}, codes.InvalidArgument, "Empty eventType", nil},
		{"a type with NUL", []*streams.AppendReq{options("x"), proposed(func(m *streams.AppendReq_ProposedMessage) { m.Metadata["type"] = "a\x00" })}, codes.InvalidArgument, "NUL", nil},
		{
			"too much", append([]*streams.AppendReq{options("x"), proposed(func(m *streams.AppendReq_ProposedMessage) { m.Data = make([]byte, 1<<20) })}, rest...),
			codes.InvalidArgument, "Maximum Append Size of 1048576 Exceeded.",
			map[string]string{"exception": "maximum-append-size-exceeded", "maximum-append-size": "1048576"},
		},
		{"refused at once, sent to the end", append([]*streams.AppendReq{options("")}, rest...), codes.InvalidArgument, "streamIdentifier", nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, trailers, err := sendAll(t, client, test.messages...)
			if status.Code(err) != test.code || !strings.Contains(status.Convert(err).Message(), test.text) {
				t.Fatalf("got %v", err)
			}
			for key, want := range test.trailers {
				if got := strings.Join(trailers.Get(key), "|"); got != want {
					t.Errorf("trailer %s: %q, want %q", key, got, want)
				}
			}
		})
	}
	official := connect(t, server)
	if _, err := collect(official.ReadStream(within(t), "x", esdb.ReadStreamOptions{}, 1)); codeOf(err) != esdb.ErrorCodeResourceNotFound {
		t.Errorf("something was written: %v", err)
	}
}

func TestAppendTellsTheWrongVersionTwice(t *testing.T) {
	t.Parallel()
	client, _ := raw(t, serve(t))
	expecting := func(stream string, change func(*streams.AppendReq_Options)) *streams.AppendReq {
		m := options(stream)
		change(m.GetOptions())
		return m
	}
	resp, _, err := sendAll(t, client, expecting("w", func(o *streams.AppendReq_Options) {
		o.ExpectedStreamRevision = &streams.AppendReq_Options_Revision{Revision: 5}
	}), proposed(nil))
	want := &streams.AppendResp_WrongExpectedVersion{
		CurrentRevisionOption_20_6_0:  &streams.AppendResp_WrongExpectedVersion_NoStream_20_6_0{NoStream_20_6_0: &shared.Empty{}},
		ExpectedRevisionOption_20_6_0: &streams.AppendResp_WrongExpectedVersion_ExpectedRevision_20_6_0{ExpectedRevision_20_6_0: 5},
		CurrentRevisionOption:         &streams.AppendResp_WrongExpectedVersion_CurrentNoStream{CurrentNoStream: &shared.Empty{}},
		ExpectedRevisionOption:        &streams.AppendResp_WrongExpectedVersion_ExpectedRevision{ExpectedRevision: 5},
	}
	if diff := cmp.Diff(want, resp.GetWrongExpectedVersion(), protocmp.Transform()); err != nil || diff != "" {
		t.Fatalf("%v %s", err, diff)
	}
	if _, _, err := sendAll(t, client, options("w"), proposed(nil)); err != nil {
		t.Fatal(err)
	}
	resp, _, err = sendAll(t, client, expecting("w", func(o *streams.AppendReq_Options) {
		o.ExpectedStreamRevision = &streams.AppendReq_Options_NoStream{NoStream: &shared.Empty{}}
	}), proposed(nil))
	want = &streams.AppendResp_WrongExpectedVersion{
		CurrentRevisionOption_20_6_0:  &streams.AppendResp_WrongExpectedVersion_CurrentRevision_20_6_0{CurrentRevision_20_6_0: 0},
		ExpectedRevisionOption_20_6_0: &streams.AppendResp_WrongExpectedVersion_ExpectedRevision_20_6_0{ExpectedRevision_20_6_0: math.MaxUint64},
		CurrentRevisionOption:         &streams.AppendResp_WrongExpectedVersion_CurrentRevision{CurrentRevision: 0},
		ExpectedRevisionOption:        &streams.AppendResp_WrongExpectedVersion_ExpectedNoStream{ExpectedNoStream: &shared.Empty{}},
	}
	if diff := cmp.Diff(want, resp.GetWrongExpectedVersion(), protocmp.Transform()); err != nil || diff != "" {
		t.Fatalf("%v %s", err, diff)
	}
}

func TestDeleteTellsErrorsInTrailers(t *testing.T) {
	t.Parallel()
	client, _ := raw(t, serve(t))
	var trailers metadata.MD
	_, err := client.Delete(within(t), &streams.DeleteReq{Options: &streams.DeleteReq_Options{
		StreamIdentifier: named("案"), ExpectedStreamRevision: &streams.DeleteReq_Options_StreamExists{StreamExists: &shared.Empty{}},
	}}, grpc.Trailer(&trailers))
	if status.Code(err) != codes.FailedPrecondition ||
		status.Convert(err).Message() != "Delete failed due to WrongExpectedVersion. Stream: 案, Expected version: -4, Actual version: -1" {
		t.Fatalf("got %v", err)
	}
	for key, want := range map[string]string{"exception": "wrong-expected-version", "expected-version": "-4", "actual-version": "-1"} {
		if got := strings.Join(trailers.Get(key), "|"); got != want {
			t.Errorf("trailer %s: %q, want %q", key, got, want)
		}
	}
	_, err = client.Tombstone(within(t), &streams.TombstoneReq{Options: &streams.TombstoneReq_Options{StreamIdentifier: named("t")}})
	if status.Code(err) != codes.InvalidArgument {
		t.Errorf("no expectation: %v", err)
	}
}
