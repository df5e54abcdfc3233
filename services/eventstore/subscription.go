package eventstore

import (
	"slices"

	"github.com/EventStore/EventStore-Client-Go/v4/protos/streams"
	"github.com/google/uuid"
)

// ringPage is how many events a live subscription takes from the ring at once.
const ringPage = 256

// subscription is one running subscription. It has one loop and no queue: whether events come from the ring or from
// PostgreSQL only depends on how far behind it is, so nothing can be lost or repeated where the two meet.
type subscription struct {
	*readSide
	request *readRequest
	to      streams.Streams_ReadServer
	began   *feedState // the ownership under which it runs
	live    bool
	wasLive bool // ever: it has caught up before
}

func (s *readSide) subscribe(r *readRequest, state *feedState, to streams.Streams_ReadServer) error {
	release, ok := s.subscriptions.take(principalOf(to.Context()))
	if !ok {
		return errTooManySubscriptions()
	}
	defer release()
	sub := &subscription{readSide: s, request: r, to: to, began: state}
	if r.all() {
		return sub.followAll()
	}
	return sub.followStream()
}

func (s *subscription) confirm() error {
	return s.to.Send(&streams.ReadResp{Content: &streams.ReadResp_Confirmation{
		Confirmation: &streams.ReadResp_SubscriptionConfirmation{SubscriptionId: uuid.NewString()},
	}})
}

func (s *subscription) caughtUp() error {
	s.live, s.wasLive = true, true
	return s.to.Send(&streams.ReadResp{Content: &streams.ReadResp_CaughtUp_{CaughtUp: &streams.ReadResp_CaughtUp{}}})
}

// followAll is a subscription to $all.
func (s *subscription) followAll() error {
	last := int64(0) // everything up to here is settled
	switch s.request.from {
	case boundEnd:
		last = s.began.head
	case boundGiven:
		last = s.request.lastSeen()
	case boundStart:
	}
	if err := s.confirm(); err != nil {
		return err
	}
	marks := newCheckpoints(s.request.filter, last)
	for {
		state := s.feed.current()
		if state.err != nil || state.ended != s.began.ended {
			return errOwnershipEnded
		}
		for last < state.head {
			settled, err := s.advance(last, state, marks)
			if err != nil {
				return err
			}
			last = settled
		}
		if !s.live {
			if err := s.sendCheckpoint(marks.flush()); err != nil {
				return err
			}
			if err := s.caughtUp(); err != nil {
				return err
			}
		}
		select {
		case <-state.wake:
		case <-s.to.Context().Done():
			return s.to.Context().Err()
		}
	}
}

// advance settles events after last: a page from the ring, or all of them up to the head from PostgreSQL.
func (s *subscription) advance(last int64, state *feedState, marks *checkpoints) (int64, error) {
	if page, ok := s.feed.slice(last+1, state.head, ringPage); ok && len(page) > 0 {
		settled := page[len(page)-1].position
		return settled, s.deliver(page, state.head, marks)
	}
	if s.live {
		s.live = false
		if err := s.sendCheckpoint(marks.flush()); err != nil {
			return last, err
		}
	}
	events := &allForwards{reader: s.reader, from: last + 1, to: state.head, paging: s.request.paging(s.request.count)}
	return state.head, pump(s.to.Context(), events.next, func(page []*record) (bool, error) {
		if err := s.deliver(page, state.head, marks); err != nil {
			return false, err
		}
		return false, state.over()
	})
}

// deliver considers the events of a page of $all: it sends what matches, and checkpoints between.
func (s *subscription) deliver(page []*record, head int64, marks *checkpoints) error {
	matching := page
	if marks != nil {
		matching = slices.Clone(page) // sifting overwrites, and every event considered counts for checkpoints
	}
	matching, err := s.request.filter.sift(matching)
	if err != nil {
		return err
	}
	events, err := s.linked(s.to.Context(), s.request, matching, head, ticks(s.now()))
	if err != nil {
		return err
	}
	if marks == nil {
		return s.sendAll(events)
	}
	for _, e := range page {
		if len(events) > 0 && events[0].original() == e {
			if err := s.sendAll(events[:1]); err != nil {
				return err
			}
			events = events[1:]
		}
		if err := s.sendCheckpoint(marks.consider(e.position)); err != nil {
			return err
		}
	}
	return nil
}

func (s *subscription) sendAll(events []resolved) error {
	for _, e := range events {
		if err := s.to.SendMsg(&eventMessage{resolved: e, ids: s.request.ids}); err != nil {
			return err
		}
	}
	return nil
}

func (s *subscription) sendCheckpoint(position int64, due bool) error {
	if !due {
		return nil
	}
	return s.to.Send(&streams.ReadResp{Content: &streams.ReadResp_Checkpoint_{Checkpoint: &streams.ReadResp_Checkpoint{
		CommitPosition: unsigned(position), PreparePosition: unsigned(position),
	}}})
}
