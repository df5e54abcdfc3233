package eventstore

import (
	"context"
	"errors"
	"io"
	"sync"
	"sync/atomic"
	"time"

	"github.com/EventStore/EventStore-Client-Go/v4/protos/shared"
	"github.com/EventStore/EventStore-Client-Go/v4/protos/streams"
	"github.com/google/uuid"
	rpcstatus "google.golang.org/genproto/googleapis/rpc/status"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/anypb"
	"google.golang.org/protobuf/types/known/emptypb"
)

// Bounds of one BatchAppend call.
const (
	maxOpenBatches   = 1024             // begun and not final
	maxOpenBytes     = 16 << 20         // of those
	maxFlyingBatches = 1024             // final and not answered; then the call is not read any further
	batchTimeout     = 10 * time.Second // for batches that ask for no shorter one
)

var (
	// noCall is the context for errors that go into an answer: their trailers are not those of the call.
	noCall = context.Background()
	// emptyValue is shared by all answers: nobody changes it.
	emptyValue = &emptypb.Empty{}
)

// batchCall is one BatchAppend call: many appends, told apart by correlation id, answered as they complete.
type batchCall struct {
	*writer
	call streams.Streams_BatchAppendServer
	open map[uuid.UUID]*batch
	held int // bytes of the events in open

	flying chan struct{} // a slot for each batch that waits for the sequencer
	wait   sync.WaitGroup
	send   sync.Mutex // guards call.Send and over
	over   bool       // the call has ended: nothing may be sent any more
}

// batch is one append that is being received.
type batch struct {
	ctx      context.Context //nolint:containedctx // carries the deadline that the client gave this batch
	cancel   context.CancelFunc
	id       *shared.UUID
	stream   *shared.StreamIdentifier
	name     string
	expected int64
	events   events
	answered sync.Once
	failed   atomic.Bool // answered before it was final: what still comes of it is not kept
}

// BatchAppend answers Streams.BatchAppend. A batch that fails is an answer with an error; the call goes on.
func (w *writer) BatchAppend(call streams.Streams_BatchAppendServer) error {
	c := &batchCall{writer: w, call: call, open: map[uuid.UUID]*batch{}, flying: make(chan struct{}, maxFlyingBatches)}
	defer func() {
		for _, b := range c.open {
			b.cancel()
		}
		c.wait.Wait()
		c.send.Lock()
		defer c.send.Unlock()
		c.over = true
	}()
	for {
		chunk, err := call.Recv()
		if errors.Is(err, io.EOF) {
			return nil // after everything under way has been answered: see the defer
		}
		if err != nil {
			return err
		}
		c.receive(chunk)
	}
}

// receive adds a chunk to its batch, and hands the batch to the sequencer when it is complete.
func (c *batchCall) receive(chunk *streams.BatchAppendReq) {
	id, ok := eventID(chunk.GetCorrelationId())
	if !ok {
		return // there is nobody to answer
	}
	b := c.open[id]
	if chunk.GetOptions() != nil && b == nil {
		b = c.begin(id, chunk)
	}
	if b == nil {
		return
	}
	c.collect(b, chunk.GetProposedMessages())
	if chunk.GetIsFinal() {
		c.finish(id, b)
	}
}

// collect adds events to a batch until it fails. A batch that has failed holds nothing.
func (c *batchCall) collect(b *batch, list []*streams.BatchAppendReq_ProposedMessage) {
	for _, p := range list {
		if b.failed.Load() {
			break
		}
		before := b.events.bytes
		if err := b.events.add(noCall, proposedFrom(p)); err != nil {
			c.fail(b, err)
			break
		}
		c.held += b.events.bytes - before
		if c.held > maxOpenBytes {
			c.dropFailed() // those that ran out of time
		}
		if c.held > maxOpenBytes {
			c.fail(b, errBadOption("too much is begun and not final in this call"))
		}
	}
	if b.failed.Load() {
		c.drop(b)
	}
}

