package leak

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"unicode/utf8"
)

// Finder looks for all forms of many texts in one pass. It never changes and is safe for concurrent use.
//
// Thousands of texts in a dozen forms are sought in gigabytes, so it jumps, as Wu and Manber do ("A fast algorithm for multi-pattern
// searching", 1994): it looks at the two bytes at the end of a window that is as long as the shortest form, and moves on by as much as no
// form forbids. Where the bytes are strange to all forms that is the whole window. An automaton (Aho-Corasick) looks at every byte and
// would need a table of some 100,000 states.
type Finder struct {
	least   int                  // length of the shortest form, and of the window
	most    int                  // length of the longest one
	shift   [1 << 16]uint8       // by the last two bytes of the window; zero: a form may begin with the window
	begins  [1 << 16]bool        // by the first two bytes
	windows map[string][]pattern // by the whole window
}

type pattern struct {
	text int
	form Form
}

// shortest is the length in bytes below which a text stands somewhere by chance.
const shortest = 6

// New makes a finder. It refuses texts that are so short that they mean nothing, and texts that are no text.
func New(texts []string) (*Finder, error) {
	f := &Finder{least: 255, windows: map[string][]pattern{}}
	var all []pattern
	for i, text := range texts {
		if len(text) < shortest || !utf8.ValidString(text) {
			return nil, fmt.Errorf("text %d: not at least %d bytes of UTF-8", i+1, shortest)
		}
		for _, form := range Forms(text) {
			all = append(all, pattern{i, form})
			f.least, f.most = min(f.least, len(form.Bytes)), max(f.most, len(form.Bytes))
		}
	}
	for i := range f.shift {
		f.shift[i] = uint8(f.least - 1) //nolint:gosec // G115: at most 255
	}
	for _, p := range all {
		window := p.form.Bytes[:f.least]
		for end := 2; end <= f.least; end++ {
			at := two(window[end-2:])
			f.shift[at] = min(f.shift[at], uint8(f.least-end)) //nolint:gosec // G115: at most 255
		}
		f.begins[two(window)] = true
		f.windows[string(window)] = append(f.windows[string(window)], p)
	}
	return f, nil
}

func two(b []byte) int { return int(b[0])<<8 | int(b[1]) }

// find calls found for every place where a form of a text begins.
func (f *Finder) find(b []byte, found func(p pattern, at int)) {
	if len(f.windows) == 0 {
		return
	}
	for end := f.least; end <= len(b); {
		if s := f.shift[two(b[end-2:])]; s > 0 {
			end += int(s)
			continue
		}
		at := end - f.least
		if f.begins[two(b[at:])] {
			for _, p := range f.windows[string(b[at:end])] {
				if bytes.HasPrefix(b[at:], p.form.Bytes) {
					found(p, at)
				}
			}
		}
		end++
	}
}

// Hit is a text in a place where it must not be.
type Hit struct {
	Place string // a file, a table, a stream
	Text  int    // number of the text, from 0
	Form  string
	Times int
}

// Search is one place that is looked at, piece by piece. A text that lies across two pieces is found too.
type Search struct {
	finder *Finder
	rest   []byte // the end of what was seen, in which the beginning of a text may lie
	bytes  int64
	hits   map[Hit]int
}

// Search begins with a place.
func (f *Finder) Search() *Search { return &Search{finder: f, hits: map[Hit]int{}} }

// Write looks at the next piece. It never fails.
func (s *Search) Write(b []byte) (int, error) {
	if len(b) == 0 {
		return 0, nil
	}
	s.bytes += int64(len(b))
	keep := max(0, s.finder.most-1)
	if seam := len(s.rest); seam > 0 {
		s.rest = append(s.rest, b[:min(len(b), keep)]...)
		s.look(s.rest, seam)
		s.rest = s.rest[:seam]
	}
	s.look(b, len(b))
	switch {
	case len(b) >= keep:
		s.rest = append(s.rest[:0], b[len(b)-keep:]...)
	default:
		s.rest = append(s.rest, b...)
		s.rest = append(s.rest[:0], s.rest[max(0, len(s.rest)-keep):]...)
	}
	return len(b), nil
}

// look finds what begins before the seam. What lies wholly before it was found with the piece before.
func (s *Search) look(b []byte, seam int) {
	s.finder.find(b, func(p pattern, at int) {
		if end := at + len(p.form.Bytes); at < seam && (end > seam || seam == len(b)) {
			s.hits[Hit{Text: p.text, Form: p.form.Name}]++
		}
	})
}

// Break ends a piece: no text lies across what came before and what comes now.
func (s *Search) Break() { s.rest = s.rest[:0] }

// Bytes is how many were looked at.
func (s *Search) Bytes() int64 { return s.bytes }

// Texts are the numbers of the texts that were found.
func (s *Search) Texts() map[int]bool {
	texts := map[int]bool{}
	for h := range s.hits {
		texts[h.Text] = true
	}
	return texts
}

// Hits is what was found, as the hits of a place.
func (s *Search) Hits(place string) []Hit {
	var hits []Hit
	for h, n := range s.hits {
		h.Place, h.Times = place, n
		hits = append(hits, h)
	}
	slices.SortFunc(hits, func(a, b Hit) int { return cmp.Or(cmp.Compare(a.Text, b.Text), cmp.Compare(a.Form, b.Form)) })
	return hits
}
