package eventstore_test

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strconv"
	"testing"

	"github.com/EventStore/EventStore-Client-Go/v4/esdb"
	"github.com/EventStore/EventStore-Client-Go/v4/protos/shared"
	"github.com/EventStore/EventStore-Client-Go/v4/protos/streams"
	"github.com/jackc/pgx/v5/pgxpool"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/protobuf/types/known/emptypb"

	"anjie.internal/services/eventstore/eventstoretest"
	"anjie.internal/services/internal/pg/pgtest"
)

// benchEvents is how many events the log holds: ANJIE_BENCH_EVENTS, or what a quick run affords.
func benchEvents() int {
	n, err := strconv.Atoi(os.Getenv("ANJIE_BENCH_EVENTS"))
	if err != nil {
		return 50_000
	}
	return n
}

// BenchmarkReadAll reads $all forwards through the official client, beside a bare gRPC server that streams as many
// messages of the same bytes, decoded alike. Both are bound by gRPC's cost per message on both ends; ours adds PostgreSQL's rows and the
// official client's decoding of each event into maps and copies.
func BenchmarkReadAll(b *testing.B) {
	dsn := pgtest.FreshDSN(b)
	n := benchEvents()
	seed(b, dsn, n)
	server := eventstoretest.Start(b, dsn)
	client := connect(b, server)
	bare := bareServer(b, n)
	b.Run("ours", func(b *testing.B) {
		for b.Loop() {
			read, err := client.ReadAll(b.Context(), esdb.ReadAllOptions{}, all)
			if err != nil {
				b.Fatal(err)
			}
			got := 0
			for {
				_, err := read.Recv()
				if errors.Is(err, io.EOF) {
					break
				}
				if err != nil {
					b.Fatal(err)
				}
				got++
			}
			if got != n {
				b.Fatalf("got %d events", got)
			}
		}
		b.ReportMetric(float64(n*b.N)/b.Elapsed().Seconds(), "events/s")
	})
	b.Run("bare", func(b *testing.B) {
		for b.Loop() {
			bare(b)
		}
		b.ReportMetric(float64(n*b.N)/b.Elapsed().Seconds(), "events/s")
	})
}

// seed fills the log with n events of 600 bytes in 1,000 streams, past the server.
func seed(b *testing.B, dsn string, n int) {
	b.Helper()
	pool, err := pgxpool.New(b.Context(), dsn)
	if err != nil {
		b.Fatal(err)
	}
	defer pool.Close()
	for _, sql := range []string{
		fmt.Sprintf(`INSERT INTO streams (id, name, last_revision, state) SELECT i, 'dispute-' || i, %d, 0 FROM generate_series(1, 1000) i`, n/1000-1),
		fmt.Sprintf(`INSERT INTO events SELECT p, 1 + (p - 1) %% 1000, (p - 1) / 1000, gen_random_uuid(), 'dispute-registered-v1', true,
			convert_to(repeat(md5(p::text), 14), 'UTF8'), convert_to(repeat(md5(p::text), 5), 'UTF8'), 17000000000000000 + p FROM generate_series(1, %d) p`, n),
		fmt.Sprintf(`UPDATE log_head SET next_position = %d`, n+1),
		`ANALYZE`,
	} {
		if _, err := pool.Exec(b.Context(), sql); err != nil {
			b.Fatal(err)
		}
	}
}

// bareServer streams one event n times, and returns how to read it all.
func bareServer(b *testing.B, n int) func(b *testing.B) {
	b.Helper()
	payload := &streams.ReadResp{Content: &streams.ReadResp_Event{Event: &streams.ReadResp_ReadEvent{
		Event: &streams.ReadResp_ReadEvent_RecordedEvent{
			Id: &shared.UUID{Value: &shared.UUID_Structured_{Structured: &shared.UUID_Structured{
				MostSignificantBits: 1 << 60, LeastSignificantBits: 1 << 60,
			}}},
			StreamIdentifier: &shared.StreamIdentifier{StreamName: []byte("dispute-500")},
			StreamRevision:   500, PreparePosition: 100_000, CommitPosition: 100_000,
			Metadata: map[string]string{
				"type": "dispute-registered-v1", "content-type": "application/json", "created": "17000000000000000",
			},
			CustomMetadata: make([]byte, 5*32), Data: make([]byte, 14*32),
		},
		Position: &streams.ReadResp_ReadEvent_CommitPosition{CommitPosition: 100_000},
	}}}
	listener, err := (&net.ListenConfig{}).Listen(b.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	server := grpc.NewServer()
	server.RegisterService(&grpc.ServiceDesc{
		ServiceName: "bare", HandlerType: (*any)(nil),
		Streams: []grpc.StreamDesc{{StreamName: "read", ServerStreams: true, Handler: func(_ any, call grpc.ServerStream) error {
			if err := call.RecvMsg(&emptypb.Empty{}); err != nil {
				return err
			}
			for range n {
				if err := call.SendMsg(payload); err != nil {
					return err
				}
			}
			return nil
		}}},
	}, nil)
	go func() { _ = server.Serve(listener) }()
	b.Cleanup(server.Stop)
	conn, err := grpc.NewClient(listener.Addr().String(), grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = conn.Close() })
	return func(b *testing.B) {
		call, err := conn.NewStream(b.Context(), &grpc.StreamDesc{ServerStreams: true}, "/bare/read")
		if err != nil {
			b.Fatal(err)
		}
		if err := errors.Join(call.SendMsg(&emptypb.Empty{}), call.CloseSend()); err != nil {
			b.Fatal(err)
		}
		for {
			err := call.RecvMsg(&streams.ReadResp{})
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				b.Fatal(err)
			}
		}
	}
}
