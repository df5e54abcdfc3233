package rpc_test

import (
	"context"
	"net"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/test/bufconn"

	"anjie.internal/services/internal/rpc"
	"anjie.internal/services/internal/telemetry"
)

// BenchmarkCall compares a unary call through both chains, with telemetry as it is without a receiver, with the same call over
// bare gRPC. The difference is what the chains cost on both ends together: identity, deadline, limits, metrics, a trace id. What
// bounds both is gRPC itself. Run it with one goroutine per core.
func BenchmarkCall(b *testing.B) {
	e := both(func(_ context.Context, s string) (string, error) { return s, nil })
	b.Run("bare", func(b *testing.B) {
		lis := bufconn.Listen(1 << 20)
		s := grpc.NewServer()
		s.RegisterService(e.desc(), nil)
		go func() { _ = s.Serve(lis) }()
		defer s.Stop()
		cc, err := grpc.NewClient("passthrough:///test", grpc.WithTransportCredentials(insecure.NewCredentials()),
			grpc.WithContextDialer(func(ctx context.Context, _ string) (net.Conn, error) { return lis.DialContext(ctx) }))
		if err != nil {
			b.Fatal(err)
		}
		defer func() { _ = cc.Close() }()
		calls(b, cc)
	})
	b.Run("chain with otelgrpc", func(b *testing.B) {
		h := serve(b, rpc.ServerConfig{}, e)
		calls(b, h.dial(rpc.ClientConfig{Token: rpc.StaticToken(h.token("clerk"))}))
	})
	b.Run("chain without a receiver", func(b *testing.B) {
		tel, err := telemetry.Start(b.Context(), telemetry.Config{Role: "bench"})
		if err != nil {
			b.Fatal(err)
		}
		defer func() { _ = tel.Stop(b.Context()) }()
		h := serve(b, rpc.ServerConfig{}, e)
		calls(b, h.dial(rpc.ClientConfig{Token: rpc.StaticToken(h.token("clerk"))}))
	})
}

func calls(b *testing.B, cc *grpc.ClientConn) {
	b.Helper()
	b.ReportAllocs()
	b.ResetTimer()
	b.RunParallel(func(p *testing.PB) {
		for p.Next() {
			if _, err := call(b.Context(), cc, "hello"); err != nil {
				b.Fatal(err)
			}
		}
	})
}
