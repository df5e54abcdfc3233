package telemetry

import (
	"context"
	"crypto/rand"

	"go.opentelemetry.io/otel/trace"
	"go.opentelemetry.io/otel/trace/noop"
)

// idsOnly is the tracer provider of a process that exports nothing. Its spans have ids, which end up in event metadata, in the
// log and in the calls to other services, and record nothing. The SDK's never-sampling provider does the same at several times
// the cost, and does not say that it never records; internal/rpc asks.
type idsOnly struct{ noop.TracerProvider }

// NeverRecords tells instrumentation that it need not bother.
func (idsOnly) NeverRecords() bool { return true }

// Tracer returns the one tracer there is.
func (idsOnly) Tracer(string, ...trace.TracerOption) trace.Tracer { return idTracer{} }

type idTracer struct{ noop.Tracer }

// Start continues the trace of ctx, or begins one. The caller's wish to sample is passed on: another service may export.
func (idTracer) Start(ctx context.Context, _ string, o ...trace.SpanStartOption) (context.Context, trace.Span) {
	parent := trace.SpanContextFromContext(ctx)
	if c := trace.NewSpanStartConfig(o...); c.NewRoot() {
		parent = trace.SpanContext{}
	}
	var b [24]byte
	_, _ = rand.Read(b[:]) // never fails
	own := trace.SpanContextConfig{
		TraceID: parent.TraceID(), SpanID: trace.SpanID(b[16:]), TraceFlags: parent.TraceFlags(), TraceState: parent.TraceState(),
	}
	if !parent.IsValid() {
		own.TraceID = trace.TraceID(b[:16])
	}
	ctx = trace.ContextWithSpanContext(ctx, trace.NewSpanContext(own))
	return ctx, trace.SpanFromContext(ctx)
}
