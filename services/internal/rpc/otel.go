package rpc

import (
	"context"
	"sync"
	"time"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/propagation"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"
	"go.opentelemetry.io/otel/trace"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
)

// lean reports whether spans of a provider are never recorded. Then the chains leave out otelgrpc, which costs more than all
// the rest of them together, and do themselves what is left to do: pass the trace id on and measure. The metrics are the same.
func lean(tp trace.TracerProvider) bool {
	if tp == nil {
		tp = otel.GetTracerProvider()
	}
	n, ok := tp.(interface{ NeverRecords() bool })
	return ok && n.NeverRecords()
}

// meter measures calls under the names of the semantic conventions, as otelgrpc does. The zero meter measures nothing.
type meter struct {
	now     func() time.Time
	seconds metric.Float64Histogram
	options sync.Map // labels → []metric.RecordOption; as many as there are methods and codes
}

type labels struct {
	method string
	code   codes.Code
}

func newMeter(mp metric.MeterProvider, side string, now func() time.Time) *meter {
	if mp == nil {
		mp = otel.GetMeterProvider()
	}
	if now == nil {
		now = time.Now //nolint:forbidigo // measures durations and decides nothing
	}
	h, err := mp.Meter("anjie.internal/services/internal/rpc").Float64Histogram("rpc."+side+".call.duration",
		metric.WithUnit("s"), metric.WithDescription("Duration of the calls of a gRPC "+side+"."),
		metric.WithExplicitBucketBoundaries(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10))
	if err != nil {
		otel.Handle(err)
	}
	return &meter{now: now, seconds: h}
}

// since records the end of a call that began at start.
func (m *meter) since(ctx context.Context, start time.Time, method string, code codes.Code) {
	key := labels{method, code}
	o, ok := m.options.Load(key)
	if !ok {
		o, _ = m.options.LoadOrStore(key, []metric.RecordOption{metric.WithAttributeSet(attribute.NewSet(
			semconv.RPCSystemNameGRPC, semconv.RPCMethod(method[1:]), semconv.RPCResponseStatusCode(code.String())))})
	}
	m.seconds.Record(ctx, m.now().Sub(start).Seconds(), o.([]metric.RecordOption)...)
}

// incoming reads the headers of a call that a server answers.
type incoming struct{ ctx context.Context } //nolint:containedctx // an adapter for the length of one call

func (in incoming) Get(key string) string {
	if v := metadata.ValueFromIncomingContext(in.ctx, key); len(v) > 0 {
		return v[0]
	}
	return ""
}
func (incoming) Set(string, string) {}
func (incoming) Keys() []string     { return nil }

// outgoing collects the headers of a call that a client makes.
type outgoing struct{ pairs []string }

func (*outgoing) Get(string) string       { return "" }
func (o *outgoing) Set(key, value string) { o.pairs = append(o.pairs, key, value) }
func (*outgoing) Keys() []string          { return nil }

var (
	_ propagation.TextMapCarrier = incoming{}
	_ propagation.TextMapCarrier = &outgoing{}
)
