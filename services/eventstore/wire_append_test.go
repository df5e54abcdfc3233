package eventstore

import (
	"bytes"
	"math/rand/v2"
	"testing"

	"github.com/EventStore/EventStore-Client-Go/v4/protos/shared"
	"github.com/EventStore/EventStore-Client-Go/v4/protos/streams"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/google/uuid"
	"google.golang.org/grpc/encoding"
	"google.golang.org/grpc/mem"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/testing/protocmp"
)

// readGenerated reads a message as the generated code does; false if that refuses it.
func readGenerated(b []byte) (appendMessage, bool) {
	var m streams.AppendReq
	if err := proto.Unmarshal(b, &m); err != nil {
		return appendMessage{}, false
	}
	want := appendMessage{options: m.GetOptions()}
	if m.GetProposedMessage() != nil {
		want.event = proposedFrom(m.GetProposedMessage())
		if want.event.hasContentType && want.event.contentType != contentTypeJSON {
			want.event.contentType = contentTypeOctetStream // all that is not JSON is one
		}
	}
	return want, true
}

func diffMessages(want, got appendMessage) string {
	if got.event != nil && got.event.hasContentType && got.event.contentType != contentTypeJSON {
		got.event.contentType = contentTypeOctetStream
	}
	return cmp.Diff(want, got, cmp.AllowUnexported(appendMessage{}, proposedEvent{}), protocmp.Transform(), cmpopts.EquateEmpty())
}

// What is read by hand is what the generated code reads, in the plain form, in every other form, and when it is damaged.
func TestAppendMessageIsTheGeneratedOne(t *testing.T) {
	t.Parallel()
	id := uuid.MustParse("ffeeddcc-bbaa-4988-8776-655443322110")
	most, least := halves(id)
	plain := &streams.AppendReq_ProposedMessage{
		Id:       &shared.UUID{Value: &shared.UUID_Structured_{Structured: &shared.UUID_Structured{MostSignificantBits: most, LeastSignificantBits: least}}},
		Metadata: map[string]string{"type": "dispute-registered-v1", "content-type": "application/json", "extra": "x"},
		Data:     bytes.Repeat([]byte("d"), 600), CustomMetadata: []byte(`{"m":1}`),
	}
	asText := &streams.AppendReq_ProposedMessage{
		Id:       &shared.UUID{Value: &shared.UUID_String_{String_: id.String()}},
		Metadata: map[string]string{"type": "案", "content-type": "application/octet-stream"},
	}
	badID := &streams.AppendReq_ProposedMessage{Id: &shared.UUID{Value: &shared.UUID_String_{String_: "no id"}}, Data: []byte("x")}
	messages := map[string]*streams.AppendReq{
		"plain":   {Content: &streams.AppendReq_ProposedMessage_{ProposedMessage: plain}},
		"as text": {Content: &streams.AppendReq_ProposedMessage_{ProposedMessage: asText}},
		"bad id":  {Content: &streams.AppendReq_ProposedMessage_{ProposedMessage: badID}},
		"bare":    {Content: &streams.AppendReq_ProposedMessage_{ProposedMessage: &streams.AppendReq_ProposedMessage{}}},
		"nothing": {},
		"options": {Content: &streams.AppendReq_Options_{Options: &streams.AppendReq_Options{
			StreamIdentifier:       &shared.StreamIdentifier{StreamName: []byte("s")},
			ExpectedStreamRevision: &streams.AppendReq_Options_Revision{Revision: 7},
		}}},
	}
	wires := map[string][]byte{}
	for name, m := range messages {
		b, err := proto.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		wires[name] = b
	}
	wires["twice"] = append(bytes.Clone(wires["plain"]), wires["as text"]...) // the generated code merges them
	wires["unknown field"] = protowire.AppendVarint(protowire.AppendTag(bytes.Clone(wires["plain"]), 99, protowire.VarintType), 1)
	inner, err := proto.Marshal(plain)
	if err != nil {
		t.Fatal(err)
	}
	inner = protowire.AppendBytes(protowire.AppendTag(inner, proposedData, protowire.BytesType), []byte("later"))
	wires["data twice"] = protowire.AppendBytes(protowire.AppendTag(nil, appendProposed, protowire.BytesType), inner)

	codec := wireCodec{encoding.GetCodecV2("proto")}
	check := func(name string, b []byte) {
		t.Helper()
		want, ok := readGenerated(b)
		sent := bytes.Clone(b)
		var got appendMessage
		err := codec.Unmarshal(mem.BufferSlice{mem.SliceBuffer(sent)}, &got)
		clear(sent) // the buffer is used for the next message
		if (err == nil) != ok {
			t.Fatalf("%s: %v, the generated code takes it: %t\n%x", name, err, ok, b)
		}
		if err != nil {
			return
		}
		if diff := diffMessages(want, got); diff != "" {
			t.Fatalf("%s (-generated +by hand)\n%s\n%x", name, diff, b)
		}
	}
	damage := rand.New(rand.NewPCG(1, 2)) // the same damage every time
	for name, b := range wires {
		check(name, b)
		for end := range b {
			check(name+" cut", b[:end])
		}
		if name == "as text" { // texts that are no UTF-8 are let through to be refused with a better answer
			continue
		}
		for range 2000 {
			broken := bytes.Clone(b)
			if len(broken) == 0 {
				break
			}
			at := damage.IntN(min(len(broken), 40)) // the structure, before the texts
			broken[at] ^= byte(1 + damage.IntN(127))
			if !bytes.Equal(broken[:1], b[:1]) || bytes.ContainsFunc(broken, func(r rune) bool { return r == 0xfffd }) {
				continue
			}
			check(name+" damaged", broken)
		}
	}
}
