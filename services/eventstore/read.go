package eventstore

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/EventStore/EventStore-Client-Go/v4/protos/shared"
	"github.com/EventStore/EventStore-Client-Go/v4/protos/streams"
	"google.golang.org/grpc/status"
)

// readSide answers Read: bounded reads and subscriptions. It serves nothing above the published head of this process.
type readSide struct {
	feed          *feed
	reader        *reader
	now           func() time.Time
	logger        *slog.Logger
	subscriptions *quota
}

// errOwnershipEnded ends reads and subscriptions that began under an ownership of the log that is over.
var errOwnershipEnded = errors.New("ownership of the event log ended")

// Read answers one Read call, whatever it asks for.
func (s *readSide) Read(req *streams.ReadReq, to streams.Streams_ReadServer) error {
	r, err := newReadRequest(req.GetOptions())
	if err != nil {
		return err
	}
	state := s.feed.current()
	if state.err != nil {
		return errNotReady()
	}
	switch {
	case r.subscription:
		err = s.subscribe(r, state, to)
	case r.all():
		err = s.readAll(r, state, to)
	default:
		err = s.readStream(r, state, to)
	}
	return s.explain(to.Context(), err)
}

// explain makes an error ready for the client. Whatever is wrong with PostgreSQL is for the log; the client is told to come again.
func (s *readSide) explain(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	if _, ok := status.FromError(err); ok {
		return err
	}
	if ctx.Err() != nil {
		return status.FromContextError(ctx.Err()).Err()
	}
	if !errors.Is(err, errOwnershipEnded) {
		s.logger.WarnContext(ctx, "read from the event log", slog.String("error", err.Error()))
	}
	return errNotReady()
}

func (s *readSide) readAll(r *readRequest, state *feedState, to streams.Streams_ReadServer) error {
	if r.count == 0 {
		return nil
	}
	wanted := r.count
	if r.filter != nil {
		wanted = ^uint64(0) // count is about matches; how many events hold them is open
	}
	return s.send(r, state, s.cursorOverAll(r, state.head, r.paging(wanted)), to, func() {})
}

func (s *readSide) cursorOverAll(r *readRequest, head int64, paging paging) cursor {
	if r.backwards {
		from := head
		switch r.from {
		case boundStart:
			from = 0
		case boundGiven:
			from = min(head, r.firstAt()-1)
		case boundEnd:
		}
		return &allBackwards{reader: s.reader, from: from, paging: paging}
	}
	from := int64(1)
	switch r.from {
	case boundEnd:
		from = head + 1
	case boundGiven:
		from = max(1, r.firstAt())
	case boundStart:
	}
	return &allForwards{reader: s.reader, from: from, to: head, paging: paging}
}

// paging bounds the pages of a read of so many events.
func (r *readRequest) paging(wanted uint64) paging {
	if r.resolve {
		return newPaging(wanted, resolvedPage)
	}
	return newPaging(wanted, pageLimit)
}

func (s *readSide) readStream(r *readRequest, state *feedState, to streams.Streams_ReadServer) error {
	ctx := to.Context()
	info, err := s.reader.find(ctx, r.stream)
	if errors.Is(err, errNoStream) {
		return sendNotFound(r.stream, to)
	}
	if err != nil {
		return err
	}
	switch {
	case info.State == stateTombstoned:
		return errStreamDeleted(ctx, r.stream)
	case info.State == stateSoftDeleted, info.LastRevision == noEvents:
		return sendNotFound(r.stream, to)
	}
	sent := false
	if err := s.send(r, state, s.cursorOverStream(r, info, state.head), to, func() { sent = true }); err != nil {
		return err
	}
	return s.endStream(r, info, state, to, sent)
}

func (s *readSide) cursorOverStream(r *readRequest, info *streamInfo, head int64) cursor {
	oldest := info.oldest(ticks(s.now()))
	if r.backwards {
		from := tombstoneRevision
		switch r.from {
		case boundStart:
			from = 0
		case boundGiven:
			from = r.revision
		case boundEnd:
		}
		return &streamBackwards{
			reader: s.reader, id: info.ID, from: from, lowest: info.lowest(), head: head, oldest: oldest, paging: r.paging(r.count),
		}
	}
	from := info.lowest()
	switch r.from {
	case boundEnd:
		from = tombstoneRevision
	case boundGiven:
		from = max(from, r.revision)
	case boundStart:
	}
	return &streamForwards{reader: s.reader, id: info.ID, from: from, head: head, oldest: oldest, paging: r.paging(r.count)}
}

// endStream says what is left to say after the events of a stream.
func (s *readSide) endStream(r *readRequest, info *streamInfo, state *feedState, to streams.Streams_ReadServer, sent bool) error {
	if sent && r.compatibility == 0 {
		return nil
	}
	last, published, err := s.reader.lastPublished(to.Context(), info.ID, state.head)
	if err != nil {
		return err
	}
	if !published {
		return sendNotFound(r.stream, to) // its first append is committed, but not published yet
	}
	if r.compatibility == 0 {
		return nil
	}
	if !sent && !r.backwards && (r.from != boundGiven || r.revision != last+1) {
		first := &streams.ReadResp_FirstStreamPosition{FirstStreamPosition: unsigned(last + 1)}
		if err := to.Send(&streams.ReadResp{Content: first}); err != nil {
			return err
		}
	}
	return to.Send(&streams.ReadResp{Content: &streams.ReadResp_LastStreamPosition{LastStreamPosition: unsigned(last)}})
}

func sendNotFound(stream string, to streams.Streams_ReadServer) error {
	return to.Send(&streams.ReadResp{Content: &streams.ReadResp_StreamNotFound_{StreamNotFound: &streams.ReadResp_StreamNotFound{
		StreamIdentifier: &shared.StreamIdentifier{StreamName: []byte(stream)},
	}}})
}

// send sends what the cursor yields and the request wants, at most count events, and calls onSent once after the first.
func (s *readSide) send(r *readRequest, state *feedState, events cursor, to streams.Streams_ReadServer, onSent func()) error {
	now := ticks(s.now())
	next := func(ctx context.Context) ([]resolved, bool, error) {
		page, more, err := events.next(ctx)
		if err != nil {
			return nil, false, err
		}
		if r.all() {
			if page, err = r.filter.sift(page); err != nil {
				return nil, false, err
			}
		}
		out, err := s.linked(ctx, r, page, state.head, now)
		return out, more, err
	}
	left := r.count
	message := eventMessage{ids: r.ids}
	return pump(to.Context(), next, func(page []resolved) (bool, error) {
		for _, e := range page {
			if left == 0 {
				return true, nil
			}
			message.resolved = e
			if err := to.SendMsg(&message); err != nil {
				return false, err
			}
			if left == r.count {
				onSent()
			}
			left--
		}
		return left == 0, state.over()
	})
}

// linked resolves the links of a page when the request wants it.
func (s *readSide) linked(ctx context.Context, r *readRequest, page []*record, head, now int64) ([]resolved, error) {
	if !r.resolve {
		return plain(page), nil
	}
	return s.reader.resolve(ctx, page, head, now)
}

// over returns errOwnershipEnded when the ownership of this state is over.
func (s *feedState) over() error {
	select {
	case <-s.ended:
		return errOwnershipEnded
	default:
		return nil
	}
}

// ticks is a time in the unit of the protocol, 100 ns since the Unix epoch.
func ticks(t time.Time) int64 {
	return t.Unix()*ticksPerSecond + int64(t.Nanosecond())/100
}
