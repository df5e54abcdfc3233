package eventstore_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"sync/atomic"
	"testing"
	"time"

	"github.com/EventStore/EventStore-Client-Go/v4/esdb"
	"github.com/EventStore/EventStore-Client-Go/v4/protos/streams"
	"github.com/google/uuid"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"

	"anjie.internal/services/eventstore"
	"anjie.internal/services/eventstore/eventstoretest"
	"anjie.internal/services/internal/pg/pgtest"
)

// limit bounds whatever a test waits for.
const limit = 30 * time.Second

// all is the count that reads everything.
const all = math.MaxUint64

// serve starts a server on a fresh database.
func serve(t *testing.T, change ...func(*eventstore.Config)) *eventstore.Server {
	t.Helper()
	return eventstoretest.Start(t, pgtest.FreshDSN(t), change...)
}

// connect is the official client of a server.
func connect(t testing.TB, server *eventstore.Server, change ...func(*esdb.Configuration)) *esdb.Client {
	t.Helper()
	return connectTo(t, server.ConnectionString(), change...)
}

func connectTo(t testing.TB, address string, change ...func(*esdb.Configuration)) *esdb.Client {
	t.Helper()
	config, err := esdb.ParseConnectionString(address)
	if err != nil {
		t.Fatal(err)
	}
	config.Logger = func(esdb.LogLevel, string, ...any) {}
	for _, f := range change {
		f(config)
	}
	client, err := esdb.NewClient(config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = client.Close() })
	return client
}

// raw is the generated client, for what the official one cannot say.
func raw(t *testing.T, server *eventstore.Server) (streams.StreamsClient, *grpc.ClientConn) {
	t.Helper()
	conn, err := grpc.NewClient(server.Addr(), grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return streams.NewStreamsClient(conn), conn
}

// within is the test's context with the usual limit.
func within(t testing.TB) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	t.Cleanup(cancel)
	return ctx
}

func event(typ, data string) esdb.EventData {
	return esdb.EventData{EventID: uuid.New(), EventType: typ, ContentType: esdb.ContentTypeJson, Data: []byte(data), Metadata: []byte(`{"m":1}`)}
}

// fill appends n events of type "t" at once.
func fill(t testing.TB, client *esdb.Client, stream string, n int) {
	t.Helper()
	list := make([]esdb.EventData, n)
	for i := range list {
		list[i] = event("t", fmt.Sprintf(`{"i":%d}`, i))
	}
	write(t, client, stream, esdb.Any{}, list...)
}

func write(t testing.TB, client *esdb.Client, stream string, expected esdb.ExpectedRevision, list ...esdb.EventData) *esdb.WriteResult {
	t.Helper()
	result, err := client.AppendToStream(within(t), stream, esdb.AppendToStreamOptions{ExpectedRevision: expected}, list...)
	if err != nil {
		t.Fatalf("append to %s: %v", stream, err)
	}
	return result
}

// collect reads to the end.
func collect(read *esdb.ReadStream, err error) ([]*esdb.ResolvedEvent, error) {
	if err != nil {
		return nil, err
	}
	defer read.Close()
	var out []*esdb.ResolvedEvent
	for {
		e, err := read.Recv()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return out, err
		}
		out = append(out, e)
	}
}

func revisions(list []*esdb.ResolvedEvent) []uint64 {
	out := []uint64{}
	for _, e := range list {
		out = append(out, e.OriginalEvent().EventNumber)
	}
	return out
}

func positions(list []*esdb.ResolvedEvent) []uint64 {
	out := []uint64{}
	for _, e := range list {
		out = append(out, e.OriginalEvent().Position.Commit)
	}
	return out
}

// codeOf is the official client's code of an error.
func codeOf(err error) esdb.ErrorCode {
	if e, ok := errors.AsType[*esdb.Error](err); ok {
		return e.Code()
	}
	return esdb.ErrorCodeUnknown
}

// clock is a clock that tests move.
type clock struct{ at atomic.Int64 }

func newClock() *clock {
	c := &clock{}
	c.at.Store(time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC).UnixNano())
	return c
}

func (c *clock) now() time.Time { return time.Unix(0, c.at.Load()) }

func (c *clock) advance(d time.Duration) { c.at.Add(int64(d)) }
