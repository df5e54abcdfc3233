package telemetry_test

import (
	"bytes"
	"context"
	"log/slog"
	"net"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/trace"
	collector "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	"google.golang.org/grpc"
	"google.golang.org/grpc/health"
	healthpb "google.golang.org/grpc/health/grpc_health_v1"

	"anjie.internal/services/internal/rpc"
	"anjie.internal/services/internal/telemetry"
)

// The providers are global to a process, so these tests do not run in parallel.

// receiver is a whole OTLP trace receiver: enough for tests and for a local trace page.
type receiver struct {
	collector.UnimplementedTraceServiceServer
	mu    sync.Mutex
	spans map[string][]string // trace id → kinds and names
}

func (r *receiver) Export(_ context.Context, q *collector.ExportTraceServiceRequest) (*collector.ExportTraceServiceResponse, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, rs := range q.GetResourceSpans() {
		for _, ss := range rs.GetScopeSpans() {
			for _, s := range ss.GetSpans() {
				id := trace.TraceID(s.GetTraceId()).String()
				r.spans[id] = append(r.spans[id], s.GetKind().String()+" "+s.GetName())
			}
		}
	}
	return &collector.ExportTraceServiceResponse{}, nil
}

func (r *receiver) seen() map[string][]string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.spans
}

func serve(t *testing.T, s *grpc.Server) string {
	t.Helper()
	var lc net.ListenConfig
	l, err := lc.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = s.Serve(l)
	}()
	t.Cleanup(func() {
		s.Stop()
		<-done
	})
	return l.Addr().String()
}

func begin(t *testing.T, c telemetry.Config) *telemetry.Telemetry {
	t.Helper()
	tel, err := telemetry.Start(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = tel.Stop(context.WithoutCancel(t.Context())) })
	return tel
}

// probed is a server whose one method says in which trace it was called. Health is filtered out of traces, so the method is
// found under another name.
type probed struct {
	healthpb.UnimplementedHealthServer
	handler func(context.Context)
}

func (p probed) Check(ctx context.Context, _ *healthpb.HealthCheckRequest) (*healthpb.HealthCheckResponse, error) {
	p.handler(ctx)
	return &healthpb.HealthCheckResponse{}, nil
}

func probe(t *testing.T, handler func(context.Context)) *grpc.ClientConn {
	t.Helper()
	d := healthpb.Health_ServiceDesc
	d.ServiceName = "anjie.test.v1.ProbeService"
	d.Methods = []grpc.MethodDesc{{MethodName: "Probe", Handler: func(srv any, ctx context.Context, dec func(any) error, i grpc.UnaryServerInterceptor) (any, error) {
		in := &healthpb.HealthCheckRequest{}
		if err := dec(in); err != nil {
			return nil, err
		}
		return i(ctx, in, &grpc.UnaryServerInfo{Server: srv, FullMethod: method}, func(ctx context.Context, req any) (any, error) {
			return srv.(probed).Check(ctx, req.(*healthpb.HealthCheckRequest))
		})
	}}}
	d.Streams = nil
	s := rpc.NewServer(rpc.ServerConfig{Role: "test", Public: []string{method}, Health: health.NewServer()})
	s.RegisterService(&d, probed{handler: handler})
	cc, err := rpc.Dial(serve(t, s), rpc.ClientConfig{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cc.Close() })
	return cc
}

const method = "/anjie.test.v1.ProbeService/Probe"

func ask(ctx context.Context, t *testing.T, cc *grpc.ClientConn) {
	t.Helper()
	if err := cc.Invoke(ctx, method, &healthpb.HealthCheckRequest{}, &healthpb.HealthCheckResponse{}); err != nil {
		t.Fatal(err)
	}
}

func page(t *testing.T, tel *telemetry.Telemetry) string {
	t.Helper()
	w := httptest.NewRecorder()
	tel.Metrics.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), "GET", "/metrics", nil))
	return w.Body.String()
}

