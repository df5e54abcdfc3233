package eventstore

import (
	"bytes"
	"math"
	"strconv"
	"testing"

	"github.com/EventStore/EventStore-Client-Go/v4/protos/shared"
	"github.com/EventStore/EventStore-Client-Go/v4/protos/streams"
	"github.com/google/uuid"
	"google.golang.org/grpc/encoding"
	"google.golang.org/protobuf/proto"
)

// readEvent builds with the generated types what eventMessage writes by hand.
func readEvent(r resolved, ids uuidForm) *streams.ReadResp {
	return &streams.ReadResp{Content: &streams.ReadResp_Event{Event: &streams.ReadResp_ReadEvent{
		Event:    recordedEvent(r.event, ids),
		Link:     recordedEvent(r.link, ids),
		Position: &streams.ReadResp_ReadEvent_CommitPosition{CommitPosition: unsigned(r.original().position)},
	}}}
}

func recordedEvent(r *record, ids uuidForm) *streams.ReadResp_ReadEvent_RecordedEvent {
	if r == nil {
		return nil
	}
	return &streams.ReadResp_ReadEvent_RecordedEvent{
		Id:               ids.encode(r.id),
		StreamIdentifier: &shared.StreamIdentifier{StreamName: []byte(r.stream)},
		StreamRevision:   unsigned(r.revision),
		PreparePosition:  unsigned(r.position),
		CommitPosition:   unsigned(r.position),
		Metadata: map[string]string{
			metadataType:        r.typ,
			metadataContentType: contentType(r.isJSON),
			metadataCreated:     strconv.FormatInt(r.created, 10),
		},
		CustomMetadata: r.metadata,
		Data:           r.data,
	}
}

// What is written by hand is what the generated code reads, field by field, and as long as was said.
func TestEventMessageIsTheGeneratedOne(t *testing.T) {
	t.Parallel()
	small := &record{position: 1, stream: "s", typ: "t", created: 1}
	large := &record{
		position: math.MaxInt64, stream: string(bytes.Repeat([]byte("长"), 300)), revision: math.MaxInt64, id: uuid.MustParse("ffffffff-ffff-4fff-bfff-ffffffffffff"),
		typ: "$streamDeleted", isJSON: true, data: bytes.Repeat([]byte{0, 255}, 40_000), metadata: bytes.Repeat([]byte("m"), 200), created: math.MaxInt64,
	}
	middle := &record{
		position: 300, stream: "dispute-1", revision: 128, id: uuid.MustParse("0192f0c1-7f00-7abc-8def-000000000001"), typ: "dispute-registered-v1",
		isJSON: true, data: []byte(`{"a":1}`), metadata: []byte(`{}`), created: 17_000_000_000_000_000,
	}
	for name, r := range map[string]resolved{
		"small": {event: small}, "middle": {event: middle}, "large": {event: large},
		"link": {event: large, link: middle}, "dangling link": {link: middle},
	} {
		for _, ids := range []uuidForm{uuidStructured, uuidText} {
			m := &eventMessage{resolved: r, ids: ids}
			wire, err := wireCodec{encoding.GetCodecV2("proto")}.Marshal(m)
			if err != nil {
				t.Fatal(err)
			}
			var got streams.ReadResp
			if err := proto.Unmarshal(wire.Materialize(), &got); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if want := readEvent(r, ids); !proto.Equal(&got, want) {
				t.Errorf("%s: got %v, want %v", name, &got, want)
			}
			if wire.Len() != m.size() {
				t.Errorf("%s: %d bytes, %d announced", name, wire.Len(), m.size())
			}
			wire.Free()
		}
	}
}
