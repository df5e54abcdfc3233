package eventstore

import "strings"

// The states of a stream, as in streams.state.
const (
	stateLive        int16 = 0
	stateSoftDeleted int16 = 1
	stateTombstoned  int16 = 2
)

// Names and types that the protocol gives a meaning.
const (
	allStream          = "$all"
	metastreamPrefix   = "$$"
	typeStreamMetadata = "$metadata"
	typeStreamDeleted  = "$streamDeleted"
)

// noEvents is the last revision of a stream without events.
const noEvents int64 = -1

// head is what the writer knows of one stream: its row in streams. A head is never changed once it is shared; a change
// makes a copy.
type head struct {
	id       int64 // 0: the stream has no row
	name     string
	last     int64 // revision of the last event, noEvents for none
	state    int16
	metadata streamMetadata // of the stream, copied from its $$ stream
}

// exists reports whether the stream has events or metadata.
func (h *head) exists() bool { return h.id != 0 }

// metastreamOf names the stream that holds the metadata of stream.
func metastreamOf(stream string) string { return metastreamPrefix + stream }

// originalOf names the stream whose metadata a $$ stream holds, and false for any other stream.
func originalOf(stream string) (string, bool) { return strings.CutPrefix(stream, metastreamPrefix) }

// headCache keeps the heads of the streams that were written last. It is an LRU with a fixed bound and belongs to the
// goroutine that writes: no locks.
type headCache struct {
	limit   int
	entries map[string]*headEntry
	newest  headEntry // sentinel of a ring: next is the newest, prev the oldest
}

type headEntry struct {
	head       *head
	prev, next *headEntry
}

func newHeadCache(limit int) *headCache {
	c := &headCache{limit: limit}
	c.clear()
	return c
}

// get returns the head of name or nil.
func (c *headCache) get(name string) *head {
	e := c.entries[name]
	if e == nil {
		return nil
	}
	if c.newest.next != e {
		c.unlink(e)
		c.link(e)
	}
	return e.head
}

// put remembers h as the committed head of its stream, and forgets the oldest one when there are too many.
func (c *headCache) put(h *head) {
	e := c.entries[h.name]
	if e != nil {
		e.head = h
		c.unlink(e)
		c.link(e)
		return
	}
	if len(c.entries) >= c.limit {
		e = c.newest.prev
		c.unlink(e)
		delete(c.entries, e.head.name)
	} else {
		e = &headEntry{}
	}
	e.head = h
	c.entries[h.name] = e
	c.link(e)
}

func (c *headCache) drop(name string) {
	e := c.entries[name]
	if e == nil {
		return
	}
	c.unlink(e)
	delete(c.entries, name)
}

func (c *headCache) clear() {
	c.entries = map[string]*headEntry{}
	c.newest.next, c.newest.prev = &c.newest, &c.newest
}

func (c *headCache) link(e *headEntry) {
	e.prev, e.next = &c.newest, c.newest.next
	e.prev.next, e.next.prev = e, e
}

func (c *headCache) unlink(e *headEntry) {
	e.prev.next, e.next.prev = e.next, e.prev
}
