package leak

import (
	"cmp"
	"slices"
	"sync"
)

// Count is how much of one kind was looked at.
type Count struct {
	Places int   // files, tables, streams
	Items  int64 // lines, rows, messages
	Bytes  int64
}

func (c Count) plus(d Count) Count {
	return Count{c.Places + d.Places, c.Items + d.Items, c.Bytes + d.Bytes}
}

// Report is what was looked at, by kind, and what was found. It is safe for concurrent use while a scan runs.
type Report struct {
	mu     sync.Mutex
	counts map[string]Count
	hits   []Hit
}

// NewReport makes an empty one.
func NewReport() *Report { return &Report{counts: map[string]Count{}} }

// add takes what a search of one place has seen.
func (r *Report) add(kind, place string, items int64, s *Search) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.counts[kind] = r.counts[kind].plus(Count{1, items, s.Bytes()})
	r.hits = append(r.hits, s.Hits(place)...)
}

// again takes what a second search of the same place has seen.
func (r *Report) again(kind, place string, s *Search) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.counts[kind] = r.counts[kind].plus(Count{0, 0, s.Bytes()})
	r.hits = append(r.hits, s.Hits(place)...)
}

// Of is how much of a kind was looked at.
func (r *Report) Of(kind string) Count {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.counts[kind]
}

// Hits is what was found, in the order of the places.
func (r *Report) Hits() []Hit {
	r.mu.Lock()
	defer r.mu.Unlock()
	hits := slices.Clone(r.hits)
	slices.SortStableFunc(hits, func(a, b Hit) int { return cmp.Compare(a.Place, b.Place) })
	return hits
}
