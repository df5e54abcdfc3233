package es

import (
	"context"
	"errors"
	"sync"
	"time"
)

// settleEvery is how often a position that moves without events is made durable.
const settleEvery = 500 * time.Millisecond

// feed stands between the goroutine that reads the log and the one that applies it. While one batch is applied the next one
// gathers, so that batches grow by themselves under load and are single events without.
type feed struct {
	limit int           // of gathered events
	bytes int           // of gathered events and so of a batch too; a single event may be larger
	wake  chan struct{} // the reader has put something worth waking for
	room  chan struct{} // the applier has taken something
	hurry chan struct{} // somebody waits for what is gathered

	mu       sync.Mutex
	gathered []Record
	weight   int      // of what is gathered, in bytes
	full     bool     // the next event does not fit, so there is nothing to wait for
	spare    []Record // the last batch's memory, used again
	settled  Position
	bare     bool // settled has moved without an event
	live     bool // everything that existed has been gathered
	announce bool // live has not been handed over yet
	ended    bool
	err      error
	inflight []Record // the batch that is being applied
}

// batch is what is applied together. Its records are valid until done.
type batch struct {
	records  []Record
	settled  Position
	caughtUp bool // nothing else is known to exist
}

func newFeed(limit, bytes int) *feed {
	return &feed{limit: limit, bytes: bytes, wake: make(chan struct{}, 1), room: make(chan struct{}, 1), hurry: make(chan struct{}, 1)}
}

// fill reads the log until it drops or ctx ends.
func (f *feed) fill(ctx context.Context, store Store, after Position, filter Filter) {
	f.mu.Lock()
	f.settled = after
	f.mu.Unlock()
	err := errors.New("the log ended")
	for item, e := range store.Follow(ctx, after, filter) {
		if e == nil {
			e = f.put(ctx, &item)
		}
		if e != nil {
			err = e
			break
		}
	}
	f.mu.Lock()
	f.ended, f.err, f.live = true, err, false
	f.mu.Unlock()
	signal(f.wake)
}

// put takes over one item, waiting for room.
func (f *feed) put(ctx context.Context, item *Item) error {
	weight := 0
	if item.Record != nil {
		weight = item.Record.Size()
	}
	f.mu.Lock()
	for len(f.gathered) >= f.limit || len(f.gathered) > 0 && f.weight+weight > f.bytes {
		f.full = true
		f.mu.Unlock()
		signal(f.wake)
		select {
		case <-f.room:
		case <-ctx.Done():
			return ctx.Err()
		}
		f.mu.Lock()
	}
	defer f.mu.Unlock()
	switch {
	case item.Record != nil:
		if !f.settled.Before(item.Record.Position) {
			return nil // applied before
		}
		f.gathered = append(f.gathered, *item.Record)
		f.weight += weight
		f.settled, f.bare = item.Record.Position, false
		if n := len(f.gathered); f.live || n == f.limit/2 || n == f.limit {
			signal(f.wake)
		}
		return nil
	case f.settled.Before(item.Position):
		f.settled, f.bare = item.Position, true
	}
	if item.CaughtUp && !f.live {
		f.live, f.announce = true, true
		signal(f.wake)
	}
	return nil
}

// take waits for the next batch. At the end of the log it returns at once whatever there is; before, it waits for a full
// batch, but not for longer than wait. When the log has dropped it gives out what is left and then the error.
func (f *feed) take(ctx context.Context, size int, wait time.Duration) (batch, error) {
	patience, settle := time.NewTimer(wait), time.NewTimer(settleEvery)
	defer patience.Stop()
	defer settle.Stop()
	waited, settling := false, false
	for {
		if b, ready, err := f.cut(size, waited, settling); ready || err != nil {
			return b, err
		}
		select {
		case <-f.wake:
		case <-patience.C:
			waited = true
		case <-settle.C:
			settling = true
			settle.Reset(settleEvery) // a position may begin to move later
		case <-ctx.Done():
			return batch{}, ctx.Err()
		}
	}
}

// cut returns the next batch if it is time for it. waited: events need not wait for more. settling: so does the position.
func (f *feed) cut(size int, waited, settling bool) (batch, bool, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	n := len(f.gathered)
	hurry := f.live || f.ended || f.full || waited
	switch {
	case n >= size, n > 0 && hurry, f.announce, f.bare && (settling || f.ended):
	case f.ended:
		return batch{}, false, f.err
	default:
		return batch{}, false, nil
	}
	b := batch{settled: f.settled}
	if n <= size {
		f.inflight, f.gathered = f.gathered, f.spare[:0]
		f.weight = 0
		f.bare, f.announce = false, false
		b.caughtUp = f.live
	} else {
		f.inflight = f.gathered[:size:size]
		rest := f.gathered[size:]
		f.gathered = append(f.spare[:0], rest...)
		clear(rest) // the memory is used again, but not all of it: lets go of the payloads
		for i := range f.inflight {
			f.weight -= f.inflight[i].Size()
		}
		b.settled = f.inflight[size-1].Position
	}
	f.spare, f.full = nil, false
	b.records = f.inflight
	signal(f.room)
	return b, true, nil
}

// rest lets more gather for a while, unless somebody waits. Where more comes than there is room for, the next batches follow without rest.
func (f *feed) rest(ctx context.Context, pause time.Duration) {
	if pause <= 0 {
		return
	}
	t := time.NewTimer(pause)
	defer t.Stop()
	select {
	case <-t.C:
	case <-f.hurry:
	case <-ctx.Done():
	}
}

// done says that the batch taken last has been applied.
func (f *feed) done() {
	f.mu.Lock()
	defer f.mu.Unlock()
	clear(f.inflight) // lets go of the payloads
	f.spare, f.inflight = f.inflight[:0], nil
}

// state is how many events wait or are being applied, when the oldest of them was stored, and whether the log has no more.
func (f *feed) state() (pending int, oldest time.Time, live bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, s := range [][]Record{f.inflight, f.gathered} {
		if len(s) > 0 && pending == 0 {
			oldest = s[0].Created
		}
		pending += len(s)
	}
	return pending, oldest, f.live
}

// signal wakes whoever waits on c, now or next time.
func signal(c chan<- struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}
