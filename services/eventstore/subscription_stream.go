package eventstore

import "errors"

// progress is how far a subscription to a stream is: the last revision that is settled, and a position of the log up to
// which no other event of the stream is left.
type progress struct{ revision, position int64 }

// followStream is a subscription to one stream. It sleeps until the feed reports an event of its stream, however busy
// the rest of the log is.
func (s *subscription) followStream() error {
	watch, state := s.feed.watch(s.request.stream)
	defer s.feed.unwatch(watch)
	if state.err != nil || state.ended != s.began.ended {
		return errOwnershipEnded
	}
	p, err := s.start(state.head)
	if err != nil {
		return err
	}
	if err := s.confirm(); err != nil {
		return err
	}
	for {
		if !s.live {
			if err := s.catchUp(p, state); err != nil {
				return err
			}
			if err := s.caughtUp(); err != nil {
				return err
			}
		}
		select {
		case <-watch.wake:
		case <-s.began.ended:
			return errOwnershipEnded
		case <-s.to.Context().Done():
			return s.to.Context().Err()
		}
		var first int64
		first, state = s.feed.take(watch)
		if first == 0 {
			continue
		}
		if err := s.goOn(p, first, state.head); err != nil {
			return err
		}
	}
}

// start is the progress before the first event that the request wants.
func (s *subscription) start(head int64) (*progress, error) {
	switch s.request.from {
	case boundGiven:
		return &progress{revision: s.request.revision}, nil
	case boundStart:
		return &progress{revision: noEvents}, nil
	case boundEnd:
	}
	p := &progress{revision: noEvents, position: head}
	info, err := s.reader.find(s.to.Context(), s.request.stream)
	if errors.Is(err, errNoStream) {
		return p, nil
	}
	if err != nil {
		return nil, err
	}
	last, published, err := s.reader.lastPublished(s.to.Context(), info.ID, head)
	if err != nil {
		return nil, err
	}
	if published {
		p.revision = last
	}
	return p, nil
}

// catchUp sends from PostgreSQL what is visible of the stream up to the head of state. When the stream was tombstoned in the
// meantime the tombstone is sent too, and ends the call. A stream that had a tombstone before the call is as closed to it as to
// reads: nothing of it is sent.
func (s *subscription) catchUp(p *progress, state *feedState) error {
	ctx := s.to.Context()
	info, err := s.reader.find(ctx, s.request.stream)
	if errors.Is(err, errNoStream) {
		p.position = state.head
		return nil
	}
	if err != nil {
		return err
	}
	tombstoned, err := s.tombstoned(info, state)
	if err != nil {
		return err
	}
	if !tombstoned || s.wasLive {
		if err := s.sendVisible(p, info, state); err != nil {
			return err
		}
	}
	if tombstoned {
		return errStreamDeleted(ctx, s.request.stream)
	}
	p.position = state.head
	return nil
}

// tombstoned reports whether the stream has a tombstone at or below the head of state. A later one will come as an event.
func (s *subscription) tombstoned(info *streamInfo, state *feedState) (bool, error) {
	if info.State != stateTombstoned {
		return false, nil
	}
	last, published, err := s.reader.lastPublished(s.to.Context(), info.ID, state.head)
	if err != nil {
		return false, err
	}
	return published && last == tombstoneRevision, nil
}

// sendVisible sends what is visible of the stream after the progress.
func (s *subscription) sendVisible(p *progress, info *streamInfo, state *feedState) error {
	ctx, now := s.to.Context(), ticks(s.now())
	from := max(p.revision, info.lowest()-1)
	if from >= tombstoneRevision {
		return nil
	}
	events := &streamForwards{
		reader: s.reader, id: info.ID, from: from + 1, head: state.head,
		oldest: info.oldest(now), paging: s.request.paging(s.request.count),
	}
	return pump(ctx, events.next, func(page []*record) (bool, error) {
		if len(page) == 0 {
			return true, nil
		}
		p.revision = page[len(page)-1].revision
		out, err := s.linked(ctx, s.request, page, state.head, now)
		if err != nil {
			return false, err
		}
		if err := s.sendAll(out); err != nil {
			return false, err
		}
		return false, state.over()
	})
}

// goOn sends the events of the stream between first and head from the ring. When the ring has forgotten them the
// subscription is not live any more, and catches up from where it is.
func (s *subscription) goOn(p *progress, first, head int64) error {
	for from := max(first, p.position+1); from <= head; from = p.position + 1 {
		page, ok := s.feed.slice(from, head, ringPage)
		if !ok || len(page) == 0 {
			s.live = false
			return nil
		}
		p.position = page[len(page)-1].position
		mine := page[:0]
		for _, e := range page {
			if e.stream == s.request.stream && (e.revision > p.revision || e.revision == tombstoneRevision) {
				mine = append(mine, e)
			}
		}
		if len(mine) == 0 {
			continue
		}
		out, err := s.linked(s.to.Context(), s.request, mine, head, ticks(s.now()))
		if err != nil {
			return err
		}
		if err := s.sendAll(out); err != nil {
			return err
		}
		p.revision = mine[len(mine)-1].revision
		if p.revision == tombstoneRevision {
			return errStreamDeleted(s.to.Context(), s.request.stream)
		}
	}
	return nil
}
