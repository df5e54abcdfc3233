package rpc

import (
	"context"
	"crypto/tls"
	"log/slog"
	"time"

	"go.opentelemetry.io/contrib/instrumentation/google.golang.org/grpc/otelgrpc"
	"go.opentelemetry.io/contrib/instrumentation/google.golang.org/grpc/otelgrpc/filters"
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/trace"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/health"
	healthpb "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/keepalive"
	"google.golang.org/grpc/reflection"
	"google.golang.org/grpc/stats"

	"anjie.internal/services/internal/identity"
)

// Verifier turns the token of a call into an actor; *identity.Verifier is one.
type Verifier interface {
	Verify(ctx context.Context, token string) (identity.Actor, error)
}

// ServerConfig says how a server answers. The zero values of all but Role and Verifier are good.
type ServerConfig struct {
	// Role names the server in the log.
	Role string
	// Verifier tells who calls. Without one every call but those to Public methods is refused.
	Verifier Verifier
	// Public lists methods that need no token ("/anjie.intake.v1.IntakeService/GetVersion"); a name that ends in "/" stands for
	// a whole service. Health and reflection are always public.
	Public []string
	// Logger gets one line for each defect. slog.Default() if nil.
	Logger *slog.Logger
	// Deadline is the time of a unary call that asks for none; 10 s if zero.
	Deadline time.Duration
	// MaxDeadline is the most time that a unary call gets, whatever it asks for; 60 s if zero.
	MaxDeadline time.Duration
	// MaxMessage is the size of the largest request, in bytes; 1 MiB if zero. Up to four times as much is read and refused with a
	// fault; beyond that gRPC itself refuses.
	MaxMessage int
	// MaxCalls is the number of unary calls answered at once; more are refused as Exhausted. 4096 if zero.
	MaxCalls int
	// MaxStreams is the same for streams; 1024 if zero.
	MaxStreams int
	// TLS is the server's side of TLS; nil serves in the clear, for one machine only.
	TLS *tls.Config
	// Health is what probes are told. Nil means that the server always says that it serves.
	Health *health.Server
	// HideSchema turns reflection off.
	HideSchema bool
	// Now measures the duration of calls. time.Now if nil.
	Now func() time.Time
	// TracerProvider and MeterProvider replace the global ones. Those must be set before the server is made.
	TracerProvider trace.TracerProvider
	MeterProvider  metric.MeterProvider
}

func (c *ServerConfig) defaults() {
	or(&c.Deadline, 10*time.Second)
	or(&c.MaxDeadline, time.Minute)
	or(&c.MaxMessage, 1<<20)
	or(&c.MaxCalls, 4096)
	or(&c.MaxStreams, 1024)
	if c.Logger == nil {
		c.Logger = slog.Default()
	}
	if c.Health == nil {
		c.Health = health.NewServer()
	}
}

// or sets what is zero to a default.
func or[T comparable](p *T, value T) {
	var zero T
	if *p == zero {
		*p = value
	}
}

// streamWorkers is the number of goroutines that stay to answer calls, so that their stacks grow once and not in every call;
// growing them cost a tenth of a command. More calls than these get goroutines of their own.
const streamWorkers = 128

// NewServer returns a server with the chain, health and reflection; services are registered on it before it serves.
func NewServer(c ServerConfig) *grpc.Server {
	c.defaults()
	ch := &chain{config: c, public: map[string]bool{
		"/grpc.health.v1.Health/":                    true,
		"/grpc.reflection.v1.ServerReflection/":      true,
		"/grpc.reflection.v1alpha.ServerReflection/": true,
	}}
	for _, m := range c.Public {
		ch.public[m] = true
	}
	options := []grpc.ServerOption{
		grpc.UnaryInterceptor(ch.unary),
		grpc.StreamInterceptor(ch.stream),
		grpc.NumStreamWorkers(streamWorkers),
		grpc.MaxRecvMsgSize(4 * c.MaxMessage),
		grpc.MaxConcurrentStreams(uint32(min(c.MaxCalls+c.MaxStreams, 1<<30))), //nolint:gosec // G115: bounded
		grpc.KeepaliveParams(keepalive.ServerParameters{Time: time.Minute, Timeout: 20 * time.Second}),
		grpc.KeepaliveEnforcementPolicy(keepalive.EnforcementPolicy{MinTime: 10 * time.Second, PermitWithoutStream: true}),
	}
	if lean(c.TracerProvider) {
		ch.meter = newMeter(c.MeterProvider, "server", c.Now)
	} else {
		options = append(options, grpc.StatsHandler(c.otel()))
	}
	if c.TLS != nil {
		options = append(options, grpc.Creds(credentials.NewTLS(c.TLS)))
	}
	s := grpc.NewServer(options...)
	healthpb.RegisterHealthServer(s, c.Health)
	if !c.HideSchema {
		reflection.Register(s)
	}
	return s
}

func (c *ServerConfig) otel() stats.Handler {
	o := []otelgrpc.Option{otelgrpc.WithFilter(filters.Not(filters.HealthCheck()))} // probes would bury everything else
	if c.TracerProvider != nil {
		o = append(o, otelgrpc.WithTracerProvider(c.TracerProvider))
	}
	if c.MeterProvider != nil {
		o = append(o, otelgrpc.WithMeterProvider(c.MeterProvider))
	}
	return otelgrpc.NewServerHandler(o...)
}

// Stop ends a server: it refuses new calls and waits for those under way until ctx ends, then cuts them. Streams that only
// end when the server does are cut too. It may be called twice.
func Stop(ctx context.Context, s *grpc.Server) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		s.GracefulStop()
	}()
	select {
	case <-done:
	case <-ctx.Done():
		s.Stop()
		<-done
	}
}