func TestACallIsOneTraceWithItsLogLineAndItsMetrics(t *testing.T) {
	rec := &receiver{spans: map[string][]string{}}
	rs := grpc.NewServer()
	collector.RegisterTraceServiceServer(rs, rec)
	var logs bytes.Buffer
	tel := begin(t, telemetry.Config{Role: "test", Version: "v0", Endpoint: serve(t, rs), Logs: &logs, JSON: true})

	cc := probe(t, func(ctx context.Context) {
		_, span := otel.Tracer("test").Start(ctx, "decide")
		defer span.End()
		tel.Logger.LogAttrs(ctx, slog.LevelInfo, "decided")
	})
	ctx, root := otel.Tracer("test").Start(t.Context(), "clerk")
	ask(ctx, t, cc)
	root.End()
	if tel.QueryTracer() == nil {
		t.Error("statements are not traced although somebody would see them")
	}
	for _, metric := range []string{"rpc_client_call_duration_seconds", "rpc_server_call_duration_seconds", "go_goroutines"} {
		if !strings.Contains(page(t, tel), metric) {
			t.Errorf("no metric %s", metric)
		}
	}
	if err := tel.Flush(t.Context()); err != nil {
		t.Error(err)
	}
	for range 2 {
		if err := tel.Stop(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	id := root.SpanContext().TraceID().String()
	want := []string{"INTERNAL clerk", "CLIENT anjie.test.v1.ProbeService/Probe", "SERVER anjie.test.v1.ProbeService/Probe", "INTERNAL decide"}
	if len(rec.seen()) != 1 || len(rec.seen()[id]) != len(want) {
		t.Fatalf("trace %s: %v", id, rec.seen())
	}
	for _, w := range want {
		if !strings.Contains(strings.Join(rec.seen()[id], "\n"), w) {
			t.Errorf("no span %q in %v", w, rec.seen()[id])
		}
	}
	if !strings.Contains(logs.String(), id) {
		t.Errorf("the log line lacks the trace: %s", logs.String())
	}
}

func TestWithoutAReceiverThereIsStillATraceAcrossCalls(t *testing.T) {
	tel := begin(t, telemetry.Config{Role: "test"})
	var inside trace.SpanContext
	recording := true
	cc := probe(t, func(ctx context.Context) {
		ctx, span := otel.Tracer("test").Start(ctx, "decide")
		defer span.End()
		inside, recording = trace.SpanContextFromContext(ctx), span.IsRecording()
	})
	ask(t.Context(), t, cc)
	if !inside.IsValid() || recording {
		t.Errorf("a call out of nowhere: %v, recording %t", inside, recording)
	}
	first := inside.TraceID()
	ctx, root := otel.Tracer("test").Start(t.Context(), "clerk")
	ask(ctx, t, cc)
	if got, want := inside.TraceID(), root.SpanContext().TraceID(); got != want || got == first {
		t.Errorf("trace %s on one side, %s on the other", want, got)
	}
	if inside.SpanID() == root.SpanContext().SpanID() {
		t.Error("two spans of one id")
	}
	if tel.QueryTracer() != nil {
		t.Error("every statement pays for a span that nobody sees")
	}
	for _, metric := range []string{
		`rpc_client_call_duration_seconds_count{`, `rpc_server_call_duration_seconds_count{`, `rpc_method="anjie.test.v1.ProbeService/Probe"`, `rpc_response_status_code="OK"`,
	} {
		if !strings.Contains(page(t, tel), metric) {
			t.Errorf("no %s in\n%s", metric, page(t, tel))
		}
	}
}

func TestSeveralRolesInOneProcessDoNotCollide(t *testing.T) {
	a, b := begin(t, telemetry.Config{Role: "intake"}), begin(t, telemetry.Config{Role: "statistics"})
	for _, tel := range []*telemetry.Telemetry{a, b} {
		if !strings.Contains(page(t, tel), "go_goroutines") {
			t.Error("no metrics")
		}
	}
}

func TestAReceiverThatIsNotThereDisturbsNobody(t *testing.T) {
	var lc net.ListenConfig
	l, err := lc.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = l.Close()
	tel := begin(t, telemetry.Config{Role: "test", Endpoint: l.Addr().String()})
	_, span := otel.Tracer("test").Start(t.Context(), "x")
	span.End()
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if err := tel.Stop(ctx); err == nil {
		t.Error("lost spans and said nothing")
	}
}

func TestLogLines(t *testing.T) {
	ctx := trace.ContextWithSpanContext(t.Context(), trace.NewSpanContext(trace.SpanContextConfig{TraceID: trace.TraceID{1}, SpanID: trace.SpanID{2}}))
	for name, json := range map[string]bool{"text": false, "json": true} {
		var b bytes.Buffer
		log := telemetry.NewLogger(&b, slog.LevelInfo, json)
		log.LogAttrs(ctx, slog.LevelDebug, "below the level")
		if b.Len() > 0 {
			t.Errorf("%s: %s", name, b.String())
		}
		log.With(slog.String("part", "intake")).LogAttrs(ctx, slog.LevelInfo, "ready", slog.Int("n", 1))
		if s := b.String(); !strings.Contains(s, "01000000000000000000000000000000") || !strings.Contains(s, "intake") || strings.Count(s, "\n") != 1 {
			t.Errorf("%s: %s", name, s)
		}
		b.Reset()
		log.LogAttrs(t.Context(), slog.LevelInfo, "outside of a call")
		if strings.Contains(b.String(), "trace") {
			t.Errorf("%s: %s", name, b.String())
		}
	}
	telemetry.NewLogger(nil, nil, false).LogAttrs(ctx, slog.LevelError, "nobody listens")
}
