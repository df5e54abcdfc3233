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
		return p.land(start.Add(commit), answered, waiting, 0)
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
		if hold := p.land(start.Add(time.Second), 5, 5, 0); hold != maxHold {
			t.Fatalf("held for %v", hold)
		}
	})
	t.Run("callers that are slow to come back go in two groups", func(t *testing.T) {
		t.Parallel()
		p := newPace()
		if room := p.room(); room != maxBatchRequests {
			t.Fatalf("room for %d before anything is known", room)
		}
		p.launch(start)
		p.land(start.Add(commit), 63, 1, 36)
		for range 4 {
			hold := cycle(&p, 50, 0)
			p.release(start.Add(commit+hold), 0) // nobody came
		}
		if room := p.room(); room < 40 || room > 50 {
			t.Fatalf("room for %d of 100", room)
		}
		for range 400 {
			cycle(&p, 2, 0)
		}
		if room := p.room(); room != minRoom {
			t.Fatalf("room for %d when hardly anybody is left", room)
		}
		for range 6 {
			hold := cycle(&p, 10, 10)
			p.release(start.Add(commit+hold), 20)
		}
		if room := p.room(); room != maxBatchRequests {
			t.Fatalf("room for %d where waiting pays", room)
		}
	})
}
