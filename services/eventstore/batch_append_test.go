package eventstore_test

import (
	"errors"
	"io"
	"testing"
	"time"

	"github.com/EventStore/EventStore-Client-Go/v4/protos/shared"
	"github.com/EventStore/EventStore-Client-Go/v4/protos/streams"
	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/testing/protocmp"
	"google.golang.org/protobuf/types/known/durationpb"
	"google.golang.org/protobuf/types/known/emptypb"
	"google.golang.org/protobuf/types/known/timestamppb"
)

func textID(id uuid.UUID) *shared.UUID {
	return &shared.UUID{Value: &shared.UUID_String_{String_: id.String()}}
}

func named(stream string) *shared.StreamIdentifier {
	return &shared.StreamIdentifier{StreamName: []byte(stream)}
}

func batchEvents(n, size int) []*streams.BatchAppendReq_ProposedMessage {
	list := make([]*streams.BatchAppendReq_ProposedMessage, n)
	for i := range list {
		list[i] = &streams.BatchAppendReq_ProposedMessage{
			Id: textID(uuid.New()), Data: make([]byte, size),
			Metadata: map[string]string{"type": "batched", "content-type": "application/octet-stream"},
		}
	}
	return list
}

func noStream(stream string) *streams.BatchAppendReq_Options {
	return &streams.BatchAppendReq_Options{
		StreamIdentifier:       named(stream),
		ExpectedStreamPosition: &streams.BatchAppendReq_Options_NoStream{NoStream: &emptypb.Empty{}},
	}
}

func at(stream string, revision uint64) *streams.BatchAppendReq_Options {
	return &streams.BatchAppendReq_Options{
		StreamIdentifier:       named(stream),
		ExpectedStreamPosition: &streams.BatchAppendReq_Options_StreamPosition{StreamPosition: revision},
	}
}

// batches is one BatchAppend call of a test. Answers are found by correlation id.
type batches struct {
	t       *testing.T
	call    streams.Streams_BatchAppendClient
	answers map[string]*streams.BatchAppendResp
}

func (b *batches) send(id uuid.UUID, o *streams.BatchAppendReq_Options, final bool, events ...*streams.BatchAppendReq_ProposedMessage) {
	b.t.Helper()
	err := b.call.Send(&streams.BatchAppendReq{CorrelationId: textID(id), Options: o, ProposedMessages: events, IsFinal: final})
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *batches) answer(id uuid.UUID) *streams.BatchAppendResp {
	b.t.Helper()
	for b.answers[id.String()] == nil {
		resp, err := b.call.Recv()
		if err != nil {
			b.t.Fatalf("no answer: %v", err)
		}
		b.answers[resp.GetCorrelationId().GetString_()] = resp
	}
	return b.answers[id.String()]
}

// fails expects an error with these details.
func (b *batches) fails(id uuid.UUID, code codes.Code, want proto.Message) {
	b.t.Helper()
	got := b.answer(id).GetError()
	if got == nil || codes.Code(got.GetCode()) != code || len(got.GetDetails()) != 1 {
		b.t.Fatalf("got %v, want code %v", b.answer(id), code)
	}
	details, err := got.GetDetails()[0].UnmarshalNew()
	if err != nil {
		b.t.Fatal(err)
	}
	if diff := cmp.Diff(want, details, protocmp.Transform()); diff != "" {
		b.t.Fatal(diff)
	}
	if name := string(want.ProtoReflect().Descriptor().Name()); got.GetMessage() != name {
		b.t.Errorf("message %q, want %q", got.GetMessage(), name)
	}
}

func (b *batches) succeeds(id uuid.UUID, revision uint64) {
	b.t.Helper()
	got := b.answer(id).GetSuccess()
	if got == nil || got.GetCurrentRevision() != revision || got.GetPosition().GetCommitPosition() == 0 ||
		got.GetPosition().GetCommitPosition() != got.GetPosition().GetPreparePosition() {
		b.t.Fatalf("got %v, want revision %d", b.answer(id), revision)
	}
}

