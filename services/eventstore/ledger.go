package eventstore

import (
	"context"
	"iter"
	"slices"

	"github.com/google/uuid"
)

// ledger decides requests, in order. It knows the log as it will be once the plan that is being committed (flying) and the
// plan that is being made (making) are committed: each sees the effects of the one before. When flying fails, whatever was
// decided on top of it is decided again. The ledger belongs to one goroutine.
type ledger struct {
	lookup  lookup
	cache   *headCache // committed heads only
	flying  *plan      // nil: no commit under way
	making  *plan
	free    []*plan      // for reuse
	ticks   func() int64 // now, in 100 ns since the Unix epoch
	created int64        // of the last event
	streams int64        // highest stream id given
	next    int64        // position after the last committed event
	doubts  int          // so many streams are looked up before the next is taken for new
}

// doubtsAfterGuess is how many streams are looked up after one was wrongly taken for new.
const doubtsAfterGuess = 256

// lookup finds what the ledger does not remember in the database.
type lookup interface {
	// heads returns the heads of those streams that exist.
	heads(ctx context.Context, names []string) ([]*head, error)
	// places fills in the stored events that the wants ask for.
	places(ctx context.Context, wants []want) error
	// lastMetadata returns the data of the last event of a $$ stream, nil if there is none.
	lastMetadata(ctx context.Context, metastream string) ([]byte, error)
}

// want asks for stored events of one stream: revisions low..high, or those with the ids of the request.
type want struct {
	request   *request
	stream    int64
	byID      bool
	low, high int64
}

// newLedger begins a ledger for the log as own found it, with all streams unknown.
func newLedger(own *ownership, ticks func() int64) *ledger {
	l := &ledger{
		lookup: own, cache: newHeadCache(headsKept), ticks: ticks,
		created: own.created, streams: own.streams, next: own.next, making: newPlan(),
	}
	l.making.begin(l.next)
	return l
}

// rewind drops the plans, of which nothing was committed, and the heads that they touched. It returns their requests: of
// the flying one, and of the one that was being made.
func (l *ledger) rewind() (flown, made []*request) {
	made = l.making.takeRequests()
	if l.flying != nil {
		flown = l.flying.takeRequests()
		for name := range l.flying.heads {
			l.cache.drop(name)
		}
		l.flying = nil
	}
	l.making.begin(l.next)
	return flown, made
}

// launch makes the plan in the making the flying one and begins another on top of it.
func (l *ledger) launch() *plan {
	p := l.making
	l.flying = p
	l.making = newPlan()
	if n := len(l.free); n > 0 {
		l.making, l.free = l.free[n-1], l.free[:n-1]
	}
	l.making.begin(p.next())
	return p
}

// land takes over the effects of the flying plan, which is committed now.
func (l *ledger) land() *plan {
	p := l.flying
	l.flying = nil
	l.next = p.next()
	for name, h := range p.heads {
		committed := h.head
		l.cache.put(&committed)
		if later := l.making.heads[name]; later != nil {
			later.committed = committed.last
		}
	}
	return p
}

// release gives a plan back that has been answered.
func (l *ledger) release(p *plan) { l.free = append(l.free, p) }

// admit decides the requests and adds them to the plan in the making. An error means that the database could not be asked;
// then none of the requests is in the plan.
func (l *ledger) admit(ctx context.Context, requests []*request) error {
	if err := l.recallAll(ctx, requests); err != nil {
		return err
	}
	if err := l.collect(ctx, requests); err != nil {
		return err
	}
	revive, err := l.collectMetadata(ctx, requests)
	if err != nil {
		return err
	}
	l.created = max(l.created, l.ticks())
	for _, r := range requests {
		l.decide(r, revive)
		l.making.requests = append(l.making.requests, r)
		l.making.bytes += r.bytes
	}
	return nil
}

// head is the stream as the next request has to see it. It must have been recalled before.
func (l *ledger) head(name string) *head {
	if p := l.making.heads[name]; p != nil {
		return &p.head
	}
	if l.flying != nil {
		if p := l.flying.heads[name]; p != nil {
			return &p.head
		}
	}
	if h := l.cache.get(name); h != nil {
		return h
	}
	return &head{name: name, last: noEvents}
}

// committed is the last revision of the stream that the database is certain to have.
func (l *ledger) committed(name string) int64 {
	if p := l.making.heads[name]; p != nil {
		return p.committed
	}
	if l.flying != nil {
		if p := l.flying.heads[name]; p != nil {
			return p.committed
		}
	}
	if h := l.cache.get(name); h != nil {
		return h.last
	}
	return noEvents
}

// recallAll makes sure that the heads of all streams which the requests touch are in memory, but for those that are taken for
// new.
func (l *ledger) recallAll(ctx context.Context, requests []*request) error {
	names := make([]string, 0, len(requests))
	for _, r := range requests {
		if l.guess(r) {
			continue
		}
		names = append(names, r.stream)
		if original, ok := originalOf(r.stream); ok {
			names = append(names, original)
		}
		if r.kind != kindAppend {
			names = append(names, metastreamOf(r.stream))
		}
	}
	if err := l.recall(ctx, names); err != nil {
		return err
	}
	names = names[:0]
	for _, r := range requests {
		if l.head(r.stream).state == stateSoftDeleted {
			names = append(names, metastreamOf(r.stream)) // to be written when the stream lives again
		}
	}
	return l.recall(ctx, names)
}

