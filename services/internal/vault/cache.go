package vault

import (
	"container/list"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/tink-crypto/tink-go/v2/tink"
)

// dataKey is an unwrapped key. It is immutable.
type dataKey struct {
	id      uuid.UUID
	aead    tink.AEAD
	subject string // "" when the database does not know yet
}

// cache keeps unwrapped keys: the most recently used ones, none longer than ttl after it was loaded. The age counts from
// loading and not from use, so that a key that another process destroyed is noticed. It is safe for concurrent use.
type cache struct {
	mu      sync.Mutex
	size    int
	ttl     time.Duration
	byID    map[uuid.UUID]*list.Element
	recent  *list.List // of *cached, the latest used first
	evicted uint64     // counts evict calls
}

type cached struct {
	key   *dataKey
	until time.Time
}

func newCache(size int, ttl time.Duration) *cache {
	return &cache{size: size, ttl: ttl, byID: map[uuid.UUID]*list.Element{}, recent: list.New()}
}

func (c *cache) get(id uuid.UUID, now time.Time) *dataKey {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.byID[id]
	if !ok {
		return nil
	}
	k := e.Value.(*cached)
	if !now.Before(k.until) {
		c.drop(e)
		return nil
	}
	c.recent.MoveToFront(e)
	return k.key
}

// generation is taken before keys are read from the database and given to put, which keeps nothing when a key was destroyed
// in between.
func (c *cache) generation() uint64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.evicted
}

func (c *cache) put(k *dataKey, now time.Time, generation uint64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if generation != c.evicted {
		return
	}
	if e, ok := c.byID[k.id]; ok {
		c.drop(e)
	}
	c.byID[k.id] = c.recent.PushFront(&cached{key: k, until: now.Add(c.ttl)})
	for c.recent.Len() > c.size {
		c.drop(c.recent.Back())
	}
}

// evict forgets the keys of a subject and those named.
func (c *cache) evict(subject string, ids []uuid.UUID) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.evicted++
	for _, id := range ids {
		if e, ok := c.byID[id]; ok {
			c.drop(e)
		}
	}
	for e := c.recent.Front(); e != nil; {
		next := e.Next()
		if e.Value.(*cached).key.subject == subject {
			c.drop(e)
		}
		e = next
	}
}

func (c *cache) drop(e *list.Element) {
	delete(c.byID, e.Value.(*cached).key.id)
	c.recent.Remove(e)
}
