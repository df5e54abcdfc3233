package es_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/es/esmem"
)

// resting is a follower whose every Apply takes ten milliseconds of the bubble's time.
func resting(t *testing.T, store es.Store, s *sink, rest time.Duration) (*es.Follower, func()) {
	t.Helper()
	return run(t, es.FollowerConfig{
		Store: store, Load: s.load, Now: time.Now, Rest: rest, //nolint:forbidigo // the clock of the bubble
		Apply: func(ctx context.Context, b []es.Record, p es.Position) error {
			<-time.After(10 * time.Millisecond)
			return s.apply(ctx, b, p)
		},
	})
}

func TestFollowerOfABusyLogAppliesSeldom(t *testing.T) {
	batches := func(rest time.Duration) (n int) {
		synctest.Test(t, func(t *testing.T) {
			store, s := esmem.New(time.Now), newSink() //nolint:forbidigo // the clock of the bubble
			_, stop := resting(t, store, s, rest)
			defer stop()
			for i := range 500 { // one every millisecond
				<-time.After(time.Millisecond)
				fill(t, store, "dispute-1", i, 1)
			}
			<-time.After(time.Second)
			s.once(t, store, es.Filter{})
			n = len(s.batches)
		})
		return n
	}
	// An Apply of 10 ms and a pause of 40 ms make ten batches of the 500 ms, and fifty without a pause.
	without, long, short := batches(0), batches(time.Second), batches(10*time.Millisecond)
	if without < 45 || long > 12 || short < 20 || short > 30 {
		t.Errorf("%d batches without a pause, %d with pauses of four times an Apply, %d with pauses of 10 ms", without, long, short)
	}
}

func TestFollowerOfAQuietLogAppliesAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store, s := esmem.New(time.Now), newSink() //nolint:forbidigo // the clock of the bubble
		f, stop := resting(t, store, s, time.Second)
		defer stop()
		took := func(n int) time.Duration {
			t.Helper()
			since := time.Now() //nolint:forbidigo // the clock of the bubble
			fill(t, store, "dispute-1", n-1, 1)
			s.wait(t, "the event", func() bool { return len(s.seen) == n })
			return time.Since(since)
		}
		<-time.After(time.Second)
		if d := took(1); d != 10*time.Millisecond {
			t.Errorf("after silence it took %v", d)
		}
		if d := took(2); d != 50*time.Millisecond {
			t.Errorf("during the pause it took %v, want the pause and an Apply", d)
		}
		f.Hurry()
		if d := took(3); d != 10*time.Millisecond {
			t.Errorf("with somebody waiting it took %v", d)
		}
	})
}