func TestBatchAppend(t *testing.T) {
	t.Parallel()
	server := serve(t)
	client, _ := raw(t, server)
	call, err := client.BatchAppend(within(t))
	if err != nil {
		t.Fatal(err)
	}
	b := &batches{t: t, call: call, answers: map[string]*streams.BatchAppendResp{}}
	ids := make([]uuid.UUID, 20)
	for i := range ids {
		ids[i] = uuid.New()
	}

	// Interleaved chunks of two batches, then a chain of batches that count on being decided in order.
	b.send(ids[0], noStream("b-0"), false, batchEvents(2, 10)...)
	b.send(ids[1], noStream("b-1"), false, batchEvents(1, 10)...)
	b.send(ids[0], nil, true, batchEvents(1, 10)...)
	b.send(ids[1], nil, true)
	chain := batchEvents(1, 10)
	for i := range uint64(8) {
		b.send(ids[2+i], at("b-0", 2+i), true, chain...)
		chain = batchEvents(1, 10)
	}
	b.succeeds(ids[0], 2)
	b.succeeds(ids[1], 0)
	for i := range uint64(8) {
		b.succeeds(ids[2+i], 3+i)
	}
	if got := b.answer(ids[1]).GetStreamIdentifier().GetStreamName(); string(got) != "b-1" {
		t.Errorf("answer names stream %q", got)
	}

	// Each kind of failure is an answer, and the call goes on.
	b.send(ids[10], at("b-1", 7), true, batchEvents(1, 10)...)
	b.fails(ids[10], codes.AlreadyExists, &shared.WrongExpectedVersion{
		CurrentStreamRevisionOption:  &shared.WrongExpectedVersion_CurrentStreamRevision{CurrentStreamRevision: 0},
		ExpectedStreamPositionOption: &shared.WrongExpectedVersion_ExpectedStreamPosition{ExpectedStreamPosition: 7},
	})
	b.send(ids[11], noStream("b-2"), true, batchEvents(3, 400_000)...)
	b.fails(ids[11], codes.InvalidArgument, &shared.MaximumAppendSizeExceeded{MaxAppendSize: 1 << 20})
	nameless := batchEvents(1, 10)
	delete(nameless[0].GetMetadata(), "type")
	b.send(ids[12], noStream("b-2"), true, nameless...)
	b.fails(ids[12], codes.InvalidArgument, &shared.BadRequest{Message: "Required Metadata Property 'type' is missing"})
	late := noStream("b-2")
	late.DeadlineOption = &streams.BatchAppendReq_Options_Deadline{Deadline: durationpb.New(-time.Second)}
	b.send(ids[13], late, true, batchEvents(1, 10)...)
	b.fails(ids[13], codes.DeadlineExceeded, &shared.Timeout{})
	past := noStream("b-2")
	past.DeadlineOption = &streams.BatchAppendReq_Options_Deadline_21_10_0{Deadline_21_10_0: timestamppb.New(time.Unix(1, 0))}
	b.send(ids[14], past, false)
	b.fails(ids[14], codes.DeadlineExceeded, &shared.Timeout{}) // although it is not final
	open := noStream("b-2")
	open.ExpectedStreamPosition = nil
	b.send(ids[15], open, true, batchEvents(1, 10)...)
	b.fails(ids[15], codes.InvalidArgument, &shared.BadRequest{Message: "expectedStreamPosition is a required argument"})
	if _, err := client.Tombstone(within(t), &streams.TombstoneReq{Options: &streams.TombstoneReq_Options{
		StreamIdentifier: named("b-1"), ExpectedStreamRevision: &streams.TombstoneReq_Options_Any{Any: &shared.Empty{}},
	}}); err != nil {
		t.Fatal(err)
	}
	b.send(ids[16], at("b-1", 0), true, batchEvents(1, 10)...)
	b.fails(ids[16], codes.NotFound, &shared.StreamDeleted{StreamIdentifier: named("b-1")})
	b.send(ids[17], nil, true, batchEvents(1, 10)...) // nobody has begun it: ignored

	// After the client has finished everything pending is answered, then the call ends well.
	b.send(ids[18], noStream("b-3"), true, batchEvents(1, 10)...)
	b.send(ids[19], noStream("b-4"), false, batchEvents(1, 10)...) // never final
	if err := call.CloseSend(); err != nil {
		t.Fatal(err)
	}
	b.succeeds(ids[18], 0)
	if resp, err := call.Recv(); !errors.Is(err, io.EOF) {
		t.Fatalf("got %v, %v after the last answer", resp, err)
	}
}
