package es

import (
	"container/list"
	"context"
	"slices"
	"sync"
	"time"

	"github.com/google/uuid"
)

// folded is what the command loop knows about one stream as of a revision. Values are never changed once they are shared: a
// later revision is a new value. A stale one costs a conflict, not correctness, for appends name the exact revision.
type folded[S any] struct {
	state    S
	revision int64 // NoStream for an empty stream
	position Position
	head     string    // hash of the last event
	key      uuid.UUID // data key of the stream's sealed fields, Nil for none yet
	// commands are all that the stream holds, in order. They are ids only: a repeated command is rare and its answer is read
	// again from the store. Forgetting one of them would let its repetition pass as new, so a stream keeps all or none.
	commands []uuid.UUID
}

func (f *folded[S]) knows(command uuid.UUID) bool { return slices.Contains(f.commands, command) }

// weight of an entry in the cache, in units of a plain small stream.
func (f *folded[S]) weight() int { return 1 + len(f.commands)/32 }

// states is a bounded cache of folded streams: least recently used out first.
type states[S any] struct {
	mu     sync.Mutex
	limit  int // total weight
	weight int
	order  *list.List // of *entry[S], most recent first
	byName map[string]*list.Element
}

type entry[S any] struct {
	stream string
	value  *folded[S]
	at     time.Time // the store said so to somebody who asked then, or later
}

func newStates[S any](limit int) *states[S] {
	return &states[S]{limit: limit, order: list.New(), byName: make(map[string]*list.Element)}
}

// get returns what is known about the stream, nil for nothing.
func (c *states[S]) get(stream string) *folded[S] {
	c.mu.Lock()
	defer c.mu.Unlock()
	el, ok := c.byName[stream]
	if !ok {
		return nil
	}
	c.order.MoveToFront(el)
	return el.Value.(*entry[S]).value
}

// since is get for what the store has said at a time or later, nil for nothing.
func (c *states[S]) since(stream string, at time.Time) *folded[S] {
	c.mu.Lock()
	defer c.mu.Unlock()
	el, ok := c.byName[stream]
	if !ok || el.Value.(*entry[S]).at.Before(at) {
		return nil
	}
	c.order.MoveToFront(el)
	return el.Value.(*entry[S]).value
}

// put remembers f, which the store has confirmed to somebody who asked at a time, unless something newer is known.
func (c *states[S]) put(stream string, f *folded[S], at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	el, ok := c.byName[stream]
	switch {
	case !ok:
		c.byName[stream] = c.order.PushFront(&entry[S]{stream, f, at})
		c.weight += f.weight()
	case el.Value.(*entry[S]).value.revision <= f.revision:
		e := el.Value.(*entry[S])
		c.weight += f.weight() - e.value.weight()
		e.value = f
		if at.After(e.at) { // slower readers do not make it older
			e.at = at
		}
		c.order.MoveToFront(el)
	}
	for c.weight > c.limit && c.order.Len() > 0 {
		c.remove(c.order.Back())
	}
}

// forget drops what is known about the stream.
func (c *states[S]) forget(stream string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if el, ok := c.byName[stream]; ok {
		c.remove(el)
	}
}

func (c *states[S]) remove(el *list.Element) {
	e := c.order.Remove(el).(*entry[S])
	delete(c.byName, e.stream)
	c.weight -= e.value.weight()
}

// turns lets one command at a time work on a stream. Commands that would only make each other conflict wait here, where
// waiting costs nothing: no connection, no store call, and the wait ends with the caller's context. A turn holds nothing but
// itself while it waits for the store, so turns cannot deadlock with a pool of connections.
type turns struct {
	mu      sync.Mutex
	waiting map[string]*turn
}

type turn struct {
	free  chan struct{} // holds one token while nobody has the turn
	users int           // who has the turn or waits for it
}

// take waits for the stream's turn and returns what ends it, or the context's error.
func (t *turns) take(ctx context.Context, stream string) (done func(), err error) {
	t.mu.Lock()
	w, ok := t.waiting[stream]
	if !ok {
		w = &turn{free: make(chan struct{}, 1)}
		w.free <- struct{}{}
		t.waiting[stream] = w
	}
	w.users++
	t.mu.Unlock()

	leave := func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		if w.users--; w.users == 0 {
			delete(t.waiting, stream)
		}
	}
	select {
	case <-w.free:
		return func() { w.free <- struct{}{}; leave() }, nil
	case <-ctx.Done():
		leave()
		return nil, ctx.Err()
	}
}
