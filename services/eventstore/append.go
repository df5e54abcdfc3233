package eventstore

import (
	"errors"
	"io"
	"math"

	"github.com/EventStore/EventStore-Client-Go/v4/protos/shared"
	"github.com/EventStore/EventStore-Client-Go/v4/protos/streams"
	"google.golang.org/grpc"
)

// empty is shared by all answers: nobody changes it.
var empty = &shared.Empty{}

// Append answers Streams.Append: one message with options, then the events, then the answer. All events are written or
// none. A wrong expected revision is an answer, not an error.
func (w *writer) Append(call streams.Streams_AppendServer) error {
	r, err := w.receiveAppend(call)
	if err != nil {
		return err
	}
	res, err := w.sequencer.submit(call.Context(), r)
	switch {
	case err != nil:
		return err
	case res.verdict == verdictDeleted:
		return errStreamDeleted(call.Context(), r.stream)
	case res.verdict == verdictConflict:
		return call.SendAndClose(wrongVersionAnswer(r.expected, res.revision))
	}
	return call.SendAndClose(successAnswer(res))
}

func (w *writer) receiveAppend(call streams.Streams_AppendServer) (*request, error) {
	ctx := call.Context()
	var message appendMessage
	err := call.RecvMsg(&message)
	if errors.Is(err, io.EOF) {
		return nil, errBadOption("options are a required argument")
	}
	if err != nil {
		return nil, err
	}
	options := message.options
	if options == nil {
		return nil, drain(call, errBadOption("the first message of an append must be its options"))
	}
	stream, expected, err := destination(ctx, options, options.GetExpectedStreamRevision() != nil)
	if err != nil {
		return nil, drain(call, err)
	}
	proposed := events{limits: w}
	for {
		err := call.RecvMsg(&message)
		if errors.Is(err, io.EOF) {
			return newRequest(ctx, kindAppend, stream, expected, proposed.list), nil
		}
		if err != nil {
			return nil, err
		}
		if message.event == nil {
			return nil, drain(call, errBadOption("an append has options once, then events"))
		}
		if err := proposed.add(ctx, message.event); err != nil {
			return nil, drain(call, err)
		}
	}
}

// drain reads the rest of a refused append and returns the refusal. A client that is still sending when the call ends would
// never look at the status: it would only learn that the stream is closed.
func drain(call grpc.ServerStream, refusal error) error {
	for bytes := 0; bytes < maxDrainedBytes; {
		message := new(streams.AppendReq)
		if call.RecvMsg(message) != nil {
			return refusal
		}
		p := message.GetProposedMessage()
		bytes += len(p.GetData()) + len(p.GetCustomMetadata()) + 64
	}
	return refusal
}

func successAnswer(res result) *streams.AppendResp {
	position := uint64(max(res.position, 0))
	success := &streams.AppendResp_Success{
		PositionOption: &streams.AppendResp_Success_Position{
			Position: &streams.AppendResp_Position{CommitPosition: position, PreparePosition: position},
		},
	}
	if res.revision == noEvents {
		success.CurrentRevisionOption = &streams.AppendResp_Success_NoStream{NoStream: empty}
	} else {
		success.CurrentRevisionOption = &streams.AppendResp_Success_CurrentRevision{CurrentRevision: uint64(res.revision)} //nolint:gosec // not negative
	}
	return &streams.AppendResp{Result: &streams.AppendResp_Success_{Success: success}}
}

// wrongVersionAnswer tells the expected and the real revision twice: in the fields of today's clients and in those of old
// ones, which know no "no stream" as expectation.
func wrongVersionAnswer(expected, current int64) *streams.AppendResp {
	wrong := &streams.AppendResp_WrongExpectedVersion{}
	if current == noEvents {
		wrong.CurrentRevisionOption_20_6_0 = &streams.AppendResp_WrongExpectedVersion_NoStream_20_6_0{NoStream_20_6_0: empty}
		wrong.CurrentRevisionOption = &streams.AppendResp_WrongExpectedVersion_CurrentNoStream{CurrentNoStream: empty}
	} else {
		at := uint64(current) //nolint:gosec // not negative
		wrong.CurrentRevisionOption_20_6_0 = &streams.AppendResp_WrongExpectedVersion_CurrentRevision_20_6_0{CurrentRevision_20_6_0: at}
		wrong.CurrentRevisionOption = &streams.AppendResp_WrongExpectedVersion_CurrentRevision{CurrentRevision: at}
	}
	switch expected {
	case expectAny:
		wrong.ExpectedRevisionOption_20_6_0 = &streams.AppendResp_WrongExpectedVersion_Any_20_6_0{Any_20_6_0: empty}
		wrong.ExpectedRevisionOption = &streams.AppendResp_WrongExpectedVersion_ExpectedAny{ExpectedAny: empty}
	case expectStreamExists:
		wrong.ExpectedRevisionOption_20_6_0 = &streams.AppendResp_WrongExpectedVersion_StreamExists_20_6_0{StreamExists_20_6_0: empty}
		wrong.ExpectedRevisionOption = &streams.AppendResp_WrongExpectedVersion_ExpectedStreamExists{ExpectedStreamExists: empty}
	case expectNoStream:
		wrong.ExpectedRevisionOption_20_6_0 = &streams.AppendResp_WrongExpectedVersion_ExpectedRevision_20_6_0{ExpectedRevision_20_6_0: math.MaxUint64}
		wrong.ExpectedRevisionOption = &streams.AppendResp_WrongExpectedVersion_ExpectedNoStream{ExpectedNoStream: empty}
	default:
		at := uint64(expected) //nolint:gosec // the negative ones are above
		wrong.ExpectedRevisionOption_20_6_0 = &streams.AppendResp_WrongExpectedVersion_ExpectedRevision_20_6_0{ExpectedRevision_20_6_0: at}
		wrong.ExpectedRevisionOption = &streams.AppendResp_WrongExpectedVersion_ExpectedRevision{ExpectedRevision: at}
	}
	return &streams.AppendResp{Result: &streams.AppendResp_WrongExpectedVersion_{WrongExpectedVersion: wrong}}
}
