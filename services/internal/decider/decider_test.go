package decider_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"anjie.internal/services/internal/decider"
)

// tally is a small core: a log of numbers.
var tally = decider.Decider[[]int, int, int]{
	Initial: func() []int { return nil },
	Decide: func(s []int, c int) ([]int, error) {
		if c == 0 {
			return nil, nil
		}
		return []int{c, c}, nil
	},
	Evolve: func(s []int, e int) []int { return append(slices.Clip(s), e) },
}

func TestFoldAppliesEventsInOrder(t *testing.T) {
	t.Parallel()
	got := tally.Fold(tally.Initial(), 3, 1, 2)
	if len(got) != 3 || got[0] != 3 || got[1] != 1 || got[2] != 2 {
		t.Errorf("%v", got)
	}
	if got := tally.Fold([]int{7}); len(got) != 1 || got[0] != 7 {
		t.Errorf("no events: %v", got)
	}
}

func TestFoldingInPiecesIsFoldingAtOnce(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		events := rapid.SliceOf(rapid.Int()).Draw(t, "events")
		cut := rapid.IntRange(0, len(events)).Draw(t, "cut")
		before := tally.Fold(tally.Initial(), events[:cut]...)
		kept := len(before)
		whole := tally.Fold(tally.Initial(), events...)
		pieces := tally.Fold(before, events[cut:]...)
		if len(whole) != len(pieces) || len(before) != kept {
			t.Fatalf("%v, %v, %v", before, whole, pieces)
		}
		for i := range whole {
			if whole[i] != pieces[i] {
				t.Fatalf("%v, %v", whole, pieces)
			}
		}
	})
}
