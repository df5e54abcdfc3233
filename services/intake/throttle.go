package intake

import (
	"sync"
	"time"

	"anjie.internal/services/internal/fault"
)

// A clerk at the window looks for a few things and reads what was found; a program that guesses names does not. The bucket of an
// actor holds searchBurst searches and fills up again by one every searchEvery.
const (
	searchBurst = 20
	searchEvery = 3 * time.Second
	// mostBuckets bounds the memory: beyond it those that are full again are forgotten.
	mostBuckets = 10_000
)

var errSearchTooOften = fault.New(fault.Exhausted, "search-too-often",
	"查询过于频繁，请稍后再试。", "Too many searches; try again in a moment.")

// throttle bounds how often each actor searches through one process. It is safe for concurrent use.
type throttle struct {
	mu      sync.Mutex
	buckets map[string]bucket
}

// bucket is how much of an actor's allowance was left at a time.
type bucket struct {
	left float64
	at   time.Time
}

func newThrottle() *throttle { return &throttle{buckets: map[string]bucket{}} }

// take takes one search from the actor's bucket, or refuses.
func (t *throttle) take(actor string, now time.Time) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	b, known := t.buckets[actor]
	if !known {
		t.sweep(now)
		b = bucket{searchBurst, now}
	}
	left := b.holds(now)
	if left < 1 {
		return errSearchTooOften
	}
	t.buckets[actor] = bucket{left - 1, now}
	return nil
}

// holds is what the bucket holds at a time. A clock that went back fills nothing.
func (b bucket) holds(now time.Time) float64 {
	return min(searchBurst, b.left+max(0, float64(now.Sub(b.at))/float64(searchEvery)))
}

func (t *throttle) sweep(now time.Time) {
	if len(t.buckets) < mostBuckets {
		return
	}
	for actor, b := range t.buckets {
		if b.holds(now) >= searchBurst {
			delete(t.buckets, actor)
		}
	}
}
