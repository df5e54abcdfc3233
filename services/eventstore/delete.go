package eventstore

import (
	"context"

	"github.com/EventStore/EventStore-Client-Go/v4/protos/streams"
)

// Delete answers Streams.Delete: it hides all events of a stream. An append brings the stream back, with its new events only.
func (w *writer) Delete(ctx context.Context, in *streams.DeleteReq) (*streams.DeleteResp, error) {
	o := in.GetOptions()
	position, err := w.remove(ctx, kindDelete, o, o.GetExpectedStreamRevision() != nil)
	if err != nil {
		return nil, err
	}
	return &streams.DeleteResp{PositionOption: &streams.DeleteResp_Position_{
		Position: &streams.DeleteResp_Position{CommitPosition: position, PreparePosition: position},
	}}, nil
}

// Tombstone answers Streams.Tombstone: it closes a stream for ever.
func (w *writer) Tombstone(ctx context.Context, in *streams.TombstoneReq) (*streams.TombstoneResp, error) {
	o := in.GetOptions()
	position, err := w.remove(ctx, kindTombstone, o, o.GetExpectedStreamRevision() != nil)
	if err != nil {
		return nil, err
	}
	return &streams.TombstoneResp{PositionOption: &streams.TombstoneResp_Position_{
		Position: &streams.TombstoneResp_Position{CommitPosition: position, PreparePosition: position},
	}}, nil
}

// remove carries out one of the two and returns the position of the event that says so.
func (w *writer) remove(ctx context.Context, kind requestKind, o expecting, isSet bool) (uint64, error) {
	stream, expected, err := destination(ctx, o, isSet)
	if err != nil {
		return 0, err
	}
	res, err := w.sequencer.submit(ctx, newRequest(ctx, kind, stream, expected, nil))
	switch {
	case err != nil:
		return 0, err
	case res.verdict == verdictDeleted:
		return 0, errStreamDeleted(ctx, stream)
	case res.verdict == verdictConflict:
		return 0, errWrongVersion(ctx, stream, expected, res.revision)
	}
	return uint64(res.position), nil //nolint:gosec // positions are positive
}
