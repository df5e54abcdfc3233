package esdb_test

import (
	"bytes"
	"errors"
	"io"
	"testing"
	"time"

	client "github.com/EventStore/EventStore-Client-Go/v4/esdb"
	"github.com/google/uuid"

	"anjie.internal/services/eventstore/eventstoretest"
	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/es/esdb"
	"anjie.internal/services/internal/pg/pgtest"
)

func bare(b *testing.B, address string) *client.Client {
	b.Helper()
	conf, err := client.ParseConnectionString("esdb://" + address + "?tls=false")
	if err != nil {
		b.Fatal(err)
	}
	conf.Logger = client.NoopLogging()
	c, err := client.NewClient(conf)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = c.Close() })
	return c
}

func start(b *testing.B) (string, *esdb.Store) {
	b.Helper()
	server := eventstoretest.Start(b, pgtest.FreshDSN(b))
	s, err := esdb.Open(b.Context(), "esdb://"+server.Addr()+"?tls=false", esdb.Options{Timeout: 30 * time.Second})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = s.Close() })
	return server.Addr(), s
}

// BenchmarkAppend compares appends of one 600-byte event by 64 clients through this package with the bare client: what the
// time limit from outside costs. PostgreSQL does not sync here.
func BenchmarkAppend(b *testing.B) {
	address, s := start(b)
	c := bare(b, address)
	data := bytes.Repeat([]byte("x"), 600)
	b.Run("bare", func(b *testing.B) {
		b.SetParallelism(32)
		b.RunParallel(func(pb *testing.PB) {
			stream := uuid.NewString()
			var expected client.ExpectedRevision = client.NoStream{}
			for n := uint64(0); pb.Next(); n++ {
				e := client.EventData{EventID: uuid.New(), EventType: "a-v1", ContentType: client.ContentTypeJson, Data: data}
				if _, err := c.AppendToStream(b.Context(), stream, client.AppendToStreamOptions{ExpectedRevision: expected}, e); err != nil {
					b.Error(err)
					return
				}
				expected = client.Revision(n)
			}
		})
	})
	b.Run("ours", func(b *testing.B) {
		b.SetParallelism(32)
		b.RunParallel(func(pb *testing.PB) {
			stream := uuid.NewString()
			for n := es.NoStream; pb.Next(); n++ {
				e := es.Pending{ID: uuid.New(), Type: "a-v1", Data: data}
				if _, err := s.Append(b.Context(), stream, n, []es.Pending{e}); err != nil {
					b.Error(err)
					return
				}
			}
		})
	})
}

// BenchmarkReadAll compares reading 40,000 events through this package with the bare client.
func BenchmarkReadAll(b *testing.B) {
	address, s := start(b)
	c := bare(b, address)
	const events = 40_000
	data := bytes.Repeat([]byte("x"), 600)
	for i := range events / 500 {
		batch := make([]es.Pending, 500)
		for j := range batch {
			batch[j] = es.Pending{ID: uuid.New(), Type: "a-v1", Data: data, Metadata: data[:300]}
		}
		if _, err := s.Append(b.Context(), "dispute-1", int64(500*i-1), batch); err != nil {
			b.Fatal(err)
		}
	}
	b.Run("bare", func(b *testing.B) {
		for b.Loop() {
			r, err := c.ReadAll(b.Context(), client.ReadAllOptions{From: client.Start{}}, 1<<50)
			if err != nil {
				b.Fatal(err)
			}
			n := 0
			for {
				if _, err := r.Recv(); errors.Is(err, io.EOF) {
					break
				} else if err != nil {
					b.Fatal(err)
				}
				n++
			}
			r.Close()
			if n != events {
				b.Fatalf("%d events, want %d", n, events)
			}
		}
	})
	b.Run("ours", func(b *testing.B) {
		for b.Loop() {
			n := 0
			for _, err := range s.ReadAll(b.Context(), es.Position{}) {
				if err != nil {
					b.Fatal(err)
				}
				n++
			}
			if n != events {
				b.Fatalf("%d events, want %d", n, events)
			}
		}
	})
	b.Run("follow", func(b *testing.B) {
		for b.Loop() {
			n := 0
			for item, err := range s.Follow(b.Context(), es.Position{}, es.Filter{}) {
				if err != nil {
					b.Fatal(err)
				}
				if item.Record != nil {
					n++
				}
				if item.CaughtUp {
					break
				}
			}
			if n != events {
				b.Fatalf("%d events, want %d", n, events)
			}
		}
	})
}
