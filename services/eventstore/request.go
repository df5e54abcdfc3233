package eventstore

import (
	"context"
	"sync/atomic"

	"github.com/google/uuid"
)

// requestKind is what a request wants of its stream.
type requestKind uint8

const (
	kindAppend    requestKind = iota
	kindDelete                // soft delete
	kindTombstone             // delete for ever
)

// request is one write on its way through the sequencer. The caller fills the first group and then leaves the request
// alone until it is answered.
type request struct {
	ctx      context.Context //nolint:containedctx // the call that waits: a request whose call has ended is skipped
	kind     requestKind
	stream   string
	expected int64    // a revision or one of expect…
	events   []record // id, type, is_json, data and metadata are set
	bytes    int

	certain bool // a guess about its stream was wrong: look before deciding

	// Facts looked up for the decision; they belong to the sequencer.
	ids    []uuid.UUID
	known  map[uuid.UUID]place
	stored []place

	settled *atomic.Int64 // bytes that wait; less ours when answered

	answer result
	err    error
	done   chan struct{} // capacity 1: gets one token when answered
}

// result is what became of a request.
type result struct {
	verdict  verdict
	revision int64 // accepted, repeated: of the last event; conflict: the stream's last revision; noEvents for none
	position int64 // accepted, repeated: of the last event; for an empty append the log's head
}

// newRequest makes a request. The events' data must not be changed afterwards.
func newRequest(ctx context.Context, kind requestKind, stream string, expected int64, events []record) *request {
	r := &request{ctx: ctx, kind: kind, stream: stream, expected: expected, events: events, done: make(chan struct{}, 1)}
	for i := range events {
		r.bytes += events[i].size()
	}
	return r
}

// finish answers the request. It never blocks, whether or not somebody still waits.
func (r *request) finish(err error) {
	r.err = err
	if r.settled != nil {
		r.settled.Add(-int64(r.bytes))
	}
	r.done <- struct{}{}
}

// forget drops the facts of an earlier attempt.
func (r *request) forget() {
	r.known, r.stored = nil, nil
}

// eventIDs lists the ids of the proposed events.
func (r *request) eventIDs() []uuid.UUID {
	if r.ids == nil && len(r.events) > 0 {
		r.ids = make([]uuid.UUID, len(r.events))
		for i := range r.events {
			r.ids[i] = r.events[i].id
		}
	}
	return r.ids
}
