package bus

import (
	"context"
	"math/rand/v2"
	"time"
)

// backoff spaces repetitions: doubling from first to longest, each shortened by up to half so that many do not knock at once.
type backoff struct {
	first, longest time.Duration
	after          func(time.Duration) <-chan time.Time
	next           time.Duration
}

func (b *backoff) reset() { b.next = 0 }

// delay returns how long to wait before the next try.
func (b *backoff) delay() time.Duration {
	b.next = min(max(2*b.next, b.first), b.longest)
	return b.next/2 + rand.N(b.next/2+1) //nolint:gosec // G404: jitter is no secret
}

// wait returns after the next delay, or false when ctx ends.
func (b *backoff) wait(ctx context.Context) bool {
	select {
	case <-ctx.Done():
		return false
	case <-b.after(b.delay()):
		return ctx.Err() == nil
	}
}