func (c *batchCall) dropFailed() {
	for _, b := range c.open {
		if b.failed.Load() {
			c.drop(b)
		}
	}
}

func (c *batchCall) drop(b *batch) {
	c.held -= b.events.bytes
	b.events.list, b.events.bytes = nil, 0
}

func (c *batchCall) begin(id uuid.UUID, chunk *streams.BatchAppendReq) *batch {
	o := chunk.GetOptions()
	b := &batch{id: chunk.GetCorrelationId(), stream: o.GetStreamIdentifier(), events: events{limits: c.writer}}
	within := c.timeout(o)
	b.ctx, b.cancel = context.WithTimeout(c.call.Context(), within)
	if len(c.open) >= maxOpenBatches {
		c.fail(b, errBadOption("too many batches are begun and not final in this call"))
		b.cancel()
		return nil
	}
	c.open[id] = b
	context.AfterFunc(b.ctx, func() {
		if errors.Is(b.ctx.Err(), context.DeadlineExceeded) {
			c.fail(b, context.DeadlineExceeded)
		}
	})
	var err error
	if b.name, err = writableStream(noCall, b.stream); err != nil {
		c.fail(b, err)
		return b
	}
	switch expected := o.GetExpectedStreamPosition().(type) {
	case *streams.BatchAppendReq_Options_StreamPosition:
		b.expected = expectedRevision(expected.StreamPosition)
	case *streams.BatchAppendReq_Options_NoStream:
		b.expected = expectNoStream
	case *streams.BatchAppendReq_Options_Any:
		b.expected = expectAny
	case *streams.BatchAppendReq_Options_StreamExists:
		b.expected = expectStreamExists
	default:
		c.fail(b, errBadOption("expectedStreamPosition is a required argument"))
	}
	return b
}

// timeout is what the client asked for, but never longer than our own.
func (c *batchCall) timeout(o *streams.BatchAppendReq_Options) time.Duration {
	switch d := o.GetDeadlineOption().(type) {
	case *streams.BatchAppendReq_Options_Deadline:
		return min(d.Deadline.AsDuration(), batchTimeout)
	case *streams.BatchAppendReq_Options_Deadline_21_10_0:
		return min(d.Deadline_21_10_0.AsTime().Sub(c.sequencer.now()), batchTimeout)
	}
	return batchTimeout
}

// finish queues a complete batch. It is queued here and not in the goroutine that waits for it, because clients count on
// their batches being decided in the order in which they completed them.
func (c *batchCall) finish(id uuid.UUID, b *batch) {
	delete(c.open, id)
	c.held -= b.events.bytes
	b.answered.Do(func() {}) // from here on only the outcome answers
	if b.failed.Load() {
		b.cancel()
		return
	}
	r := newRequest(b.ctx, kindAppend, b.name, b.expected, b.events.list)
	if err := c.sequencer.enqueue(r); err != nil {
		c.answer(b, batchFailure(err))
		b.cancel()
		return
	}
	c.flying <- struct{}{}
	c.wait.Go(func() {
		defer b.cancel()
		res, err := c.sequencer.wait(b.ctx, r)
		c.answer(b, batchOutcome(b, res, err))
		<-c.flying
	})
}

// fail answers a batch that will not be carried out, once.
func (c *batchCall) fail(b *batch, err error) {
	b.answered.Do(func() {
		b.failed.Store(true)
		c.answer(b, batchFailure(err))
	})
}

// answer sends one answer. When it cannot be sent the call is over, which Recv will tell.
func (c *batchCall) answer(b *batch, resp *streams.BatchAppendResp) {
	resp.CorrelationId, resp.StreamIdentifier = b.id, b.stream
	c.send.Lock()
	defer c.send.Unlock()
	if !c.over {
		_ = c.call.Send(resp)
	}
}

