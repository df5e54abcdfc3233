package main

import (
	"math"
	"math/rand/v2"
	"sort"
)

// lot draws lots. All chance of a year comes from one of them, in one order, so that a seed gives one year.
type lot struct{ *rand.Rand }

func newLot(seed uint64) lot {
	return lot{rand.New(rand.NewPCG(seed, 0x6a6f6c6465676e61))} //nolint:gosec // G404: it must be repeatable, not secret
}

// chance is true in a share of cases.
func (l lot) chance(share float64) bool { return l.Float64() < share }

// between is from least to most.
func (l lot) between(least, most int) int { return least + l.IntN(most-least+1) }

// skewed is about the median as a rule, seldom several times as much.
func (l lot) skewed(median, spread float64) float64 { return median * math.Exp(spread*l.NormFloat64()) }

// of draws one of several.
func of[T any](l lot, from []T) T { return from[l.IntN(len(from))] }

// wheel draws with weights.
type wheel struct{ ends []float64 }

func newWheel(n int, weight func(int) float64) wheel {
	w := wheel{make([]float64, n)}
	sum := 0.0
	for i := range n {
		sum += weight(i)
		w.ends[i] = sum
	}
	return w
}

func (w wheel) turn(l lot) int {
	at := l.Float64() * w.ends[len(w.ends)-1]
	return min(sort.SearchFloat64s(w.ends, at), len(w.ends)-1)
}
