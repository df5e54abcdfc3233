package es_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/uuid"

	"anjie.internal/services/internal/es"
)

// BenchmarkCommand is what the command loop itself costs, over a store in memory: the bound is encoding and reading back an
// event, metadata, and two SHA-256 over a kilobyte.
func BenchmarkCommand(b *testing.B) {
	for name, size := range map[string]int{"600 bytes": 600} {
		b.Run(name, func(b *testing.B) {
			store := newStore()
			h := newHandler(b, store, func(c *config) { c.CacheSize = 1000 })
			label := strings.Repeat("x", size)
			b.ReportAllocs()
			b.RunParallel(func(pb *testing.PB) {
				id, n := uuid.New(), 0
				handle(b, h, id, open{}, intent("open"))
				for pb.Next() {
					if n++; n%20 == 0 {
						id = uuid.New()
						handle(b, h, id, open{}, intent("open"))
					}
					handle(b, h, id, mark{[]string{label}}, intent("x"))
				}
			})
		})
	}
}

// BenchmarkColdCommand reads a stream of 50 events first.
func BenchmarkColdCommand(b *testing.B) {
	store := newStore()
	h := newHandler(b, store, func(c *config) { c.CacheSize = -1 })
	id := uuid.New()
	handle(b, h, id, open{}, intent("open"))
	for i := range 49 {
		handle(b, h, id, mark{[]string{strings.Repeat("x", 600)}}, intent(fmt.Sprint(i)))
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := h.Load(b.Context(), id); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkHash hashes a kilobyte event.
func BenchmarkHash(b *testing.B) {
	data, id := []byte(strings.Repeat("x", 1000)), uuid.New()
	b.ReportAllocs()
	for b.Loop() {
		es.Hash("dispute-0198c2a0-0000-7000-8000-000000000001", 7, id, "dispute-registered-v1", data, data[:500])
	}
}

// BenchmarkMeta writes metadata.
func BenchmarkMeta(b *testing.B) {
	m := fullMeta()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := m.Append(make([]byte, 0, 704)); err != nil {
			b.Fatal(err)
		}
	}
}
