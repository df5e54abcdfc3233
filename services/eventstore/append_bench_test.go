package eventstore

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/EventStore/EventStore-Client-Go/v4/protos/shared"
	"github.com/EventStore/EventStore-Client-Go/v4/protos/streams"
	"github.com/google/uuid"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"

	"anjie.internal/services/internal/pg/pglocal"
)

// durable starts a PostgreSQL that syncs: without fsync these benchmarks would measure something else.
func durable(b *testing.B) string {
	b.Helper()
	dir, err := os.MkdirTemp("", "anjie-bench-") //nolint:usetesting // PostgreSQL runs as another user, who may not enter b.TempDir
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil {
		b.Fatal(err)
	}
	cluster, err := pglocal.Start(b.Context(), pglocal.Config{Dir: filepath.Join(dir, "pg"), Durable: true})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = cluster.Stop() })
	dsn := cluster.DSN("postgres")
	if err := Migrate(b.Context(), dsn); err != nil {
		b.Fatal(err)
	}
	return dsn
}

// BenchmarkSubmit appends without gRPC: what the sequencer and PostgreSQL can do. One client is bound by the sync of the
// log's disk, many by the processor.
func BenchmarkSubmit(b *testing.B) {
	for _, clients := range []int{1, 64, 256} {
		b.Run(fmt.Sprintf("clients=%d", clients), func(b *testing.B) {
			s := sequence(b, durable(b), func(c *sequencerConfig) { c.logger = slog.New(slog.DiscardHandler) })
			fromClients(b, clients, func(ctx context.Context, stream string, revision int64, e record) error {
				res, err := s.submit(ctx, newRequest(ctx, kindAppend, stream, revision-1, []record{e}))
				if err == nil && res.verdict != verdictAccepted {
					return fmt.Errorf("verdict %d", res.verdict)
				}
				return err
			})
		})
	}
}

// BenchmarkAppend appends over gRPC with the generated client, in the same messages as the official one. It is bound by the
// processor: both ends of the calls and PostgreSQL share it.
func BenchmarkAppend(b *testing.B) {
	for _, clients := range []int{1, 64, 256} {
		b.Run(fmt.Sprintf("clients=%d", clients), func(b *testing.B) {
			server, err := Open(b.Context(), Config{DSN: durable(b), Listen: "127.0.0.1:0", Now: time.Now}) //nolint:forbidigo // the real clock
			if err != nil {
				b.Fatal(err)
			}
			var running sync.WaitGroup
			running.Go(func() { _ = server.Run(b.Context()) })
			defer running.Wait()
			defer func() { _ = server.Stop(context.WithoutCancel(b.Context())) }()
			if err := server.WaitReady(b.Context()); err != nil {
				b.Fatal(err)
			}
			conn, err := grpc.NewClient(server.Addr(), grpc.WithTransportCredentials(insecure.NewCredentials()))
			if err != nil {
				b.Fatal(err)
			}
			defer func() { _ = conn.Close() }()
			client := streams.NewStreamsClient(conn)
			fromClients(b, clients, func(ctx context.Context, stream string, revision int64, e record) error {
				return appendOver(ctx, client, stream, revision, e)
			})
		})
	}
}

func appendOver(ctx context.Context, client streams.StreamsClient, stream string, revision int64, e record) error {
	call, err := client.Append(ctx)
	if err != nil {
		return err
	}
	o := &streams.AppendReq_Options{StreamIdentifier: &shared.StreamIdentifier{StreamName: []byte(stream)}}
	o.ExpectedStreamRevision = &streams.AppendReq_Options_NoStream{NoStream: &shared.Empty{}}
	if revision > 0 {
		o.ExpectedStreamRevision = &streams.AppendReq_Options_Revision{Revision: uint64(revision - 1)}
	}
	if err := call.Send(&streams.AppendReq{Content: &streams.AppendReq_Options_{Options: o}}); err != nil {
		return err
	}
	m := &streams.AppendReq_ProposedMessage{
		Id: structured(e.id), Data: e.data, CustomMetadata: e.metadata,
		Metadata: map[string]string{metadataType: e.typ, metadataContentType: contentTypeJSON},
	}
	err = call.Send(&streams.AppendReq{Content: &streams.AppendReq_ProposedMessage_{ProposedMessage: m}})
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	answer, err := call.CloseAndRecv()
	if err == nil && answer.GetSuccess() == nil {
		return fmt.Errorf("answer %v", answer)
	}
	return err
}

// structured is an id as most clients send it.
func structured(id uuid.UUID) *shared.UUID {
	return &shared.UUID{Value: &shared.UUID_Structured_{Structured: &shared.UUID_Structured{
		MostSignificantBits:  int64(binary.BigEndian.Uint64(id[:8])),
		LeastSignificantBits: int64(binary.BigEndian.Uint64(id[8:])),
	}}}
}

// fromClients runs b.N appends of 600 bytes from so many clients, each to a stream of its own.
func fromClients(b *testing.B, clients int, call func(ctx context.Context, stream string, revision int64, e record) error) {
	b.Helper()
	var left atomic.Int64
	left.Store(int64(b.N))
	b.ResetTimer()
	var wg sync.WaitGroup
	for range clients {
		wg.Go(func() {
			stream := "bench-" + uuid.NewString()
			for revision := int64(0); left.Add(-1) >= 0; revision++ {
				e := record{id: uuid.New(), typ: "thing-happened", isJSON: true, data: make([]byte, 600), metadata: []byte(`{}`)}
				if err := call(b.Context(), stream, revision, e); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	b.StopTimer()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "appends/s")
}