// guess reports whether the request's stream may be taken for new without a look at the database. Whoever appends to "no stream"
// is nearly always right, and a look for each new case was a tenth of what a command cost: so the commit finds out, in the
// statement that it is anyway. An append without events is not committed, and a $$ stream is looked up together with the stream
// that it is for.
func (l *ledger) guess(r *request) bool {
	if r.kind != kindAppend || r.expected != expectNoStream || len(r.events) == 0 || r.certain {
		return false
	}
	if _, ok := originalOf(r.stream); ok {
		return false
	}
	if l.doubts > 0 {
		l.doubts--
		return false
	}
	return true
}

// unguess drops the plans after a wrong guess, and returns their requests in order, to be decided again. The next streams are
// looked up too: who appends to "no stream" to see whether there is one does so more than once.
func (l *ledger) unguess() []*request {
	flown, made := l.rewind()
	for _, r := range flown {
		r.certain = true
	}
	l.doubts = doubtsAfterGuess
	return append(flown, made...)
}

// recall asks the database for those of the streams that are not in memory.
func (l *ledger) recall(ctx context.Context, names []string) error {
	unknown := names[:0]
	for _, name := range names {
		if l.making.heads[name] != nil || l.flying != nil && l.flying.heads[name] != nil || l.cache.get(name) != nil {
			continue
		}
		l.cache.put(&head{name: name, last: noEvents}) // true if the database finds nothing
		unknown = append(unknown, name)
	}
	if len(unknown) == 0 {
		return nil
	}
	found, err := l.lookup.heads(ctx, unknown)
	if err != nil {
		for _, name := range unknown {
			l.cache.drop(name)
		}
		return err
	}
	for _, h := range found {
		l.cache.put(h)
	}
	return nil
}

// collect looks up the stored events that tell a repetition from a conflict.
func (l *ledger) collect(ctx context.Context, requests []*request) error {
	var wants []want
	for _, r := range requests {
		r.forget()
		stored := l.committed(r.stream)
		if r.kind != kindAppend || len(r.events) == 0 || stored == noEvents || stored == tombstoneRevision {
			continue
		}
		w := want{request: r, stream: l.head(r.stream).id}
		switch {
		case r.expected == expectAny || r.expected == expectStreamExists:
			w.byID = true
		case r.expected < stored:
			w.low, w.high = r.expected+1, min(r.expected+int64(len(r.events)), stored)
		default:
			continue
		}
		wants = append(wants, w)
	}
	if len(wants) == 0 {
		return nil
	}
	return l.lookup.places(ctx, wants)
}

// collectMetadata looks up the metadata of soft-deleted streams that are about to live again.
func (l *ledger) collectMetadata(ctx context.Context, requests []*request) (map[string][]byte, error) {
	var found map[string][]byte
	for _, r := range requests {
		if r.kind != kindAppend || l.head(r.stream).state != stateSoftDeleted {
			continue
		}
		name := metastreamOf(r.stream)
		if found[name] != nil {
			continue
		}
		var data []byte
		for e := range l.unsettled(name) {
			data = e.data
		}
		if data == nil {
			var err error
			if data, err = l.lookup.lastMetadata(ctx, name); err != nil {
				return nil, err
			}
		}
		if found == nil {
			found = map[string][]byte{}
		}
		found[name] = data
	}
	return found, nil
}

// situation adds what is only in memory to what was collected.
func (l *ledger) situation(r *request, h *head) situation {
	s := situation{head: h, expected: r.expected, ids: r.eventIDs(), known: r.known, stored: r.stored}
	if h.last == l.committed(r.stream) || h.state == stateTombstoned || len(s.ids) == 0 {
		return s
	}
	switch {
	case r.expected == expectAny || r.expected == expectStreamExists:
		for e := range l.unsettled(r.stream) {
			if !slices.Contains(s.ids, e.id) {
				continue
			}
			if s.known == nil {
				s.known = map[uuid.UUID]place{}
			}
			s.known[e.id] = place{id: e.id, revision: e.revision, position: e.position}
		}
	case r.expected < h.last:
		for e := range l.unsettled(r.stream) {
			if e.revision > r.expected && len(s.stored) < len(s.ids) {
				s.stored = append(s.stored, place{id: e.id, revision: e.revision, position: e.position})
			}
		}
	}
	return s
}

// unsettled yields the stream's events that are not committed yet, in order.
func (l *ledger) unsettled(stream string) iter.Seq[*record] {
	return func(yield func(*record) bool) {
		for _, p := range []*plan{l.flying, l.making} {
			if p == nil {
				continue
			}
			for e := range p.rows(stream) {
				if !yield(e) {
					return
				}
			}
		}
	}
}
