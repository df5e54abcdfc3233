package eventstore

import (
	"context"
	"testing"

	"github.com/EventStore/EventStore-Client-Go/v4/protos/shared"
	"github.com/EventStore/EventStore-Client-Go/v4/protos/streams"
	"github.com/google/uuid"
	"google.golang.org/protobuf/types/known/emptypb"
)

// caller is the client's end of a BatchAppend call that is never full.
type caller struct {
	streams.Streams_BatchAppendServer
	ctx     context.Context //nolint:containedctx // gRPC asks the stream for its context
	answers chan *streams.BatchAppendResp
}

func (c caller) Context() context.Context { return c.ctx }

func (c caller) Send(m *streams.BatchAppendResp) error {
	c.answers <- m
	return nil
}

// receiver is a call that collects batches; none of them may get as far as the sequencer.
func receiver(t *testing.T) *batchCall {
	t.Helper()
	return &batchCall{
		writer: &writer{appendBytes: maxAppendBytes}, open: map[uuid.UUID]*batch{},
		call: caller{ctx: t.Context(), answers: make(chan *streams.BatchAppendResp, 4096)},
	}
}

func (c *batchCall) answered(t *testing.T) string {
	t.Helper()
	select {
	case m := <-c.call.(caller).answers:
		return m.GetError().GetMessage()
	default:
		return ""
	}
}

// batchChunk is a chunk with events of these sizes.
func batchChunk(id uuid.UUID, final bool, sizes ...int) *streams.BatchAppendReq {
	most, least := halves(id)
	chunk := &streams.BatchAppendReq{
		CorrelationId: &shared.UUID{Value: &shared.UUID_Structured_{Structured: &shared.UUID_Structured{MostSignificantBits: most, LeastSignificantBits: least}}},
		IsFinal:       final,
		Options: &streams.BatchAppendReq_Options{
			StreamIdentifier:       &shared.StreamIdentifier{StreamName: []byte("s")},
			ExpectedStreamPosition: &streams.BatchAppendReq_Options_Any{Any: &emptypb.Empty{}},
		},
	}
	for _, size := range sizes {
		chunk.ProposedMessages = append(chunk.ProposedMessages, &streams.BatchAppendReq_ProposedMessage{
			Id: uuidText.encode(uuid.New()), Data: make([]byte, size),
			Metadata: map[string]string{metadataType: "t", metadataContentType: contentTypeJSON},
		})
	}
	return chunk
}

// What refused batches brought is neither kept nor counted, so the bound of what is open stays where it is.
func TestRefusedBatchesHoldNothing(t *testing.T) {
	t.Parallel()
	c := receiver(t)
	for range 100 {
		c.receive(batchChunk(uuid.New(), true, 1000, maxAppendBytes, 1000))
		if got := c.answered(t); got != "MaximumAppendSizeExceeded" {
			t.Fatalf("answered %q", got)
		}
		if c.held != 0 || len(c.open) != 0 {
			t.Fatalf("%d bytes of %d batches are held", c.held, len(c.open))
		}
	}

	// Refused and not final: what still comes of it is let go.
	refused := uuid.New()
	for range 20 {
		c.receive(batchChunk(refused, false, 1000, maxAppendBytes))
		if b := c.open[refused]; c.held != 0 || len(b.events.list) != 0 {
			t.Fatalf("%d bytes are held, %d events", c.held, len(b.events.list))
		}
	}
	if first, second := c.answered(t), c.answered(t); first != "MaximumAppendSizeExceeded" || second != "" {
		t.Fatalf("answered %q, %q", first, second)
	}
}

// Open batches may hold so much together. The one that goes beyond fails, and what failed counts no more.
func TestOpenBatchesAreBounded(t *testing.T) {
	t.Parallel()
	c := receiver(t)
	const size = maxAppendBytes - 100
	const fitting = maxOpenBytes / size
	late := uuid.New()
	c.receive(batchChunk(late, false, size))
	for range fitting - 1 {
		c.receive(batchChunk(uuid.New(), false, size))
	}
	if got := c.answered(t); got != "" || c.held < fitting*size {
		t.Fatalf("answered %q, %d bytes are held", got, c.held)
	}
	c.receive(batchChunk(uuid.New(), false, size))
	if got := c.answered(t); got != "BadRequest" || c.held > maxOpenBytes {
		t.Fatalf("answered %q, %d bytes are held", got, c.held)
	}
	c.fail(c.open[late], context.DeadlineExceeded) // its time is over
	if got := c.answered(t); got != "Timeout" {
		t.Fatalf("answered %q", got)
	}
	c.receive(batchChunk(uuid.New(), false, size))
	if got := c.answered(t); got != "" {
		t.Fatalf("answered %q although there is room", got)
	}
}
