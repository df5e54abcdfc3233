package eventstore

import (
	"testing"
	"time"
)

func TestPace(t *testing.T) {
	t.Parallel()
	const commit = 4 * time.Millisecond
	start := clock()
	cycle := func(p *pace, answered, waiting int) time.Duration {
		p.launch(start)
		return p.land(start.Add(commit), answered, waiting)
	}

	t.Run("one caller never waits", func(t *testing.T) {
		t.Parallel()
		p := newPace()
		if hold := cycle(&p, 1, 0); hold != 0 || p.held(start, 0) {
			t.Fatalf("held for %v", hold)
		}
	})
	t.Run("the batch leaves when everybody is back", func(t *testing.T) {
		t.Parallel()
		p := newPace()
		if hold := cycle(&p, 3, 1); hold != commit/2 {
			t.Fatalf("held for %v", hold)
		}
		at := start.Add(commit + time.Millisecond/10)
		if !p.held(at, 3) || p.held(at, 4) {
			t.Fatal("not held until the fourth")
		}
		if p.confidence != maxConfidence {
			t.Fatalf("confidence %v after a wait that paid", p.confidence)
		}
	})
	t.Run("waiting in vain shrinks", func(t *testing.T) {
		t.Parallel()
		p := newPace()
		last := commit
		for range 4 {
			hold := cycle(&p, 10, 10)
			if hold >= last {
				t.Fatalf("held for %v, then %v", last, hold)
			}
			p.release(start.Add(commit+hold), 10) // nobody came
			last = hold
		}
		for range 6 {
			hold := cycle(&p, 10, 10)
			p.release(start.Add(commit+hold), 20)
		}
		if p.confidence != maxConfidence {
			t.Fatalf("confidence %v after waits that paid", p.confidence)
		}
	})
	t.Run("a slow disk does not make everybody slow", func(t *testing.T) {
		t.Parallel()
		p := newPace()
		p.launch(start)
		if hold := p.land(start.Add(time.Second), 5, 5); hold != maxHold {
			t.Fatalf("held for %v", hold)
		}
	})
}