// batchOutcome is the answer to a batch that went through the sequencer.
func batchOutcome(b *batch, res result, err error) *streams.BatchAppendResp {
	switch {
	case err != nil:
		return batchFailure(err)
	case res.verdict == verdictDeleted:
		return batchError(codes.NotFound, &shared.StreamDeleted{StreamIdentifier: b.stream})
	case res.verdict == verdictConflict:
		return batchError(codes.AlreadyExists, wrongVersionDetails(b.expected, res.revision))
	}
	position := uint64(max(res.position, 0))
	success := &streams.BatchAppendResp_Success{PositionOption: &streams.BatchAppendResp_Success_Position{
		Position: &shared.AllStreamPosition{CommitPosition: position, PreparePosition: position},
	}}
	if res.revision == noEvents {
		success.CurrentRevisionOption = &streams.BatchAppendResp_Success_NoStream{NoStream: emptyValue}
	} else {
		success.CurrentRevisionOption = &streams.BatchAppendResp_Success_CurrentRevision{CurrentRevision: uint64(res.revision)} //nolint:gosec // not negative
	}
	return &streams.BatchAppendResp{Result: &streams.BatchAppendResp_Success_{Success: success}}
}

// batchFailure puts a status error into an answer. The codes differ from those of Append; clients look at the details.
func batchFailure(err error) *streams.BatchAppendResp {
	if errors.Is(err, context.DeadlineExceeded) {
		return batchError(codes.DeadlineExceeded, &shared.Timeout{})
	}
	s := status.Convert(err)
	switch s.Code() {
	case codes.DeadlineExceeded:
		return batchError(codes.DeadlineExceeded, &shared.Timeout{})
	case codes.PermissionDenied:
		return batchError(codes.PermissionDenied, &shared.AccessDenied{})
	case codes.InvalidArgument:
		if large, ok := errors.AsType[*appendTooLarge](err); ok {
			return batchError(codes.InvalidArgument, &shared.MaximumAppendSizeExceeded{MaxAppendSize: uint32(large.limit)}) //nolint:gosec // a configured size
		}
		return batchError(codes.InvalidArgument, &shared.BadRequest{Message: s.Message()})
	default:
		return batchError(codes.Unknown, &shared.Unknown{})
	}
}

func batchError(code codes.Code, details proto.Message) *streams.BatchAppendResp {
	packed, err := anypb.New(details)
	if err != nil {
		packed = nil // the code alone has to do
	}
	return &streams.BatchAppendResp{Result: &streams.BatchAppendResp_Error{Error: &rpcstatus.Status{
		Code:    int32(code), //nolint:gosec // a small constant
		Message: string(details.ProtoReflect().Descriptor().Name()),
		Details: []*anypb.Any{packed},
	}}}
}

func wrongVersionDetails(expected, current int64) *shared.WrongExpectedVersion {
	wrong := &shared.WrongExpectedVersion{}
	if current == noEvents {
		wrong.CurrentStreamRevisionOption = &shared.WrongExpectedVersion_CurrentNoStream{CurrentNoStream: emptyValue}
	} else {
		wrong.CurrentStreamRevisionOption = &shared.WrongExpectedVersion_CurrentStreamRevision{CurrentStreamRevision: uint64(current)} //nolint:gosec // not negative
	}
	switch expected {
	case expectAny:
		wrong.ExpectedStreamPositionOption = &shared.WrongExpectedVersion_ExpectedAny{ExpectedAny: emptyValue}
	case expectStreamExists:
		wrong.ExpectedStreamPositionOption = &shared.WrongExpectedVersion_ExpectedStreamExists{ExpectedStreamExists: emptyValue}
	case expectNoStream:
		wrong.ExpectedStreamPositionOption = &shared.WrongExpectedVersion_ExpectedNoStream{ExpectedNoStream: emptyValue}
	default:
		wrong.ExpectedStreamPositionOption = &shared.WrongExpectedVersion_ExpectedStreamPosition{ExpectedStreamPosition: uint64(expected)} //nolint:gosec // not negative
	}
	return wrong
}
