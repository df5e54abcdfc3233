package eventstore

import (
	"errors"
	"sync"
	"sync/atomic"
)

// errNoOwner is the state of a feed before its first reset: no head is known yet.
var errNoOwner = errors.New("event log not owned yet")

// feed is what readers know of the log: the published head, and a ring of the last committed events in memory.
// The sequencer writes it (publish, reset, suspend), everybody reads it. Nobody who reads can slow the writer down:
// there is no queue per subscriber, only one broadcast per batch and the ring, which forgets the oldest events when it
// exceeds its bytes. Who asks for a forgotten event reads it from PostgreSQL instead.
type feed struct {
	state atomic.Pointer[feedState]

	mu       sync.RWMutex
	ring     []*record // ring[position&(len-1)]; the length is a power of two
	first    int64     // lowest position in the ring
	next     int64     // position that the next published event should have
	bytes    int
	maxBytes int
	watches  map[string]map[*watch]struct{}
}

// feedState is one immutable moment of the feed. Head and wake belong together: whoever has seen this head and finds
// nothing to do waits for this wake, so that no wake-up can be lost.
type feedState struct {
	head  int64         // highest position that may be served; 0 while the log is empty
	wake  chan struct{} // closed when the head moves or the ownership ends
	ended chan struct{} // closed when the ownership ends; the same channel during one ownership
	err   error         // why nothing is served now; nil while serving
}

// watch wakes one subscription when events of its stream were published.
type watch struct {
	stream string
	wake   chan struct{} // holds one token while first is set
	first  int64         // lowest position of the stream published since the last take; guarded by feed.mu
}

// newFeed returns a feed that keeps at most maxBytes of events in memory and serves nothing until the first reset.
func newFeed(maxBytes int) *feed {
	f := &feed{ring: make([]*record, 1024), first: 1, next: 1, maxBytes: maxBytes, watches: map[string]map[*watch]struct{}{}}
	ended := make(chan struct{})
	close(ended)
	f.state.Store(&feedState{wake: make(chan struct{}), ended: ended, err: errNoOwner})
	return f
}

// head is the highest published position, 0 when there is none.
func (f *feed) head() int64 { return f.state.Load().head }

// current is the state of now.
func (f *feed) current() *feedState { return f.state.Load() }

// publish makes a committed batch visible: to the ring, then to the head, then to whoever waits. Positions of the batch
// must be consecutive. The data of the events is shared and must not be changed afterwards; the slice itself is copied.
func (f *feed) publish(batch []record) {
	if len(batch) == 0 {
		return
	}
	own := make([]record, len(batch))
	copy(own, batch)
	f.mu.Lock()
	defer f.mu.Unlock()
	if own[0].position != f.next {
		f.clear(own[0].position)
	}
	for i := range own {
		f.push(&own[i])
	}
	f.trim()
	old := f.state.Load()
	f.state.Store(&feedState{head: f.next - 1, wake: make(chan struct{}), ended: old.ended, err: old.err})
	close(old.wake)
	if len(f.watches) == 0 {
		return
	}
	for i := range own {
		for w := range f.watches[own[i].stream] {
			w.ring(own[i].position)
		}
	}
}

// reset starts to serve up to head, with an empty ring: the ownership of the log was taken.
func (f *feed) reset(head int64) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.clear(head + 1)
	old := f.state.Load()
	if old.err == nil {
		close(old.ended)
	}
	f.state.Store(&feedState{head: head, wake: make(chan struct{}), ended: make(chan struct{})})
	close(old.wake)
}

// suspend stops serving until the next reset: running reads and subscriptions end.
func (f *feed) suspend(err error) {
	if err == nil {
		err = errNoOwner
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	old := f.state.Load()
	if old.err != nil {
		return
	}
	f.state.Store(&feedState{head: old.head, wake: make(chan struct{}), ended: old.ended, err: err})
	close(old.ended)
	close(old.wake)
}

// slice returns references to the events from..to, at most limit of them, and false when from is not in the ring any more.
func (f *feed) slice(from, to int64, limit int) ([]*record, bool) {
	f.mu.RLock()
	defer f.mu.RUnlock()
	if from < f.first {
		return nil, false
	}
	to = min(to, f.next-1, from+int64(limit)-1)
	if to < from {
		return nil, true
	}
	page := make([]*record, 0, to-from+1)
	mask := int64(len(f.ring) - 1)
	for p := from; p <= to; p++ {
		page = append(page, f.ring[p&mask])
	}
	return page, true
}

// watch starts to report events of one stream that are published after the returned state. End it with unwatch.
func (f *feed) watch(stream string) (*watch, *feedState) {
	w := &watch{stream: stream, wake: make(chan struct{}, 1)}
	f.mu.Lock()
	defer f.mu.Unlock()
	set := f.watches[stream]
	if set == nil {
		set = make(map[*watch]struct{}, 1)
		f.watches[stream] = set
	}
	set[w] = struct{}{}
	return w, f.state.Load()
}

func (f *feed) unwatch(w *watch) {
	f.mu.Lock()
	defer f.mu.Unlock()
	set := f.watches[w.stream]
	delete(set, w)
	if len(set) == 0 {
		delete(f.watches, w.stream)
	}
}

// take returns the lowest position published for the watch since the last take, 0 for none, and the state of that moment.
func (f *feed) take(w *watch) (int64, *feedState) {
	f.mu.Lock()
	defer f.mu.Unlock()
	first := w.first
	w.first = 0
	return first, f.state.Load()
}

// ring is called with feed.mu held.
func (w *watch) ring(position int64) {
	if w.first != 0 {
		return
	}
	w.first = position
	select {
	case w.wake <- struct{}{}:
	default:
	}
}

func (f *feed) clear(next int64) {
	clear(f.ring)
	f.first, f.next, f.bytes = next, next, 0
}

func (f *feed) push(r *record) {
	if f.next-f.first == int64(len(f.ring)) {
		f.grow()
	}
	f.ring[f.next&int64(len(f.ring)-1)] = r
	f.next++
	f.bytes += r.size()
}

func (f *feed) grow() {
	larger := make([]*record, 2*len(f.ring))
	for p := f.first; p < f.next; p++ {
		larger[p&int64(len(larger)-1)] = f.ring[p&int64(len(f.ring)-1)]
	}
	f.ring = larger
}

func (f *feed) trim() {
	mask := int64(len(f.ring) - 1)
	for f.bytes > f.maxBytes && f.first < f.next {
		r := f.ring[f.first&mask]
		f.ring[f.first&mask] = nil
		f.bytes -= r.size()
		f.first++
	}
}
