package rpc

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"runtime/debug"
	"strings"
	"sync/atomic"
	"time"

	"go.opentelemetry.io/otel/attribute"
	otelcodes "go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"
	"google.golang.org/grpc"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	"anjie.internal/services/internal/fault"
	"anjie.internal/services/internal/identity"
)

// Refusals of the chain itself.
var (
	errBusy     = fault.New(fault.Exhausted, "too-many-calls", "请求过多，请稍后重试。", "Too many calls at once; try again in a moment.")
	errTooLarge = fault.New(fault.Exhausted, "too-large", "请求内容过大。", "The request is too large.")
)

// chain is what happens around every call, unary or stream.
type chain struct {
	config  ServerConfig
	public  map[string]bool
	meter   *meter // nil when otelgrpc measures
	calls   atomic.Int64
	streams atomic.Int64
}

func (c *chain) unary(ctx context.Context, req any, info *grpc.UnaryServerInfo, handle grpc.UnaryHandler) (resp any, err error) {
	ctx, start := c.begin(ctx)
	defer func() { // the outermost half: nothing below may end the process or leak an error
		if err = c.end(ctx, info.FullMethod, start, recover(), err); err != nil {
			resp = nil
		}
	}()
	if m, ok := req.(proto.Message); ok && proto.Size(m) > c.config.MaxMessage {
		return nil, errTooLarge
	}
	ctx, cancel := c.deadline(ctx, c.config.Deadline)
	defer cancel()
	if ctx, err = c.identify(ctx, info.FullMethod); err != nil {
		return nil, err
	}
	if c.calls.Add(1) > int64(c.config.MaxCalls) {
		c.calls.Add(-1)
		return nil, errBusy
	}
	defer c.calls.Add(-1)
	return handle(ctx, req)
}

func (c *chain) stream(srv any, ss grpc.ServerStream, info *grpc.StreamServerInfo, handle grpc.StreamHandler) (err error) {
	ctx, start := c.begin(ss.Context())
	defer func() { err = c.end(ctx, info.FullMethod, start, recover(), err) }()
	if ctx, err = c.identify(ctx, info.FullMethod); err != nil { // no default deadline: watches live long
		return err
	}
	if c.streams.Add(1) > int64(c.config.MaxStreams) {
		c.streams.Add(-1)
		return errBusy
	}
	defer c.streams.Add(-1)
	return handle(srv, &stream{ServerStream: ss, ctx: ctx, max: c.config.MaxMessage})
}

// stream carries the context of the chain and the limit of each message.
type stream struct {
	grpc.ServerStream
	ctx context.Context //nolint:containedctx // gRPC's way to hand a context to a stream handler
	max int
}

func (s *stream) Context() context.Context { return s.ctx }

func (s *stream) RecvMsg(m any) error {
	if err := s.ServerStream.RecvMsg(m); err != nil {
		return err
	}
	if m, ok := m.(proto.Message); ok && proto.Size(m) > s.max {
		return errTooLarge
	}
	return nil
}

// begin makes sure that there is a trace id, for event metadata and for the log, also in a process without OpenTelemetry.
func (c *chain) begin(ctx context.Context) (context.Context, time.Time) {
	var start time.Time
	if c.meter != nil {
		start = c.meter.now()
		ctx = propagation.TraceContext{}.Extract(ctx, incoming{ctx})
	}
	if trace.SpanContextFromContext(ctx).IsValid() {
		return ctx, start
	}
	var b [24]byte
	_, _ = rand.Read(b[:]) // never fails
	return trace.ContextWithSpanContext(ctx, trace.NewSpanContext(trace.SpanContextConfig{
		TraceID: trace.TraceID(b[:16]), SpanID: trace.SpanID(b[16:]),
	})), start
}

// end turns what came out of a call into its answer: a panic into a defect, an error into a status.
func (c *chain) end(ctx context.Context, method string, start time.Time, panicked any, err error) error {
	if panicked != nil {
		err = &panicError{value: panicked, stack: string(debug.Stack())}
	}
	if err != nil {
		err = c.refuse(ctx, method, err)
	}
	if c.meter != nil {
		c.meter.since(ctx, start, method, status.Code(err))
	}
	return err
}

// deadline gives calls without one the usual time, and shortens longer ones to the maximum. Deadlines are a matter between
// gRPC and the runtime's clock, so they do not take a Now.
func (c *chain) deadline(ctx context.Context, usual time.Duration) (context.Context, context.CancelFunc) {
	at, ok := ctx.Deadline()
	switch {
	case !ok:
		return context.WithTimeout(ctx, usual)
	case time.Until(at) > c.config.MaxDeadline:
		return context.WithTimeout(ctx, c.config.MaxDeadline)
	default:
		return ctx, func() {}
	}
}

func (c *chain) identify(ctx context.Context, method string) (context.Context, error) {
	if c.public[method] || c.public[method[:strings.LastIndexByte(method, '/')+1]] {
		return ctx, nil
	}
	if c.config.Verifier == nil {
		return ctx, identity.ErrTokenInvalid.Because(fmt.Errorf("the server of role %s has no verifier", c.config.Role))
	}
	actor, err := c.config.Verifier.Verify(ctx, bearer(ctx))
	if err != nil {
		return ctx, err // the refusal still needs the language and the trace
	}
	return identity.With(ctx, actor), nil
}

// bearer returns the token of a call, or "" when there is none or more than one.
func bearer(ctx context.Context) string {
	v := metadata.ValueFromIncomingContext(ctx, "authorization")
	if len(v) != 1 {
		return ""
	}
	scheme, token, _ := strings.Cut(v[0], " ")
	if !strings.EqualFold(scheme, "bearer") {
		return ""
	}
	return strings.TrimSpace(token)
}

// language returns the language of the caller's choice, Chinese unless English is named first.
func language(ctx context.Context) string {
	v := metadata.ValueFromIncomingContext(ctx, "accept-language")
	if len(v) > 0 && strings.HasPrefix(strings.ToLower(strings.TrimSpace(v[0])), "en") {
		return langEn
	}
	return langZh
}

// refuse translates an error for the caller. A defect is logged here, once, with the trace id that the caller gets too.
func (c *chain) refuse(ctx context.Context, method string, err error) error {
	f, defect := visible(err)
	span := trace.SpanFromContext(ctx)
	if span.IsRecording() {
		span.SetAttributes(attribute.String("anjie.fault", f.Code))
	}
	id := span.SpanContext().TraceID().String()
	if defect {
		span.SetStatus(otelcodes.Error, "internal")
		attrs := []slog.Attr{slog.String("role", c.config.Role), slog.String("method", method), slog.Any("error", err)}
		if p, ok := err.(*panicError); ok { //nolint:errorlint // made by this file and never wrapped
			attrs = append(attrs, slog.String("stack", p.stack))
		}
		c.config.Logger.LogAttrs(ctx, slog.LevelError, "call failed", attrs...)
	}
	return statusIn(err, language(ctx), id).Err()
}

// panicError is a panic of a handler on its way to the log.
type panicError struct {
	value any
	stack string
}

func (p *panicError) Error() string { return fmt.Sprintf("panic: %v", p.value) }
