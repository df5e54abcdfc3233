package vault

import (
	"testing"
	"time"

	"github.com/google/uuid"
)

// A key that was read from the database just before it was destroyed must not come back through the cache.
func TestTheCacheKeepsNoKeyThatWasDestroyedWhileItWasLoaded(t *testing.T) {
	t.Parallel()
	at := time.Unix(0, 0)
	c := newCache(10, time.Minute)
	k := &dataKey{id: uuid.New(), subject: "dispute-1"}
	before := c.generation()
	c.evict("dispute-1", nil)
	c.put(k, at, before)
	if c.get(k.id, at) != nil {
		t.Error("it came back")
	}
	c.put(k, at, c.generation())
	if c.get(k.id, at) != k {
		t.Error("a key that nobody destroyed is not kept")
	}
}

func TestTheCacheForgetsTheKeyThatWasUsedLeastRecently(t *testing.T) {
	t.Parallel()
	at := time.Unix(0, 0)
	c := newCache(2, time.Minute)
	var ids []uuid.UUID
	for range 3 {
		k := &dataKey{id: uuid.New(), subject: "dispute-1"}
		c.put(k, at, c.generation())
		ids = append(ids, k.id)
		c.get(ids[0], at)
	}
	if c.get(ids[0], at) == nil || c.get(ids[1], at) != nil || c.get(ids[2], at) == nil || len(c.byID) != c.recent.Len() {
		t.Error("the wrong one is gone")
	}
}
