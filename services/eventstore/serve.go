package eventstore

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"runtime/debug"
	"strings"
	"time"

	"github.com/EventStore/EventStore-Client-Go/v4/protos/streams"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/encoding"
	"google.golang.org/grpc/encoding/proto"
	"google.golang.org/grpc/keepalive"
	"google.golang.org/grpc/status"
)

// streamWorkers is how many calls run on goroutines that stay: more than run at a time, apart from subscriptions.
const streamWorkers = 256

// streamsService is the service Streams: reads on one side, writes on the other.
type streamsService struct {
	streams.UnimplementedStreamsServer
	reads  *readSide
	writer *writer
}

func (s *streamsService) Read(req *streams.ReadReq, to streams.Streams_ReadServer) error {
	return s.reads.Read(req, to)
}

func (s *streamsService) Append(call streams.Streams_AppendServer) error {
	return s.writer.Append(call)
}

func (s *streamsService) BatchAppend(call streams.Streams_BatchAppendServer) error {
	return s.writer.BatchAppend(call)
}

func (s *streamsService) Delete(ctx context.Context, req *streams.DeleteReq) (*streams.DeleteResp, error) {
	return s.writer.Delete(ctx, req)
}

func (s *streamsService) Tombstone(ctx context.Context, req *streams.TombstoneReq) (*streams.TombstoneResp, error) {
	return s.writer.Tombstone(ctx, req)
}

// options are how the gRPC server runs.
func (s *Server) options(guard *guard) []grpc.ServerOption {
	options := []grpc.ServerOption{
		// The official client pings every 10 s, also without calls. The defaults would end its connection for that.
		grpc.KeepaliveEnforcementPolicy(keepalive.EnforcementPolicy{MinTime: 5 * time.Second, PermitWithoutStream: true}),
		grpc.KeepaliveParams(keepalive.ServerParameters{Time: 10 * time.Second, Timeout: 10 * time.Second}),
		grpc.ForceServerCodecV2(wireCodec{encoding.GetCodecV2(proto.Name)}),
		grpc.MaxRecvMsgSize(16 << 20),
		grpc.InitialWindowSize(1 << 20),
		grpc.InitialConnWindowSize(4 << 20),
		grpc.WriteBufferSize(128 << 10), // many small messages in one write
		// Calls run on goroutines that stay: their stacks grow once, not in each call. A subscription keeps its worker as long as
		// it lives; calls that find no worker free get a goroutine of their own.
		grpc.NumStreamWorkers(streamWorkers),
		grpc.ChainUnaryInterceptor(s.recoverUnary, guard.unary),
		grpc.ChainStreamInterceptor(s.recoverStream, guard.stream, s.endWatches),
	}
	if s.config.TLS != nil {
		options = append(options, grpc.Creds(credentials.NewTLS(s.config.TLS)))
	}
	return options
}

// endWatches ends health watches when the server stops; they would hold it up for as long as a prober likes.
func (s *Server) endWatches(srv any, call grpc.ServerStream, info *grpc.StreamServerInfo, handler grpc.StreamHandler) error {
	if !strings.HasPrefix(info.FullMethod, "/grpc.") {
		return handler(srv, call)
	}
	ctx, cancel := context.WithCancel(call.Context())
	defer cancel()
	defer context.AfterFunc(s.running, cancel)()
	return handler(srv, knownCaller{call, ctx})
}

func (s *Server) recoverUnary(ctx context.Context, req any, info *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (_ any, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = s.panicked(ctx, info.FullMethod, p)
		}
	}()
	return handler(ctx, req)
}

func (s *Server) recoverStream(srv any, call grpc.ServerStream, info *grpc.StreamServerInfo, handler grpc.StreamHandler) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = s.panicked(call.Context(), info.FullMethod, p)
		}
	}()
	return handler(srv, call)
}

func (s *Server) panicked(ctx context.Context, method string, p any) error {
	s.config.Logger.ErrorContext(ctx, "a call panicked", slog.String("method", method), slog.Any("panic", p),
		slog.String("stack", string(debug.Stack())))
	return status.Error(codes.Internal, "Internal Error")
}

// prepare makes the tables and opens the pool for reads. It tries until ctx ends, whose error it returns then.
func (s *Server) prepare(ctx context.Context) (*pgxpool.Pool, error) {
	pause := time.NewTicker(prepareEvery)
	defer pause.Stop()
	said := ""
	for {
		pool, err := s.tryPrepare(ctx)
		if err == nil {
			return pool, nil
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		warn(ctx, s.config.Logger, "the event store waits for PostgreSQL", err, &said)
		select {
		case <-pause.C:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

func (s *Server) tryPrepare(ctx context.Context) (*pgxpool.Pool, error) {
	if err := Migrate(ctx, s.config.DSN); err != nil {
		return nil, err
	}
	return openReadPool(ctx, s.config.DSN, s.config.ReadConns)
}

// openReadPool opens the connections of readers: to the primary only, for a replica may show commits in another order than
// they happened, and unable to write.
func openReadPool(ctx context.Context, dsn string, conns int32) (*pgxpool.Pool, error) {
	config, err := pgxpool.ParseConfig(dsn)
	if err != nil {
		return nil, fmt.Errorf("read the database address: %w", err)
	}
	config.MaxConns = conns
	config.MaxConnLifetime = time.Hour
	config.MaxConnLifetimeJitter = 5 * time.Minute
	config.ConnConfig.ConnectTimeout = 5 * time.Second
	config.ConnConfig.ValidateConnect = pgconn.ValidateConnectTargetSessionAttrsPrimary
	maps.Copy(config.ConnConfig.RuntimeParams, map[string]string{
		"application_name":              "anjie eventstore reads",
		"default_transaction_read_only": "on",
		// Every query follows an index in order; plan it so, once, and do not compile it.
		"plan_cache_mode": "force_generic_plan",
		"enable_seqscan":  "off", "enable_bitmapscan": "off",
		"enable_hashjoin": "off", "enable_mergejoin": "off",
		"jit":               "off",
		"statement_timeout": "60s",
	})
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("open the pool for reads: %w", err)
	}
	if err := pool.Ping(ctx); err != nil {
		pool.Close()
		return nil, fmt.Errorf("reach PostgreSQL: %w", err)
	}
	return pool, nil
}
