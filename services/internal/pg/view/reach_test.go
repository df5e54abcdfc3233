package view

import (
	"testing"

	"anjie.internal/services/internal/es"
)

// TestAViewThatIsSetBackHasNotSeenWhatWasQuiet: what nobody had to wait for any more may have to be waited for again.
func TestAViewThatIsSetBackHasNotSeenWhatWasQuiet(t *testing.T) {
	t.Parallel()
	at := func(n uint64) es.Position { return es.Position{Commit: n, Prepare: n} }
	r := newReach()
	for i, step := range []struct {
		do   func()
		want uint64
	}{
		{func() { r.set(at(5)) }, 5},
		{func() { r.extend(at(5), at(9)) }, 9},
		{func() { r.set(at(7)) }, 9}, // the view follows, nothing from there to 9 is for it
		{func() { r.extend(at(7), at(8)) }, 9},
		{func() { r.set(at(12)) }, 12},
		{func() { r.extend(at(12), at(20)) }, 20},
		{func() { r.set(at(4)) }, 4}, // rebuilt, or restored
		{func() { r.extend(at(20), at(30)) }, 4},
		{func() { r.set(at(12)) }, 12},
	} {
		_, changed := r.get()
		before, _ := r.get()
		step.do()
		got, _ := r.get()
		if got != at(step.want) {
			t.Errorf("after step %d it is quiet up to %s, want %d", i, got, step.want)
		}
		select {
		case <-changed:
		default:
			if got != before {
				t.Errorf("step %d is told to nobody", i)
			}
		}
	}
}
