package esdb_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"go.uber.org/goleak"

	"anjie.internal/services/eventstore"
	"anjie.internal/services/eventstore/eventstoretest"
	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/es/esdb"
	"anjie.internal/services/internal/es/estest"
	"anjie.internal/services/internal/pg/pgtest"
)

func TestMain(m *testing.M) { pgtest.Main(m, nil) }

// noLeaks fails the test when it leaves goroutines behind, after all its clean-ups.
func noLeaks(t *testing.T, more ...goleak.Option) {
	t.Helper()
	known := append(more, goleak.IgnoreCurrent(),
		goleak.IgnoreTopFunction("time.Sleep"), // the server's regexp2 has a clock
		// A connection that the official client lost in a restart and never closes starts a goroutine anew for each attempt to
		// reconnect. That hides no other leak: every connection has a serializer too, and a new one of these is found.
		goleak.IgnoreTopFunction("google.golang.org/grpc.(*addrConn).resetTransportAndUnlock"))
	t.Cleanup(func() { goleak.VerifyNone(t, known...) })
}

func TestContract(t *testing.T) {
	estest.Run(t, func(t *testing.T) es.Store {
		dsn := pgtest.FreshDSN(t)
		noLeaks(t)
		server := eventstoretest.Start(t, dsn)
		return connect(t, server.Addr(), esdb.Options{Timeout: 5 * time.Second})
	})
}

// listen takes a port, any free one for "".
func listen(t *testing.T, address string) net.Listener {
	t.Helper()
	if address == "" {
		address = "127.0.0.1:0"
	}
	var lc net.ListenConfig
	l, err := lc.Listen(t.Context(), "tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// restart ends a server and starts another on the same address and database.
func restart(t *testing.T, dsn string, old *eventstore.Server) *eventstore.Server {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	address := old.Addr()
	if err := old.Stop(ctx); err != nil {
		t.Fatal(err)
	}
	return eventstoretest.Start(t, dsn, func(c *eventstore.Config) { c.Listener = listen(t, address) })
}

func TestServerRestarts(t *testing.T) {
	// Writers repeat what is in doubt, followers reopen: over several restarts of the server, every event is stored once and
	// seen once, in order. It is one store all along.
	const writers, each, restarts = 8, 60, 4
	dsn := pgtest.FreshDSN(t)
	// A call that asks the client for its connection in the very moment in which another reports it lost gets a new one, and
	// the client forgets to close the old: an idle gRPC connection stays behind, now and then, per outage.
	noLeaks(t, goleak.IgnoreTopFunction("google.golang.org/grpc/internal/grpcsync.(*CallbackSerializer).run"))
	server := eventstoretest.Start(t, dsn)
	s := connect(t, server.Addr(), esdb.Options{Timeout: 2 * time.Second})

	var mu sync.Mutex
	var at es.Position
	var seen []es.Record
	all := make(chan struct{})
	f, err := es.NewFollower(es.FollowerConfig{
		Name: "test", Store: s, Now: time.Now, //nolint:forbidigo // a real server on a real clock
		Load: func(context.Context) (es.Position, error) { mu.Lock(); defer mu.Unlock(); return at, nil },
		Apply: func(_ context.Context, b []es.Record, settled es.Position) error {
			mu.Lock()
			defer mu.Unlock()
			at = settled
			if seen = append(seen, b...); len(seen) == writers*each {
				close(all)
			}
			return nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	var following, writing sync.WaitGroup
	following.Go(func() { _ = f.Run(ctx) })
	defer following.Wait()
	defer cancel()

	var stored, doubts sync.Map
	for w := range writers {
		writing.Go(func() {
			for i := range each {
				event := one()
				for try := 0; ; try++ {
					_, err := s.Append(ctx, fmt.Sprintf("dispute-%d", w), int64(i-1), event)
					if err == nil {
						break
					}
					if !errors.Is(err, es.ErrUnknownOutcome) && !errors.Is(err, es.ErrUnavailable) {
						t.Errorf("writer %d, event %d: %v", w, i, err)
						return
					}
					doubts.Store([2]int{w, i}, try)
				}
				stored.Store(event[0].ID, true)
			}
		})
	}
	for r := range restarts {
		poll(t, "there is load", func() bool {
			mu.Lock()
			defer mu.Unlock()
			return len(seen) > (r+1)*writers*each/(restarts+2)
		})
		server = restart(t, dsn, server)
	}
	writing.Wait()
	select {
	case <-all:
	case <-time.After(20 * time.Second):
	}
	mu.Lock()
	defer mu.Unlock()
	i := 0
	for rec, err := range s.ReadAll(t.Context(), es.Position{}) {
		if err != nil {
			t.Fatal(err)
		}
		if _, ok := stored.Load(rec.ID); !ok {
			t.Errorf("an event that nobody was told of: %s at %d", rec.Stream, rec.Revision)
		}
		if i >= len(seen) || seen[i].ID != rec.ID {
			t.Fatalf("event %d of %d seen is not that at %s", i, len(seen), rec.Position)
		}
		i++
	}
	if i != writers*each || len(seen) != i {
		t.Errorf("%d events stored and %d seen, want %d", i, len(seen), writers*each)
	}
	n := 0
	doubts.Range(func(any, any) bool { n++; return true })
	t.Logf("%d appends met a restart", n)
	if n == 0 {
		t.Error("no append met a restart: the run proves nothing")
	}
}

func TestReadAllPages(t *testing.T) {
	// More events than two pages hold, with system events among them.
	dsn := pgtest.FreshDSN(t)
	noLeaks(t)
	server := eventstoretest.Start(t, dsn)
	s := connect(t, server.Addr(), esdb.Options{})
	const streams, each, batch = 8, 11, 400
	var wg sync.WaitGroup
	for w := range streams {
		wg.Go(func() {
			for i := range each {
				var events []es.Pending
				for range batch {
					events = append(events, es.Pending{ID: uuid.New(), Type: "a-v1", Data: []byte(`{}`), Metadata: []byte(`{}`)})
				}
				if _, err := s.Append(t.Context(), fmt.Sprintf("dispute-%d", w), int64(i*batch-1), events); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	var last es.Position
	n := 0
	next := map[string]uint64{}
	for r, err := range s.ReadAll(t.Context(), es.Position{}) {
		if err != nil {
			t.Fatal(err)
		}
		if !last.Before(r.Position) || r.Revision != next[r.Stream] {
			t.Fatalf("event %d: %s after %s, revision %d of %s", n, r.Position, last, r.Revision, r.Stream)
		}
		last = r.Position
		next[r.Stream]++
		n++
	}
	if n != streams*each*batch {
		t.Errorf("%d events, want %d", n, streams*each*batch)
	}
}
