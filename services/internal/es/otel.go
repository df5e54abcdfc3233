package es

import (
	"context"
	"errors"
	"log/slog"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/trace"

	"anjie.internal/services/internal/fault"
)

const instrumentation = "anjie.internal/services/internal/es"

// commandWatch reports every command once: a span, the metrics and one audit line.
type commandWatch struct {
	category  string
	span      string
	logger    *slog.Logger
	tracer    trace.Tracer
	commands  metric.Int64Counter
	duration  metric.Float64Histogram
	conflicts metric.Int64Counter
	unknown   metric.Int64Counter
}

func newCommandWatch(category string, logger *slog.Logger, tp trace.TracerProvider, mp metric.MeterProvider) (*commandWatch, error) {
	if logger == nil {
		logger = slog.New(slog.DiscardHandler)
	}
	if tp == nil {
		tp = otel.GetTracerProvider()
	}
	if mp == nil {
		mp = otel.GetMeterProvider()
	}
	m := mp.Meter(instrumentation)
	w := &commandWatch{category: category, span: "command " + category, logger: logger, tracer: tp.Tracer(instrumentation)}
	var errs [4]error
	w.commands, errs[0] = m.Int64Counter("anjie.commands", metric.WithUnit("{command}"),
		metric.WithDescription("Commands carried out, by category and outcome code."))
	w.duration, errs[1] = m.Float64Histogram("anjie.command.duration", metric.WithUnit("s"),
		metric.WithDescription("Time from a command to its durable answer."),
		metric.WithExplicitBucketBoundaries(.0005, .001, .002, .005, .01, .02, .05, .1, .2, .5, 1, 2, 5, 10))
	w.conflicts, errs[2] = m.Int64Counter("anjie.command.conflicts", metric.WithUnit("{conflict}"),
		metric.WithDescription("Appends refused because somebody else was faster."))
	w.unknown, errs[3] = m.Int64Counter("anjie.command.unknown_outcomes", metric.WithUnit("{append}"),
		metric.WithDescription("Appends of unknown outcome, each of which is repeated."))
	return w, errors.Join(errs[:]...)
}

// begin opens the span of a command and returns what closes it and reports.
func (w *commandWatch) begin(ctx context.Context) (context.Context, func(context.Context, Intent, *run, error)) {
	ctx, span := w.tracer.Start(ctx, w.span)
	return ctx, func(ctx context.Context, in Intent, r *run, err error) {
		w.report(ctx, span, in, r, err)
		span.End()
	}
}

func (w *commandWatch) report(ctx context.Context, span trace.Span, in Intent, r *run, err error) {
	code, level := outcome(r, err)
	set := metric.WithAttributeSet(attribute.NewSet(attribute.String("category", w.category), attribute.String("outcome", code)))
	w.commands.Add(ctx, 1, set)
	w.duration.Record(ctx, r.ended.Sub(r.started).Seconds(), set)
	if r.conflicts > 0 {
		w.conflicts.Add(ctx, int64(r.conflicts), set)
	}
	if r.unknown > 0 {
		w.unknown.Add(ctx, int64(r.unknown), set)
	}
	if span.IsRecording() {
		span.SetAttributes(attribute.String("anjie.stream", r.stream), attribute.String("anjie.command", in.Command.String()),
			attribute.String("anjie.outcome", code), attribute.Int("anjie.conflicts", r.conflicts))
		if level >= slog.LevelWarn {
			span.SetStatus(codes.Error, code)
		}
	}
	if !w.logger.Enabled(ctx, level) {
		return
	}
	attrs := make([]slog.Attr, 0, 12)
	attrs = append(attrs,
		slog.String("actor", in.Actor), slog.String("unit", in.Unit), slog.String("command", in.Command.String()),
		slog.String("kind", r.kind), slog.String("stream", r.stream), slog.String("outcome", code))
	if in.OnBehalfOf != "" {
		attrs = append(attrs, slog.String("onBehalfOf", in.OnBehalfOf))
	}
	if err == nil {
		attrs = append(attrs, slog.Int64("revision", r.revision), slog.Any("events", r.types))
	}
	if r.conflicts > 0 {
		attrs = append(attrs, slog.Int("conflicts", r.conflicts))
	}
	if level >= slog.LevelWarn {
		attrs = append(attrs, slog.String("error", err.Error()))
	}
	w.logger.LogAttrs(ctx, level, "audit", attrs...)
}

// outcome names how a command ended: "recorded", "repeated", "unchanged", or the code of the fault. A refusal is ordinary; a
// store that does not answer is a warning, a defect an error.
func outcome(r *run, err error) (string, slog.Level) {
	if err != nil {
		f := fault.As(err)
		switch {
		case f == nil, f.Kind == fault.Internal:
			return "internal", slog.LevelError
		case f.Kind == fault.Unavailable, f.Kind == fault.Timeout, f.Kind == fault.Exhausted:
			return f.Code, slog.LevelWarn
		default:
			return f.Code, slog.LevelInfo
		}
	}
	switch {
	case r.repeated:
		return "repeated", slog.LevelInfo
	case len(r.types) == 0:
		return "unchanged", slog.LevelInfo
	default:
		return "recorded", slog.LevelInfo
	}
}

// traceparent is the W3C form of the span that appends, empty without one: followers continue the trace from it.
func traceparent(ctx context.Context) string {
	sc := trace.SpanContextFromContext(ctx)
	if !sc.IsValid() {
		return ""
	}
	return "00-" + sc.TraceID().String() + "-" + sc.SpanID().String() + "-" + sc.TraceFlags().String()
}
