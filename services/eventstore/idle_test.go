package eventstore_test

import (
	"fmt"
	"runtime"
	"testing"
	"time"

	"github.com/EventStore/EventStore-Client-Go/v4/esdb"
	"github.com/EventStore/EventStore-Client-Go/v4/protos/streams"
	"github.com/dlclark/regexp2"
	"go.uber.org/goleak"

	"anjie.internal/services/eventstore"
	"anjie.internal/services/eventstore/eventstoretest"
	"anjie.internal/services/internal/longtest"
	"anjie.internal/services/internal/pg/pgtest"
)

// An idle subscription costs a goroutine on the server, one in the client, and little memory; it sleeps while the log is busy
// with other streams. Not parallel: it counts goroutines.
func TestIdleSubscriptionsAreCheap(t *testing.T) {
	const n = 2000
	server := serve(t)
	writer := connect(t, server)
	plain, _ := raw(t, server)
	fill(t, writer, "first", 1)
	goroutines, heap := usage()
	calls := make([]streams.Streams_ReadClient, n)
	for i := range calls {
		call, err := plain.Read(t.Context(), &streams.ReadReq{Options: readOptions(func(o *streams.ReadReq_Options) {
			o.StreamOption, o.CountOption = streamOption(fmt.Sprintf("quiet-%d", i)), subscriptionOption()
		})})
		if err != nil {
			t.Fatal(err)
		}
		calls[i] = call
	}
	for i, call := range calls {
		for _, want := range []string{"confirmation", "caught up"} {
			if _, err := call.Recv(); err != nil {
				t.Fatalf("subscription %d: %s: %v", i, want, err)
			}
		}
	}
	goroutines2, heap2 := usage()
	each, bytes := float64(goroutines2-goroutines)/n, (int64(heap2)-int64(heap))/n
	t.Logf("an idle subscription costs %.2f goroutines and %d bytes, both ends together", each, bytes)
	if each > 2.1 || bytes > 64<<10 {
		t.Errorf("%d idle subscriptions cost %.2f goroutines and %d bytes each", n, each, bytes)
	}
	fill(t, writer, "busy", 500)
	fill(t, writer, "quiet-77", 1)
	if m, err := calls[77].Recv(); err != nil || m.GetEvent() == nil {
		t.Errorf("the one that something happened to got %v, %v", m, err)
	}
}

func usage() (goroutines int, heap uint64) {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return runtime.NumGoroutine(), m.HeapInuse + m.StackInuse
}

// A connection with nothing but an idle subscription survives the client's pings, one every 10 s. grpc-go's own policy ends
// it at the third or fourth.
func TestIdleConnectionSurvivesPings(t *testing.T) {
	longtest.Only(t, "a minute")
	t.Parallel()
	server := serve(t)
	client := connect(t, server)
	sub, err := client.SubscribeToStream(t.Context(), "s", esdb.SubscribeToStreamOptions{From: esdb.Start{}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = sub.Close() })
	f := follower{t, sub}
	f.expect("caught up")
	idle := time.NewTimer(55 * time.Second)
	defer idle.Stop()
	<-idle.C
	fill(t, connect(t, server), "s", 1)
	f.expect("s/0")
}

// Not parallel: it looks for goroutines that are left.
func TestServerLeavesNothingBehind(t *testing.T) {
	dsn := pgtest.FreshDSN(t)
	before := goleak.IgnoreCurrent()
	t.Run("life", func(t *testing.T) {
		server := eventstoretest.Start(t, dsn, func(c *eventstore.Config) { c.RingBytes = 1 << 10 })
		client := connect(t, server)
		fill(t, client, "s", 300)
		f := followAll(t, client, esdb.SubscribeToAllOptions{From: esdb.Start{}, Filter: esdb.ExcludeSystemEventsFilter()})
		g := followStream(t, client, "s", esdb.SubscribeToStreamOptions{From: esdb.Revision(290)})
		f.script(200)
		g.script(5)
		read, err := client.ReadAll(within(t), esdb.ReadAllOptions{}, all)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := read.Recv(); err != nil {
			t.Fatal(err)
		}
		read.Close() // in the middle
	})
	regexp2.StopTimeoutClock()
	goleak.VerifyNone(t, before)
}
